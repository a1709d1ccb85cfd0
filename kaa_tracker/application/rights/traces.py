"""What the inbox still holds of a person: which messages came about them, what became of each, and what they said.

A message names its person by the register's key; an extract names everybody, and of it only what it says about the
one person is shown. What was never read, and so may be about several, is told of but not shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol

import msgspec


class Called(NamedTuple):
    """What messages may call a person."""

    register_key: str | None
    identity_number: str | None

    def __repr__(self) -> str:
        return "Called(…)"

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name in self if name is not None)


class FoundMessage(NamedTuple):
    """A message that came about a person, or whose body names them; ``body`` while it is there."""

    number: int
    received_at: datetime
    door: str
    kind: str
    source: str | None
    id: str | None
    state: str
    reason: str
    settled_at: datetime | None
    is_theirs: bool
    """Whether it named nobody but the person."""
    body: bytes | None

    def __repr__(self) -> str:
        return f"FoundMessage({self.number})"


class InboxTraces(Protocol):
    def of_person(self, called: Called) -> Sequence[FoundMessage]:
        """In order of arrival."""
        ...


def said_of(message: FoundMessage, called: Called) -> Any | None:
    """What the message says about the person, as JSON; ``None`` where nothing is left, or cannot be told apart."""
    if message.body is None or not (message.is_theirs or message.kind == "extract"):
        return None
    try:
        said = msgspec.json.decode(message.body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return said if message.is_theirs else _only(said, called)


def _only(said: Any, called: Called) -> Any:
    """What is said of nobody, and what names the person: whoever else is named stands in other branches."""
    if isinstance(said, dict):
        return {name: _only(value, called) for name, value in said.items() if _may_stay(value, called)}
    if isinstance(said, list):
        return [value for value in said if _names(value, called)]
    return said


def _may_stay(value: Any, called: Called) -> bool:
    return not isinstance(value, dict | list) or _names(value, called)


def _names(value: Any, called: Called) -> bool:
    if isinstance(value, dict):
        return any(_names(one, called) for one in value.values())
    if isinstance(value, list):
        return any(_names(one, called) for one in value)
    return isinstance(value, str) and value in called.names
