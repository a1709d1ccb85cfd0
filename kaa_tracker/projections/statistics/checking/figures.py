"""The printed figures of a report, found by what the file calls them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kaa_tracker.projections.statistics.checking.stated import Cell, Printed, StatedReport, Value
from kaa_tracker.projections.statistics.numbers import whole

ABOUT = 100
"""What is printed as "about" is met within a hundredth of it."""

PREVIOUS_YEAR = "previous_year"


class Figure(NamedTuple):
    """A printed number. ``place`` is its path in the file and names it; ``name`` is Swedish."""

    value: int
    place: str
    name: str
    is_about: bool = False
    is_derived: bool = False
    is_assumed: bool = False

    @property
    def slack(self) -> int:
        """How far from it a number may be and still be what was printed."""
        return abs(self.value) // ABOUT if self.is_about else 0

    @property
    def printed(self) -> str:
        return f"cirka {whole(self.value)}" if self.is_about else whole(self.value)

    def meets(self, other: Figure) -> bool:
        return abs(self.value - other.value) <= self.slack + other.slack


class Figures:
    """Every figure of a report: ``cells`` by ``table.row.column``, ``measures`` with all they are printed as, and
    ``before``, the measures of the year before."""

    def __init__(self, report: StatedReport) -> None:
        self.cells = dict(_cells(report))
        self.measures = {name: tuple(self._printings(report, name)) for name in report.measures}
        self.before = dict(self._year_before(report))

    def find(self, reference: str) -> Figure | None:
        """The figure that is referred to. Of a measure, the first that is certain; ``None`` if nothing is printed."""
        if reference in self.measures:
            printings = self.measures[reference]
            return next((one for one in printings if not one.is_assumed), printings[0] if printings else None)
        first, _, name = reference.partition(".")
        return self.before.get(name) if first == PREVIOUS_YEAR else self.cells.get(reference)

    def _printings(self, report: StatedReport, name: str) -> Iterator[Figure]:
        measure = report.measures[name]
        for number, printed in enumerate(measure.printed, 1):
            place = f"measures.{name}.printed[{number}]"
            if found := self._printed(printed, place, measure.label):
                yield found
        yield from _claimed(report, name)

    def _year_before(self, report: StatedReport) -> Iterator[tuple[str, Figure]]:
        for name, printed in report.previous_year.items():
            label = f"{report.measures[name].label}, året före" if name in report.measures else name
            if found := self._printed(printed, f"{PREVIOUS_YEAR}.{name}", label):
                yield name, found

    def _printed(self, printed: Printed, place: str, label: str) -> Figure | None:
        return self.cells.get(printed) if isinstance(printed, str) else _figure(printed, place, label)


def _figure(cell: Cell, place: str, name: str) -> Figure:
    if not isinstance(cell, Value):
        return Figure(cell, place, name)
    where = f"{name} ({cell.printed_in})" if cell.printed_in else name
    return Figure(cell.value, place, where, cell.about, cell.derived, cell.assumed)


def _cells(report: StatedReport) -> Iterator[tuple[str, Figure]]:
    for table_name, table in report.tables.items():
        for row_name, row in table.rows.items():
            for column, cell in row.values.items():
                place = f"tables.{table_name}.rows.{row_name}.values.{column}"
                name = f"{row.label}, {table.columns.get(column, column)}"
                yield f"{table_name}.{row_name}.{column}", _figure(cell, place, name)


def _claimed(report: StatedReport, measure: str) -> Iterator[Figure]:
    for number, claim in enumerate(report.claims, 1):
        for nth, count in enumerate(claim.counts, 1):
            if count.measure == measure and count.value is not None:
                place = f"claims[{number}].counts[{nth}].value"
                label = report.measures[measure].label
                yield Figure(count.value, place, label, is_about=count.about, is_assumed=count.assumed)
