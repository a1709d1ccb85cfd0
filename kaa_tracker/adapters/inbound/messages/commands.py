"""The commands of the domain as JSON, each by its own annotations: no field is written down twice.

``{"type": "log-answer", "attempt_id": ..., "at": ...}`` is ``LogAnswer(attempt_id=..., at=...)``.
Whether a code exists is for the domain to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from datetime import date, datetime
from functools import reduce
from operator import or_
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec
from pydantic import AfterValidator, ConfigDict, Discriminator, create_model

from kaa_tracker.adapters.inbound.messages.fields import Day, Id, Instant, Word
from kaa_tracker.application.casework import PRESENT_ADDRESS
from kaa_tracker.domain.case import commands as c
from kaa_tracker.domain.case.events import PlanMeasure

NOT_FROM_PEOPLE = frozenset(
    {
        c.RecordRegisterEntry,
        c.RecordRegisterChange,
        c.RecordRegisterExit,
        c.RunDailyRound,
        c.MergeInto,
        c.TakeOverFacts,
        c.DisposeCase,
    }
)
"""What only the register, the clock and disposal ask, and what concerns two cases at once."""

_WORD_BEGINS = re.compile(r"(?<!^)(?=[A-Z])")
_STRICT = ConfigDict(strict=True)


def command_name(command: type) -> str:
    """The name of the class in kebab case."""
    return _WORD_BEGINS.sub("-", command.__name__).lower()


COMMANDS: Mapping[str, type] = {command_name(t): t for t in get_args(c.Command) if t not in NOT_FROM_PEOPLE}
"""What people ask, by the name it has in a message."""


def command_form(name: str) -> Any:
    """The annotation by which pydantic reads the command of that name, ``type`` included."""
    command = COMMANDS[name]
    given: dict[str, Any] = {**written_fields(command), "type": (Literal[name], ...)}
    form = create_model(command.__name__, __config__=_STRICT, **given)
    return Annotated[form, AfterValidator(_maker(command))]


def written_fields(command: type) -> dict[str, tuple[Any, Any]]:
    """How each field of a command is written: its annotation, and its default or ``...`` where there is none."""
    hints = get_type_hints(command)
    return {field.name: _given(field, hints[field.name]) for field in fields(command)}


def _maker(command: Callable[..., Any]) -> Callable[[Any], Any]:
    def make(read: Any) -> Any:
        return command(**{name: value for name, value in read.__dict__.items() if name != "type"})

    return make


def _given(field: Field[Any], hint: Any) -> tuple[Any, Any]:
    """The annotation and the default of a field, ``...`` where there is none."""
    if field.name in _GIVEN_OTHERWISE:
        return _GIVEN_OTHERWISE[field.name]
    if field.default_factory is not MISSING:
        return _as_written(hint), field.default_factory()
    return _as_written(hint), ... if field.default is MISSING else field.default


def _or_present_address(address_id: UUID | None) -> UUID:
    return PRESENT_ADDRESS if address_id is None else address_id


def _as_written(hint: Any) -> Any:
    """The annotation with each kind of value in its one way of writing."""
    if get_origin(hint) in (Union, UnionType):
        return reduce(or_, map(_as_written, get_args(hint)))
    if get_origin(hint) is tuple:
        return tuple[tuple(_as_written(part) for part in get_args(hint))]  # type: ignore[misc]  # built, not written
    return _WRITTEN.get(hint, hint) if isinstance(hint, type) else hint


def _struct_form(struct: type[msgspec.Struct]) -> Any:
    hints = get_type_hints(struct)
    given: dict[str, Any] = {name: (_as_written(hint), ...) for name, hint in hints.items()}
    form = create_model(struct.__name__, __config__=_STRICT, **given)
    return Annotated[form, AfterValidator(lambda read: struct(**read.__dict__))]


_GIVEN_OTHERWISE: Mapping[str, tuple[Any, Any]] = {
    "address_id": (Annotated[Id | None, AfterValidator(_or_present_address)], PRESENT_ADDRESS),
    "made_by": (Annotated[Id, AfterValidator(str)] | None, None),
}
"""An address no outside system has an id for; and the ``command_id`` of an earlier line."""

_WRITTEN: dict[Any, Any] = {date: Day, datetime: Instant, UUID: Id, str: Word}
_WRITTEN[PlanMeasure] = _struct_form(PlanMeasure)

if TYPE_CHECKING:
    AnyCommand = c.Command
else:
    AnyCommand = Annotated[reduce(or_, map(command_form, COMMANDS)), Discriminator("type")]
    """The annotation by which pydantic reads whatever people ask, told apart by ``type``."""
