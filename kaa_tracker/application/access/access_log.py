"""The access log: every time somebody was shown something of a person, written down before they were.

Append-only. A chain of hashes over it is written behind, in blocks, so that nobody waits for it; what
is not in the chain yet is shown as such. When a case is disposed of its number is overwritten in the
log, and the chain stays valid: it was made over a commitment to the number.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, NamedTuple, Protocol, TypeAlias
from uuid import UUID

Act: TypeAlias = Literal[
    "case_page",
    "timeline",
    "list_page",
    "search",
    "ask_if_covered",
    "cell",
    "export",
    "letter_file",
    "glass_broken",
    "sample",
    "subject_extract",
    "order",
]
"""What somebody did when they were shown it; the reason follows from it, except for ``glass_broken``."""


class Access(NamedTuple):
    """``user`` was, in ``role`` and at ``unit``, shown the ``fields`` of these cases.

    A page of a list is one access with all its cases; a search without a hit one without any. Of
    what was searched for, nothing is kept. ``reason`` is a code, empty where the act says it all.
    """

    at: datetime
    user: str
    role: str
    unit: str
    act: Act
    case_ids: tuple[UUID, ...] = ()
    fields: tuple[str, ...] = ()
    reason: str = ""


class Logged(NamedTuple):
    """An access as it stands in the log; ``disposed`` of its cases have been disposed of since, and are not
    named. ``chained``: whether the chain of hashes has come so far."""

    number: int
    access: Access
    disposed: int
    chained: bool


AnomalyKind: TypeAlias = Literal["many_cases", "outside_the_unit", "no_action_followed"]


class Anomaly(NamedTuple):
    """What somebody responsible should look at: so many cases on a day, by one user."""

    kind: AnomalyKind
    day: date
    user: str
    cases: int


class ChainState(NamedTuple):
    """``broken_at``: the first entry that is not what was chained; ``None`` while all is well."""

    entries: int
    chained: int
    broken_at: int | None


class Tail(NamedTuple):
    """The entries that are in the log and not in the chain: how many, and when the oldest was written."""

    entries: int
    oldest: datetime | None


class AccessLog(Protocol):
    def write(self, access: Access) -> int:
        """Durable on return; answers its number. If it cannot be written nothing may be shown."""
        ...

    def of_case(self, case_id: UUID, *, limit: int, before: int | None = None) -> Sequence[Logged]:
        """Who was shown anything of the case, the latest first."""
        ...

    def of_user(self, user: str, *, limit: int, before: int | None = None) -> Sequence[Logged]: ...

    def anomalies(self, days: tuple[date, date], *, many: int) -> Sequence[Anomaly]:
        """What stands out between the days: more than ``many`` cases on one, cases outside the unit, and
        case pages of a broken glass after which nothing was done."""
        ...

    def forget_case(self, case_id: UUID) -> int:
        """Overwrite the case wherever it is named; answers in how many entries. The chain stays valid."""
        ...

    def forget_before(self, moment: datetime) -> int:
        """Delete the entries of before then; the chain goes on from where they ended. Answers how many."""
        ...

    def chain(self, limit: int = 10_000) -> int:
        """Take the next entries into the chain; answers how many. Only the leader calls it."""
        ...

    def tail(self) -> Tail:
        """What the chain has not come to yet."""
        ...

    def verify(self) -> ChainState:
        """Work the chain out anew."""
        ...
