"""What has happened since a report was frozen, as far as whoever reads may see the cases."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Literal, NamedTuple, Protocol, TypeAlias, TypeVar
from uuid import UUID

from kaa_tracker.application.reports.frozen import FrozenReport

R = TypeVar("R")

Opens: TypeAlias = Callable[[Collection[UUID]], Collection[UUID]]
"""Which of the cases whoever reads may open."""


Way: TypeAlias = Literal["in", "out", "day"]


class Happened(NamedTuple):
    """An event at its position of the log; ``kind`` is its name without the version."""

    position: int
    kind: str
    recorded_at: datetime


class Moved(NamedTuple):
    """A case that counts in a figure and did not (``in``), or no longer does (``out``), or on another day
    (``day``), with what was told of it in between."""

    case_id: UUID
    how: Way
    events: tuple[Happened, ...]


class Behind(NamedTuple):
    """Who is behind the change of a figure from one report to another.

    ``not_shown``: how many cases moved besides that are not the reader's to see. ``unexplained``: what is left
    of the change, such as that of reference data or of the figures' own definition.
    """

    measure: str
    where: Mapping[str, str]
    period: str
    before: int
    after: int
    moved: tuple[Moved, ...]
    not_shown: int
    unexplained: int


class Late(NamedTuple):
    """Told after a report was frozen, of a day in its periods; of a correction that is the day of what it mends."""

    case_id: UUID
    day: date
    happened: Happened


class LateRegistrations(NamedTuple):
    """In the order in which they were recorded; ``not_shown`` of them are not the reader's to see."""

    shown: Sequence[Late]
    not_shown: int


class Since(Protocol[R]):
    def behind(self, before: FrozenReport[R], after: FrozenReport[R], opens: Opens) -> Sequence[Behind]:
        """Of every figure that differs. A case that has been disposed of since is never named: it changes none."""
        ...

    def late(self, report: FrozenReport[R], opens: Opens) -> LateRegistrations:
        """Nothing of those who have been disposed of since."""
        ...
