"""What people write to give an order: the fields of the command, less what the program knows by itself.

An attempt is logged in one request with the channel alone: it was made now, by the unit of whoever
tells of it, under an id of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal, NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from pydantic import BaseModel, ConfigDict, create_model

from kaa_tracker.adapters.inbound.messages.commands import written_fields
from kaa_tracker.adapters.inbound.messages.fields import Day, Id, Instant, Word
from kaa_tracker.adapters.inbound.messages.person import Text
from kaa_tracker.domain.case import commands as c

_NEW_IDS: Mapping[type, tuple[str, ...]] = {
    c.LogContactAttempt: ("attempt_id",),
    c.LogSelfContact: ("contact_id",),
    c.PlanContact: ("plan_id",),
    c.Enrol: ("enrolment_id", "contact_id"),
    c.StartService: ("service_id",),
    c.RecordPlan: ("plan_id",),
}
"""The ids an order gives to what it begins."""

BY_OWN_UNIT = (c.LogContactAttempt, c.Enrol)
"""Orders of somebody at a unit that are that unit's."""

_NOT_ASKED = frozenset(("made_by", "batch_id"))
"""An entry is named by its number, and a batch is a letter run's."""

_WAYS = {
    "phone": re.compile(r"(\+[0-9]|0|46)[0-9 ()/-]{3,28}"),
    "email": re.compile(r"[^\s@]{1,64}@[^\s@.]+(\.[^\s@.]+)+"),
}


def is_way(field: str, value: str) -> bool:
    """Whether the value can be a contact detail of that field: a way to reach somebody, and no other text. A phone
    number has its trunk prefix or country, which a personnummer written in its place has not."""
    return bool(_WAYS[field].fullmatch(value))


class Known(NamedTuple):
    """What the program knows by itself: the instant, the day, the unit of who asks, and the order's own id."""

    now: datetime
    today: date
    unit: str
    command_id: str


def order_form(command: type) -> type[BaseModel]:
    """The form of a command as the body of a request."""
    given = {name: _given(command, name, field) for name, field in written_fields(command).items()}
    fields: dict[str, Any] = {name: field for name, field in given.items() if name not in _NOT_ASKED}
    if command is c.RecordContactDetail:
        fields |= {"field": (Literal["phone", "email"], ...), "value": (Text, ...)}
    return create_model(command.__name__, __config__=ConfigDict(strict=True), __doc__=command.__doc__, **fields)


def _given(command: type, name: str, field: tuple[Any, Any]) -> tuple[Any, Any]:
    if name in _NEW_IDS.get(command, ()):
        return Id | None, None
    if name == "unit" and command in BY_OWN_UNIT:
        return Word | None, None
    if field == (Instant, ...) and command is not c.PlanContact:
        return Instant | None, None
    if field == (Day, ...):
        return Day | None, None
    return field


def made(command: type, told: BaseModel, known: Known) -> Any:
    """The command, with what was left out filled in."""
    values = {name: getattr(told, name) for name in type(told).model_fields if name != "value"}
    for name, value in values.items():
        if value is None and name in _NEW_IDS.get(command, ()):
            values[name] = _new_id(known.command_id, name)
    for name, value in (("at", known.now), ("on", known.today), ("unit", known.unit)):
        if name in values and values[name] is None:
            values[name] = value
    return command(**values)


def _new_id(command_id: str, name: str) -> UUID:
    """The same for an order sent again."""
    return uuid5(NAMESPACE_URL, f"{command_id}/{name}")
