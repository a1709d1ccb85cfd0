"""What a measure is: a query that says who counts.

The count, the table and the list of persons behind a cell are the same select.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, CompoundSelect, FromClause, Select, Table, or_, select
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from kaa_tracker.domain.periods import Period
from kaa_tracker.domain.reference import Reference
from kaa_tracker.projections.statistics.days import overlaps, within

Who: TypeAlias = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]
"""Columns ``case_id``, ``placed_on`` (a day of the period), and those a measure says it has besides."""

Facts: TypeAlias = ReadOnlyColumnCollection[str, Any]
"""The columns of rows of facts."""

Conditions: TypeAlias = Sequence[ColumnElement[bool]]

Counts: TypeAlias = Literal["persons", "attempts", "addresses"]
Kind: TypeAlias = Literal["partition", "overlapping"]
"""Whether the rows of a breakdown sum to the total, or one who counts may stand in several of them."""


class Scope:
    """The period a figure is for, and the reference data it is read by.

    Districts and jobbtorg are those of ``division_on``, the last day of the period unless the figure
    stands beside one of another year.
    """

    def __init__(self, period: Period, reference: Reference, division_on: date | None = None) -> None:
        self.period = period
        self.reference = reference
        self.division_on = division_on or period.last
        self._origins: dict[str, Those] = {}

    def during(self, facts: Table) -> FromClause:
        """The rows of facts that have a day in the period, found by their days.

        Materialized, because SQLite would otherwise walk through everybody there ever was in order of
        case, as soon as the rows are then grouped by it.
        """
        return self._of_the_period(facts).cte().prefix_with("MATERIALIZED")

    def _of_the_period(self, facts: Table) -> Select[*tuple[Any, ...]]:
        is_span = "first" in facts.c
        return select(facts).where(overlaps(facts, self.period) if is_span else within(facts.c.day, self.period))

    def rows(self, measure: Measure) -> FromClause:
        """Who counts in another measure, for one that builds on it."""
        return self.who(measure).subquery()

    def who(self, measure: Measure) -> Who:
        """Who counts in a measure, as a select."""
        who = measure.who(self)
        if not isinstance(who, Those):
            return who
        rows = self.rows(who.of)
        return select(rows).where(*who.holds(rows.c))

    def origin(self, measure: Measure) -> Those:
        """The measure that says by itself who counts, and which of those count in this one."""
        if measure.code not in self._origins:
            who = measure.who(self)
            self._origins[measure.code] = self._traced(who) if isinstance(who, Those) else Those(measure, _always)
        return self._origins[measure.code]

    def _traced(self, those: Those) -> Those:
        of, holds_there = self.origin(those.of)
        return Those(of, lambda rows: [*holds_there(rows), *those.holds(rows)])

    def those(
        self,
        measure: Measure,
        *,
        among: Sequence[Measure | Who] = (),
        either: Sequence[Measure | Who] = (),
        outside: Sequence[Measure | Who] = (),
    ) -> Those:
        """Those of ``measure`` who are in all of ``among``, at least one of ``either``, and none of ``outside``.

        They are placed as there; where ``either`` names none it asks nothing.
        """

        def holds(rows: Facts) -> Conditions:
            conditions = [rows.case_id.in_(self.case_ids(others)) for others in among]
            if either:
                conditions.append(or_(*(rows.case_id.in_(self.case_ids(others)) for others in either)))
            return [*conditions, *(rows.case_id.not_in(self.case_ids(others)) for others in outside)]

        return Those(measure, holds)

    def case_ids(self, others: Measure | Who) -> Who:
        """Only the ids, to ask whether somebody is among them."""
        return select(self.rows(others).c.case_id) if isinstance(others, Measure) else others


class Those(NamedTuple):
    """The rows of another measure on which conditions hold, so that both are counted in one pass."""

    of: Measure
    holds: Callable[[Facts], Conditions]


def _always(rows: Facts) -> Conditions:
    return ()


class Measure(NamedTuple):
    """Who counts, in Swedish and in SQL.

    ``columns`` are those of the select that are handed on, besides ``case_id`` and ``placed_on``.
    ``details`` give, for a breakdown by what happened, the values of everyone who counts, as
    ``case_id`` and ``value``.
    ``repeats``: one who counts may have several rows. A changed definition is a new ``version``.
    """

    code: str
    label: str
    definition: str
    placed: str
    who: Callable[[Scope], Who | Those]
    breakdowns: Mapping[str, Kind]
    counts: Counts = "persons"
    version: int = 1
    repeats: bool = False
    columns: tuple[str, ...] = ()
    details: Mapping[str, Callable[[Scope], Who]] = {}

    @property
    def counted_by(self) -> str:
        """The column whose distinct values are counted."""
        return "case_id" if self.counts == "persons" else "id"

    @property
    def is_timed(self) -> bool:
        """Whether its figure is the time from the day in ``since`` to the placing day."""
        return "since" in self.columns


PERSONAL: Mapping[str, Kind] = {
    "gender": "partition",
    "age": "partition",
    "month": "partition",
    "jobbtorg": "partition",
    "jobbtorg_at_end": "partition",
    "district": "partition",
    "district_at_end": "partition",
    "area": "overlapping",
    "area_at_end": "overlapping",
}
"""Everyone has one gender, one placing day and so one district; areas may overlap."""


def measure(
    *, label: str, definition: str, placed: str, breakdowns: Mapping[str, Kind] = PERSONAL, **others: Any
) -> Callable[[Callable[[Scope], Who | Those]], Measure]:
    """Make a measure of the function that says who counts; its name is the code."""

    def made(who: Callable[[Scope], Who | Those]) -> Measure:
        return Measure(who.__name__, label, definition, placed, who, breakdowns, **others)

    return made
