"""What people logged, a command a line: how outreach done in another system comes in."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, ValidationError

from kaa_tracker.adapters.inbound.messages.commands import AnyCommand
from kaa_tracker.adapters.inbound.messages.fields import ABSENT, Id, Instant, Number, PastDay, RegisterKey, Word
from kaa_tracker.adapters.inbound.messages.person import ChangedPerson, Text
from kaa_tracker.adapters.inbound.messages.rejection import rejected
from kaa_tracker.adapters.inbound.messages.strict_json import MAX_BYTES, read_json
from kaa_tracker.application.casework import DETAIL_FIELDS
from kaa_tracker.application.intake.outreach import OutreachLine, Youth
from kaa_tracker.application.intake.rejected import Rejected
from kaa_tracker.domain.case.commands import OpenCaseByHand, RecordContactDetail, Request
from kaa_tracker.domain.case.events import Actor
from kaa_tracker.domain.periods import local_day
from kaa_tracker.domain.person import Person

Role: TypeAlias = Literal[
    "local_coordinator",
    "coach",
    "central_coordinator",
    "register_coordinator",
    "protected_case_handler",
    "statistician",
    "auditor",
    "data_protection_officer",
    "system",
]


def parse_outreach_line(raw: bytes, *, now: datetime, max_bytes: int = MAX_BYTES) -> OutreachLine | Rejected:
    """The line in ``raw``, or the first thing wrong with it; never raises for what ``raw`` holds.

    ``now`` is the instant after which nothing can have been recorded yet.
    """
    document = read_json(raw, max_bytes=max_bytes)
    if isinstance(document, Rejected):
        return document
    try:
        line = _Line.model_validate_json(raw, extra="forbid", context={"today": local_day(now)})
    except ValidationError as error:
        return rejected(error, _Line)
    if line.recorded_at > now:
        return Rejected("future_date", "$.recorded_at")
    return line.fault() or line.line()


class _Actor(BaseModel):
    model_config = ConfigDict(strict=True)

    user: Word
    role: Role


class _Youth(BaseModel):
    """Whom the line is about, by one of the two."""

    model_config = ConfigDict(strict=True)

    register_key: RegisterKey = ABSENT
    identity_number: Number = ABSENT


class _MetPerson(ChangedPerson):
    """A person somebody met; the number is that by which the line names the youth."""

    birth_date: PastDay
    given_name: Text
    family_name: Text


class _Line(BaseModel):
    model_config = ConfigDict(strict=True)

    command_id: Id
    recorded_at: Instant
    actor: _Actor
    youth: _Youth
    command: AnyCommand
    person: _MetPerson = ABSENT
    value: Text = ABSENT

    def fault(self) -> Rejected | None:
        """What is wrong between the parts."""
        return self._youth_fault() or self._person_fault() or self._value_fault()

    def line(self) -> OutreachLine:
        number = self.youth.identity_number
        return OutreachLine(
            youth=Youth(self.youth.register_key, number.value if number else None),
            request=Request(
                command_id=str(self.command_id),
                actor=Actor(self.actor.user, self.actor.role),
                recorded_at=self.recorded_at,
                command=self.command,
            ),
            person=self._person() if self.person else None,
            value=self.value,
        )

    def _person(self) -> Person:
        values = self.person.values()
        if number := self.youth.identity_number:
            values |= {"identity_number": number.value, "identity_kind": number.kind}
        return Person(register_key=self.youth.register_key, **values)

    def _youth_fault(self) -> Rejected | None:
        named_by = len(self.youth.model_fields_set)
        if named_by == 1:
            return None
        return Rejected("contradiction" if named_by else "missing_field", "$.youth")

    def _person_fault(self) -> Rejected | None:
        if not isinstance(self.command, OpenCaseByHand):
            return Rejected("unexpected_field", "$.person") if self.person else None
        if not self.person:
            return Rejected("missing_field", "$.person")
        if self.person.identity_number not in (None, self.youth.identity_number):
            return Rejected("contradiction", "$.person.identity_number")
        if self.person.birth_date.year != self.command.birth_year:
            return Rejected("contradiction", "$.command.birth_year")
        return None

    def _value_fault(self) -> Rejected | None:
        if not isinstance(self.command, RecordContactDetail):
            return Rejected("unexpected_field", "$.value") if self.value else None
        if self.command.field not in DETAIL_FIELDS:
            return Rejected("unknown_code", "$.command.field")
        return None if self.value else Rejected("missing_field", "$.value")
