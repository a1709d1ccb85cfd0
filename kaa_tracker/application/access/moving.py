"""An entry made on the wrong case: voided here and logged there in one act, neither case naming the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from kaa_tracker.application.access.seeing import Seeing, SeenCase
from kaa_tracker.application.casework import Casework, Order
from kaa_tracker.application.handling import UNKNOWN_CASE, Result
from kaa_tracker.application.two_cases import log_on_other_case
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.case import commands as c
from kaa_tracker.domain.case import events as e
from kaa_tracker.domain.case.events import Actor, Entry
from kaa_tracker.domain.case.refusal import Refusal

LOGGED_BY: Mapping[type[e.Event], type[Any]] = {
    e.ContactAttempted: c.LogContactAttempt,
    e.SelfContactMade: c.LogSelfContact,
    e.ContactPlanned: c.PlanContact,
    e.OccupationRecorded: c.RecordOccupation,
    e.SupportDeclined: c.RecordDecline,
}
"""What can be moved, and by which command it is logged: whatever rests on no other entry of its case."""

_OWN_IDS = ("attempt_id", "contact_id", "plan_id")
_OF_THIS_CASE = ("batch_id",)


class Moving:
    def __init__(self, casework: Casework, seeing: Seeing) -> None:
        self._casework = casework
        self._seeing = seeing

    def move(self, user: User, here: UUID, entry: int, there: UUID, command_id: str, now: datetime) -> list[Result]:
        """How it went in the two cases; if one of them refuses, neither is written to.

        ``command_id`` is one of the user's own: the order again has no second effect.
        """
        found = self._seeing.case(user, here, now, "amend")
        if found is None:
            return [UNKNOWN_CASE]
        void_id, log_id = (_own_id(user, command_id, part) for part in ("void", "log"))
        event = _event(found, entry, void_id)
        if event is None:
            return [Refusal("unknown_entry")]
        if type(event) not in LOGGED_BY:
            return [Refusal("entry_stays")]
        actor = Actor(user.name, found.reader.role)

        def order(case_id: UUID, own_id: str, command: c.Command) -> Order:
            request = c.Request(command_id=own_id, actor=actor, recorded_at=now, command=command)
            return Order(case_id, request, user=user)

        void = order(here, void_id, c.VoidEntry(entry=entry, reason="wrong_case"))
        return list(log_on_other_case(self._casework, void, order(there, log_id, _logged(event, log_id))))


def _own_id(user: User, command_id: str, part: str) -> str:
    """From neither of the two can the other be told."""
    return f"{user.name}:{uuid5(NAMESPACE_URL, f'{command_id}/{part}')}"


def _event(found: SeenCase, entry: int, void_id: str) -> e.Event | None:
    """What the entry says as corrected; voided by this same order, what it said."""
    case = found.life.case
    said: Iterable[Entry[Any]] = found.history if void_id in case.made_by else chain.from_iterable(case.facts.values())
    return next((one.event for one in said if one.version == entry), None)


def _logged(event: e.Event, log_id: str) -> c.Command:
    values = {name: getattr(event, name) for name in event.__struct_fields__}
    values |= {name: uuid5(NAMESPACE_URL, f"{log_id}/{name}") for name in _OWN_IDS if name in values}
    command: c.Command = LOGGED_BY[type(event)](**values | {name: None for name in _OF_THIS_CASE if name in values})
    return command
