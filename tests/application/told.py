"""Messages of BER and lines of outreach in a few words; everything not said is ordinary."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from itertools import count
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from kaa_tracker.application.intake.outreach import OutreachLine, Youth
from kaa_tracker.application.intake.register import RegisterMessage
from kaa_tracker.domain.case import commands as c
from kaa_tracker.domain.case.events import Actor, Protection
from kaa_tracker.domain.identifiers import official_test_number
from kaa_tracker.domain.person import Address, Person

ADA, BO = "berkey-ada", "berkey-bo"
BORN = date(2004, 5, 6)
NUMBER = official_test_number(BORN, "woman")
HOME = Address(street="Lingonvägen 12 B", postal_code="123 45", city="Farsta")
COORDINATOR = Actor("coordinator-1", "local_coordinator")

_ids = count(1)


def day(text: str) -> date:
    return date.fromisoformat(text)


def moment(text: str) -> datetime:
    """``2022-03-01``, at nine o'clock UTC, or ``2022-03-01 15``."""
    on, _, hour = text.partition(" ")
    return datetime.fromisoformat(f"{on}T{hour or '09'}:00").replace(tzinfo=UTC)


def the(name: str) -> UUID:
    return uuid5(NAMESPACE_OID, name)


def person(number: str | None = NUMBER, **others: Any) -> dict[str, Any]:
    """What BER tells of a person when it takes them in."""
    known: dict[str, Any] = {"birth_date": BORN, "given_name": "Ada", "family_name": "Ek"}
    if number is not None:
        known |= {"identity_number": number, "identity_kind": "personnummer"}
    return known | others


def entry(
    key: str = ADA, on: str = "2022-03-01", revision: int = 1, *, sent: str | None = None, **who: Any
) -> RegisterMessage:
    command = c.RecordRegisterEntry(
        entered_on=day(on),
        revision=revision,
        gender="woman",
        birth_year=2004,
        district="farsta",
        home_municipality="0180",
        last_school_occupation="upper_secondary",
    )
    return _message(key, sent or on, command, person(**who))


def change(
    key: str = ADA,
    on: str = "2022-03-05",
    revision: int = 2,
    *,
    district: str | None = None,
    protection: Protection | None = None,
    **told: Any,
) -> RegisterMessage:
    command = c.RecordRegisterChange(
        effective_on=day(on),
        revision=revision,
        district=district,
        protection=protection,
        vault_fields=tuple(told),
    )
    return _message(key, on, command, told)


def leaving(
    key: str = ADA, on: str = "2022-03-20", revision: int = 3, *, district: str = "farsta", sent: str | None = None
) -> RegisterMessage:
    command = c.RecordRegisterExit(left_on=day(on), revision=revision, reason="studies_registered", district=district)
    return _message(key, sent or on, command, {})


def _message(key: str, sent: str, command: Any, told: Mapping[str, Any]) -> RegisterMessage:
    return RegisterMessage(f"ber {key}-{command.revision}", key, moment(sent), command, told)


def line(
    command: c.Command,
    recorded: str,
    *,
    key: str | None = ADA,
    number: str | None = None,
    met: Person | None = None,
    value: str | None = None,
    command_id: str | None = None,
) -> OutreachLine:
    """A line about the youth of ``key``, unless ``number`` says who."""
    youth = Youth(identity_number=number) if number else Youth(register_key=key)
    request = c.Request(
        command_id=str(the(command_id or f"command {next(_ids)}")),
        actor=COORDINATOR,
        recorded_at=moment(f"{recorded} 18"),
        command=command,
    )
    return OutreachLine(youth, request, met, value)


def attempt(on: str, name: str = "the attempt", **others: Any) -> c.LogContactAttempt:
    values: dict[str, Any] = {"channel": "letter", "unit": "globen", "early_reason": "school"}
    return c.LogContactAttempt(attempt_id=the(name), at=moment(on), **(values | others))


def opened_by_hand(on: str = "2022-03-01") -> c.OpenCaseByHand:
    return c.OpenCaseByHand(on=day(on), basis="drop_in", gender="woman", birth_year=BORN.year, district="farsta")


def met(number: str = NUMBER, **others: Any) -> Person:
    """Somebody who dropped in."""
    return Person(**person(number, **others))


def detail(on: str, field: str = "phone") -> c.RecordContactDetail:
    return c.RecordContactDetail(on=day(on), field=field, source="youth")


Opener = Callable[[], Any]
