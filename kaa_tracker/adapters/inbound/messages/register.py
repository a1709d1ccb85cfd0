"""The messages of BER: CloudEvents 1.0 in structured JSON, a type for each thing the register tells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationError

from kaa_tracker.adapters.inbound.messages.fields import (
    ABSENT,
    Given,
    PastDay,
    PastInstant,
    RegisterKey,
    Revision,
    Word,
)
from kaa_tracker.adapters.inbound.messages.person import ChangedPerson, WholePerson
from kaa_tracker.adapters.inbound.messages.rejection import fault, rejected
from kaa_tracker.adapters.inbound.messages.strict_json import MAX_BYTES, read_json
from kaa_tracker.application.intake.rejected import Rejected
from kaa_tracker.domain.case.commands import RecordRegisterChange, RecordRegisterEntry, RecordRegisterExit
from kaa_tracker.domain.case.events import Gender, Protection
from kaa_tracker.domain.reference import Reference

RegisterCommand: TypeAlias = RecordRegisterEntry | RecordRegisterChange | RecordRegisterExit


class RegisterMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A message of BER, checked: a command of the domain, and beside it what only the vault may hold.

    ``message_id`` is the source and the id, which are unique together. ``told`` is what the message
    says of the person, by the names of ``Person``: everything when BER takes somebody in.
    """

    message_id: str
    register_key: str
    sent_at: datetime
    command: RegisterCommand
    told: Mapping[str, Any]
    extra_fields: int
    """How many fields the format does not know; they are not read."""

    def __repr__(self) -> str:
        return f"RegisterMessage({type(self.command).__name__})"

    __str__ = __repr__


def parse_register_message(
    raw: bytes, *, today: date, reference: Reference, max_bytes: int = MAX_BYTES
) -> RegisterMessage | Rejected:
    """The message in ``raw``, or the first thing wrong with it; never raises for what ``raw`` holds.

    ``today`` is the Swedish day after which nothing can have happened yet.
    """
    document = read_json(raw, max_bytes=max_bytes)
    envelope = document if isinstance(document, Rejected) else _envelope_of(document)
    if isinstance(envelope, Rejected):
        return envelope
    try:
        message = envelope.model_validate_json(raw, extra="allow", context={"today": today, "reference": reference})
    except ValidationError as error:
        return rejected(error)
    return message.checked()


def _district(code: str, info: Given) -> str:
    if not info.context["reference"].is_district(code):
        raise fault("unknown_code")
    return code


def _municipality(code: str, info: Given) -> str:
    if code != info.context["reference"].municipality:
        raise fault("wrong_municipality")
    return code


def _in_list(name: str, *, on: str) -> AfterValidator:
    """A code of the list, valid on the day in the field ``on``, which comes before it."""

    def check(code: str, info: Given) -> str:
        day = info.data.get(on)
        if day is not None and info.context["reference"].find(name, code, day) is None:
            raise fault("unknown_code")
        return code

    return AfterValidator(check)


_District: TypeAlias = Annotated[Word, AfterValidator(_district)]
_Unbroken: TypeAlias = Annotated[str, StringConstraints(pattern=r"^\S{1,200}$")]


class _Data(BaseModel):
    model_config = ConfigDict(strict=True)

    revision: Revision


class _Entered(_Data):
    """BER took the person in."""

    entered_on: PastDay
    home_municipality: Annotated[str, AfterValidator(_municipality)]
    district: _District
    gender: Gender
    protection: Protection = "none"
    last_school_occupation: Annotated[Word, _in_list("school_occupations", on="entered_on")]
    person: WholePerson

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


class _Changed(_Data):
    """BER changed what is there."""

    effective_on: PastDay
    district: _District = ABSENT
    gender: Gender = ABSENT
    protection: Protection = ABSENT
    person: ChangedPerson = ChangedPerson()

    def command(self) -> RecordRegisterChange:
        return RecordRegisterChange(
            effective_on=self.effective_on,
            revision=self.revision,
            district=self.district,
            gender=self.gender,
            protection=self.protection,
            vault_fields=self.person.changed_fields(),
        )


class _Left(_Data):
    """BER dropped the person."""

    left_on: PastDay
    reason: Annotated[Word, _in_list("leaving_reasons", on="left_on")]
    district: _District

    def command(self) -> RecordRegisterExit:
        return RecordRegisterExit(
            left_on=self.left_on, revision=self.revision, reason=self.reason, district=self.district
        )


class _Envelope(BaseModel):
    """The attributes of CloudEvents 1.0 that we ask for."""

    model_config = ConfigDict(strict=True)

    specversion: Literal["1.0"]
    id: _Unbroken
    source: _Unbroken
    type: str
    subject: RegisterKey
    time: PastInstant
    datacontenttype: Literal["application/json"]
    data: Any

    def checked(self) -> RegisterMessage:
        return RegisterMessage(
            message_id=f"{self.source} {self.id}",
            register_key=self.subject,
            sent_at=self.time,
            command=self.data.command(),
            told=self.told(),
            extra_fields=_extra_fields(self),
        )

    def told(self) -> dict[str, Any]:
        return {}


class _EnteredMessage(_Envelope):
    data: _Entered

    def told(self) -> dict[str, Any]:
        return self.data.person.values(WholePerson.model_fields)


class _ChangedMessage(_Envelope):
    data: _Changed

    def told(self) -> dict[str, Any]:
        return self.data.person.values(self.data.person.changed_fields())


class _LeftMessage(_Envelope):
    data: _Left


_STEM = "se.stockholm.ber.kaa."
_TYPES: dict[str, type[_Envelope]] = {
    f"{_STEM}entered.v1": _EnteredMessage,
    f"{_STEM}changed.v1": _ChangedMessage,
    f"{_STEM}left.v1": _LeftMessage,
}


def _envelope_of(document: Any) -> type[_Envelope] | Rejected:
    if not isinstance(document, dict) or "specversion" not in document:
        return Rejected("not_cloudevents")
    if document["specversion"] != "1.0":
        return Rejected("not_cloudevents", "$.specversion")
    if "type" not in document:
        return Rejected("missing_field", "$.type")
    name = document["type"]
    if not isinstance(name, str):
        return Rejected("wrong_type", "$.type")
    if name in _TYPES:
        return _TYPES[name]
    unversioned = {known.rpartition(".")[0] for known in _TYPES}
    return Rejected("unknown_version" if name.rpartition(".")[0] in unversioned else "unknown_type", "$.type")


def _extra_fields(model: BaseModel) -> int:
    inner = (value for value in model.__dict__.values() if isinstance(value, BaseModel))
    return len(model.model_extra or ()) + sum(map(_extra_fields, inner))
