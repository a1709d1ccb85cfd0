"""The cases a user may do something with: a value that is asked about one case, or turned into a query.

Both readings are the same by a law of the tests, so that a list can never show what a page would refuse.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from kaa_tracker.domain.access.roles import Posting, User
from kaa_tracker.domain.access.table import TABLE, Action, Extent


class Standing(NamedTuple):
    """What a case says of who may see it."""

    protected: bool
    unit: str
    """The unit of the latest assignment; empty while there is none."""
    supported_at: frozenset[str]
    """The units with an open enrolment or service."""
    named: Mapping[str, date]
    """The users named on the case, each through which day."""


class Grip(NamedTuple):
    """One extent of a scope, for one posting."""

    extent: Extent
    posting: Posting


class Scope(NamedTuple):
    """The cases that one of the grips holds for."""

    user: str
    grips: tuple[Grip, ...]

    def posting_for(self, case: Standing, today: date, *, opened: bool = False) -> Posting | None:
        """The posting by which the user may; ``None``: the case does not exist to them.

        ``opened``: the case is open to the user for a time, which the case itself does not know.
        """
        for grip in self.grips:
            if self._holds(grip, case, today, opened):
                return grip.posting
        return None

    def _holds(self, grip: Grip, case: Standing, today: date, opened: bool) -> bool:
        unit = grip.posting.unit
        match grip.extent:
            case "named":
                return case.named.get(self.user, date.min) >= today
            case "protected":
                return case.protected
            case "no_case":
                return False
            case _ if case.protected:
                return False
            case "unprotected":
                return True
            case "opened":
                return opened
            case "own_unit":
                return bool(unit) and (unit == case.unit or unit in case.supported_at)
            case "supported_here":
                return unit in case.supported_at


def scope(user: User, action: Action) -> Scope:
    """What the table lets the user do it with, by all postings they have."""
    return Scope(user.name, tuple(_grips(user, action)))


def may(user: User, action: Action) -> Posting | None:
    """The posting for which the table knows the action at all; about a case, the scope decides."""
    return next((posting for posting in user.postings if action in TABLE[posting.role]), None)


def _grips(user: User, action: Action) -> Iterator[Grip]:
    for posting in user.postings:
        for extent in sorted(TABLE[posting.role].get(action, ())):
            yield Grip(extent, posting)
