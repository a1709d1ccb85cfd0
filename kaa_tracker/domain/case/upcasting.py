"""Old shapes of events, brought forward to the ones the program knows today.

The log is never rewritten. When the shape of an event changes, the event gets a new name and the old
name a step here: what it is called now, and how its fields become the new ones. Steps are chained, so
each is written once and left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeAlias

Fields: TypeAlias = Mapping[str, Any]
"""The fields of an event as they stand in its JSON, with its name under ``type``."""


class Step(NamedTuple):
    """An event of the old name is one called ``name`` now, with the fields ``reshape`` makes of the old."""

    name: str
    reshape: Callable[[Fields], Fields]


def _unchanged(fields: Fields) -> Fields:
    return fields


UPCASTS: Mapping[str, Step] = {
    # Before there were extracts every register fact was told by a message.
    "register-entered.v1": Step("register-entered.v2", _unchanged),
    "register-details-changed.v1": Step("register-details-changed.v2", _unchanged),
    "register-left.v1": Step("register-left.v2", _unchanged),
}
"""The step of every name no longer written."""


def upcast(fields: Fields, steps: Mapping[str, Step] = UPCASTS) -> dict[str, Any]:
    """The same event under its present name and shape, together with any event it carries within.

    Pure; a name without a step is left as it is. The steps must not lead in a circle.
    """
    present = dict(fields)
    while (step := steps.get(present["type"])) is not None:
        present = {**step.reshape(present), "type": step.name}
    return {field: upcast(value, steps) if _is_event(value) else value for field, value in present.items()}


def _is_event(value: object) -> bool:
    return isinstance(value, Mapping) and "type" in value
