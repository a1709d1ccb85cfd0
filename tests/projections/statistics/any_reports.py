"""Annual reports with any figures in them: nought, huge, contradicting each other, hidden."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import msgspec
from hypothesis import strategies as st

from kaa_tracker.domain.periods import operating_year
from kaa_tracker.projections.statistics.measure import Scope
from kaa_tracker.projections.statistics.measures import MEASURES
from kaa_tracker.projections.statistics.report.annual_tables import TABLES
from kaa_tracker.projections.statistics.report.cells import (
    Cell,
    Count,
    Days,
    Defined,
    Median,
    Report,
    Row,
    ShareOf,
    Suppressed,
    Table,
)
from kaa_tracker.projections.statistics.report.drafting import Draft
from kaa_tracker.projections.statistics.report.tallies import Questions
from tests.projections.statistics.youths import REFERENCE

FIGURES = st.one_of(st.integers(0, 12), st.integers(0, 30_000))


@cache
def empty_report() -> Report:
    """Every table there is, with nobody in it."""
    now, before = operating_year(2022), operating_year(2021)
    draft = Draft(2022, {"year": Questions(Scope(now, REFERENCE)), "year_before": Questions(Scope(before, REFERENCE))})
    tables = {key: drafted(draft) for key, drafted in TABLES.items()}
    return Report(
        report="annual",
        year=2022,
        periods={"year": Days(*now), "year_before": Days(*before)},
        division_on=now.last,
        division_before=now.last,
        reference_version=REFERENCE.version,
        tables=tables,
        measures={
            code: Defined(one.label, one.definition, one.placed, one.counts, one.version)
            for code, one in MEASURES.items()
        },
    )


@st.composite
def any_reports(draw: st.DrawFn, *, hidden: bool = True) -> Report:
    """A report of its usual shape whose figures are told by a few drawn numbers, over and over."""
    figures = draw(st.lists(FIGURES, min_size=1, max_size=30))
    hides = draw(st.lists(st.booleans(), min_size=1, max_size=30)) if hidden else [False]
    count = 0

    def drawn(cell: Cell) -> Cell:
        nonlocal count
        count += 1
        if hides[count % len(hides)]:
            return Suppressed()
        return _filled(cell, figures[count % len(figures)], figures[(count * 7 + 3) % len(figures)])

    return with_cells(empty_report(), drawn)


def with_cells(report: Report, changed: Callable[[Cell], Cell]) -> Report:
    """The same report with other cells."""

    def table(one: Table) -> Table:
        rows = {
            key: Row(row.labels, {column: changed(cell) for column, cell in row.cells.items()})
            for key, row in one.rows.items()
        }
        return msgspec.structs.replace(one, rows=rows)

    return msgspec.structs.replace(report, tables={key: table(one) for key, one in report.tables.items()})


def _filled(cell: Cell, one: int, other: int) -> Cell:
    match cell:
        case Count():
            return msgspec.structs.replace(cell, value=one)
        case ShareOf(numerator=part, denominator=whole):
            parts = (min(one, other), max(one, other))
            return msgspec.structs.replace(
                cell, numerator=_filled(part, *parts), denominator=_filled(whole, *parts[::-1])
            )
        case Median(persons=persons):
            return Median(msgspec.structs.replace(persons, value=one), other if one else None)
        case _:
            return cell
