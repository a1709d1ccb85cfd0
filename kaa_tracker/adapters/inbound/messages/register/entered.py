"""BER took a person in."""

from __future__ import annotations

from typing import Annotated, Any

from kaa_tracker.adapters.inbound.messages.contacts import WholePersonV2
from kaa_tracker.adapters.inbound.messages.fields import PastDay, Word
from kaa_tracker.adapters.inbound.messages.person import Whole, WholePerson
from kaa_tracker.adapters.inbound.messages.register.codes import DistrictCode, MunicipalityCode, in_list
from kaa_tracker.adapters.inbound.messages.register.message import PersonData
from kaa_tracker.domain.case.commands import RecordRegisterEntry
from kaa_tracker.domain.case.events import Gender, Protection


class Entered(PersonData):
    """What every version tells in the same way."""

    entered_on: PastDay
    home_municipality: MunicipalityCode
    district: DistrictCode
    gender: Gender
    protection: Protection = "none"
    last_school_occupation: Annotated[Word, in_list("school_occupations", on="entered_on")]
    person: Whole

    def command(self) -> RecordRegisterEntry:
        return RecordRegisterEntry(
            entered_on=self.entered_on,
            revision=self.revision,
            gender=self.gender,
            birth_year=self.person.birth_date.year,
            district=self.district,
            home_municipality=self.home_municipality,
            last_school_occupation=self.last_school_occupation,
            protection=self.protection,
        )

    def told(self) -> dict[str, Any]:
        return self.person.values()


class EnteredV1(Entered):
    """BER took the person in."""

    person: WholePerson


class EnteredV2(Entered):
    """BER took the person in."""

    person: WholePersonV2
