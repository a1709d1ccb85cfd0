"""BER changed what is there of a person."""

from __future__ import annotations

from typing import Any

from kaa_tracker.adapters.inbound.messages.contacts import ChangedPersonV2
from kaa_tracker.adapters.inbound.messages.fields import ABSENT, PastDay
from kaa_tracker.adapters.inbound.messages.person import ChangedPerson, ToldPerson
from kaa_tracker.adapters.inbound.messages.register.codes import DistrictCode
from kaa_tracker.adapters.inbound.messages.register.message import PersonData
from kaa_tracker.domain.case.commands import RecordRegisterChange
from kaa_tracker.domain.case.events import Gender, Protection


class Changed(PersonData):
    """What every version tells in the same way."""

    effective_on: PastDay
    district: DistrictCode = ABSENT
    gender: Gender = ABSENT
    protection: Protection = ABSENT
    person: ToldPerson = ToldPerson()

    def command(self) -> RecordRegisterChange:
        return RecordRegisterChange(
            effective_on=self.effective_on,
            revision=self.revision,
            district=self.district,
            gender=self.gender,
            protection=self.protection,
            vault_fields=self.person.changed_fields(),
        )

    def told(self) -> dict[str, Any]:
        return self.person.values(self.person.changed_fields())


class ChangedV1(Changed):
    """BER changed what is there; a field left out has not changed."""

    person: ChangedPerson = ChangedPerson()


class ChangedV2(Changed):
    """BER changed what is there; a field left out has not changed."""

    person: ChangedPersonV2 = ChangedPersonV2()
