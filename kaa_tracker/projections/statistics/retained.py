"""What is left of the disposed of in the figures: counts, without a key to anybody.

Each is of a measure in a standard period, in all and by gender, and by one breakdown at a time. The counts
of a case that is just being disposed of stand apart under its number; they count from the moment on at
which the read model says nothing of the case any more, in the same transaction, and never before.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Date,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Uuid,
    and_,
    exists,
    select,
)

from kaa_tracker.domain.periods import Period
from kaa_tracker.projections.disposal_due import disposal_due
from kaa_tracker.projections.overview import case_overview
from kaa_tracker.projections.statistics.measure import Measure, Scope
from kaa_tracker.projections.statistics.places import BY_PLACE

retained_model = MetaData()
"""What can never be derived again from the log."""

retained_count = Table(
    "retained_count",
    retained_model,
    Column("first", Date, primary_key=True),
    Column("last", Date, primary_key=True),
    Column("measure", String, primary_key=True),
    Column("gender", String, primary_key=True),
    Column("breakdown", String, primary_key=True),
    Column("value", String, primary_key=True),
    Column("days", Integer, primary_key=True, autoincrement=False),
    Column("count", Integer, nullable=False),
)
"""``gender`` and ``breakdown`` are empty where everybody is counted together; ``days``: how long those counted
waited, or ``NOT_TIMED``."""

retained_pending = Table(
    "retained_pending",
    retained_model,
    Column("case_id", Uuid, primary_key=True),
    Column("counts", LargeBinary, nullable=False),
)
"""The counts of each case that is being disposed of, until they have been added to the others'."""

NOT_TIMED = -1

TOLD: Mapping[str, str] = {"district": "told_district", "district_at_end": "told_district_at_end"}
"""The breakdowns by district as it was told, in no division, from which those of any division follow. Of
somebody who counts in several districts the value names them all, so that nobody is counted twice."""

_BETWEEN = "+"


class Kept(NamedTuple):
    """What a count is of, as in ``retained_count``."""

    first: date
    last: date
    measure: str
    gender: str = ""
    breakdown: str = ""
    value: str = ""
    days: int = NOT_TIMED


packed = msgspec.msgpack.Encoder().encode
"""The counts of a case, as pairs of ``Kept`` and a number."""

unpacked = msgspec.msgpack.Decoder(list[tuple[Kept, int]]).decode


def several(told: Iterable[str]) -> str:
    """One value for all the districts somebody counts in."""
    return _BETWEEN.join(sorted(set(told)))


def gone_from_read_model(case_id: ColumnElement[UUID]) -> ColumnElement[bool]:
    """Whether the read model says nothing of the case any more; of every other it says something."""
    return and_(*(~exists().where(table.c.case_id == case_id) for table in (case_overview, disposal_due)))


class Retained:
    """What is retained of one period, to be added to what the read model says."""

    def __init__(self, connection: Connection, period: Period) -> None:
        self._is_standard = period.is_standard
        self._counts: dict[tuple[str, bool, str], Counter[Kept]] = defaultdict(Counter)
        for kept, count in _of(connection, period) if self._is_standard else ():
            self._counts[kept.measure, bool(kept.gender), kept.breakdown][kept] += count
        self._is_partial = not self._is_standard and _touch(connection, period)

    def lacks(self, measure: Measure, by: Sequence[str]) -> bool:
        """Whether the disposed of may count in figures by these breakdowns that nothing is retained of."""
        if not self._is_standard:
            return self._is_partial
        return len(_besides_gender(by)) > 1 and (measure.code, False, "") in self._counts

    def rows(self, scope: Scope, measure: Measure, by: Sequence[str]) -> dict[tuple[str, ...], int]:
        """How many of the disposed of count, by the values; with no breakdown all, under the empty tuple."""
        found: Counter[tuple[str, ...]] = Counter()
        for values, _, count in self._found(scope, measure, by):
            found[values] += count
        return dict(found)

    def waits(self, scope: Scope, measure: Measure, by: Sequence[str]) -> dict[tuple[str, ...], Counter[int]]:
        """Of a timed measure: how many waited how many days, by the values."""
        found: dict[tuple[str, ...], Counter[int]] = defaultdict(Counter)
        for values, days, count in self._found(scope, measure, by):
            found[values][days] += count
        return dict(found)

    def _found(self, scope: Scope, measure: Measure, by: Sequence[str]) -> Iterator[tuple[tuple[str, ...], int, int]]:
        """Values, days and count of everything that counts by these breakdowns."""
        others = _besides_gender(by)
        if len(others) > 1:
            return
        breakdown = others[0] if others else ""
        is_restated = breakdown in BY_PLACE and scope.division_on != scope.period.last
        kept_by = TOLD[BY_PLACE[breakdown][0]] if is_restated else breakdown
        for kept, count in self._counts.get((measure.code, "gender" in by, kept_by), {}).items():
            for value in _restated(scope, breakdown, kept.value) if is_restated else (kept.value,):
                yield tuple(kept.gender if code == "gender" else value for code in by), kept.days, count


def _besides_gender(by: Sequence[str]) -> list[str]:
    return [code for code in by if code != "gender"]


def _restated(scope: Scope, breakdown: str, told: str) -> Collection[str]:
    """The places by the division asked for, each once, of somebody who counts in all the districts told."""
    _, places = BY_PLACE[breakdown]
    return {place for one in told.split(_BETWEEN) for place in places(scope.reference, one, scope.division_on)}


def _of(connection: Connection, period: Period) -> Iterator[tuple[Kept, int]]:
    c = retained_count.c
    for *kept, count in connection.execute(
        select(retained_count).where(c.first == period.first, c.last == period.last)
    ):
        yield Kept(*kept), count
    yield from (one for one in _pending(connection) if (one[0].first, one[0].last) == period)


def _touch(connection: Connection, period: Period) -> bool:
    """Whether anything is retained of a standard period that shares a day with this one."""
    c = retained_count.c
    overlapping = select(c.count).where(c.first <= period.last, c.last >= period.first).limit(1)
    if connection.execute(overlapping).first() is not None:
        return True
    return any(kept.first <= period.last and kept.last >= period.first for kept, _ in _pending(connection))


def _pending(connection: Connection) -> Iterator[tuple[Kept, int]]:
    """The counts of those whom the read model has left by now."""
    c = retained_pending.c
    for (counts,) in connection.execute(select(c.counts).where(gone_from_read_model(c.case_id))):
        yield from unpacked(counts)
