"""BER dropped a person."""

from __future__ import annotations

from typing import Annotated

from kaa_tracker.adapters.inbound.messages.fields import PastDay, Word
from kaa_tracker.adapters.inbound.messages.register.codes import DistrictCode, in_list
from kaa_tracker.adapters.inbound.messages.register.message import PersonData
from kaa_tracker.domain.case.commands import RecordRegisterExit


class LeftV1(PersonData):
    """BER dropped the person; the day is the last one in the register."""

    left_on: PastDay
    reason: Annotated[Word, in_list("leaving_reasons", on="left_on")]
    district: DistrictCode

    def command(self) -> RecordRegisterExit:
        return RecordRegisterExit(
            left_on=self.left_on, revision=self.revision, reason=self.reason, district=self.district
        )
