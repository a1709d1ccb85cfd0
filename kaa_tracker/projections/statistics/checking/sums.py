"""Parts that do not add up to their total, and the one cell that is wrong where two sums tell it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from kaa_tracker.projections.statistics.checking.figures import Figure, Figures
from kaa_tracker.projections.statistics.checking.finding import Finding, rests_on
from kaa_tracker.projections.statistics.checking.stated import StatedReport, Table
from kaa_tracker.projections.statistics.numbers import whole


class Addition(NamedTuple):
    """The parts that are said to add up to the total."""

    total: Figure
    parts: tuple[Figure, ...]

    @property
    def sum(self) -> int:
        return sum(part.value for part in self.parts)

    @property
    def holds(self) -> bool:
        slack = sum(figure.slack for figure in self.figures)
        return abs(self.total.value - self.sum) <= slack

    @property
    def figures(self) -> tuple[Figure, ...]:
        return (self.total, *self.parts)

    def mended(self, figure: Figure) -> int:
        """What the figure would have to be for the parts to add up."""
        lacking = self.total.value - self.sum
        return figure.value - lacking if figure == self.total else figure.value + lacking


def wrong_sums(report: StatedReport, figures: Figures) -> Iterator[Finding]:
    """A finding for each wrong figure, as far as the sums can tell which one it is; else for each wrong total."""
    summed = additions(report, figures)
    failing = [addition for addition in summed if not addition.holds]
    while blamed := _blamed(failing, summed):
        figure, mended = blamed
        explained = [addition for addition in failing if figure in addition.figures]
        failing = [addition for addition in failing if addition not in explained]
        totals = _listed(addition.total.name for addition in explained if addition.total != figure)
        instead = f"Med {whole(mended)} stämmer summorna{f' för {totals}' if totals else ''}."
        yield Finding("sum", figure.place, f"{figure.name}: {figure.printed}", instead, rests_on((figure,)))
    for addition in failing:
        total = addition.total
        parts = " + ".join(part.printed for part in addition.parts)
        instead = f"{parts} = {whole(addition.sum)}: {_listed(part.name for part in addition.parts)}."
        says = f"{total.name}: {total.printed}"
        yield Finding("sum", total.place, says, instead, rests_on(addition.figures))


def _blamed(failing: Sequence[Addition], summed: Sequence[Addition]) -> tuple[Figure, int] | None:
    """The figure that mends most of the failing sums when it is changed to that number, and breaks none."""
    mends: dict[tuple[Figure, int], int] = defaultdict(int)
    for addition in failing:
        for figure in addition.figures:
            mends[figure, addition.mended(figure)] += 1
    within = _sums_of_each(summed)
    sole = [wrong for wrong, mended in mends.items() if mended == within[wrong[0]] and mended > 1]
    return max(sole, key=lambda wrong: mends[wrong], default=None)


def _sums_of_each(summed: Iterable[Addition]) -> Mapping[Figure, int]:
    within: dict[Figure, int] = defaultdict(int)
    for addition in summed:
        for figure in addition.figures:
            within[figure] += 1
    return within


def additions(report: StatedReport, figures: Figures) -> Sequence[Addition]:
    """Each sum of the report whose total and parts are printed, once."""
    return list(dict.fromkeys(_additions(report, figures)))


def _additions(report: StatedReport, figures: Figures) -> Iterator[Addition]:
    for name, table in report.tables.items():
        for total, parts in _of_rows(table):
            for column in table.columns:
                yield from _addition(figures, f"{name}.{total}.{column}", [f"{name}.{row}.{column}" for row in parts])
        for total, parts in _of_columns(table):
            for row in table.rows:
                yield from _addition(figures, f"{name}.{row}.{total}", [f"{name}.{row}.{column}" for column in parts])
    for stated in report.sums:
        yield from _addition(figures, stated.total, stated.of)


def _addition(figures: Figures, total: str, parts: Iterable[str]) -> Iterator[Addition]:
    """Nothing where a part of it is not printed."""
    whole_of, found = figures.find(total), [figures.find(part) for part in parts]
    printed = tuple(part for part in found if part is not None)
    if whole_of is not None and len(printed) == len(found):
        yield Addition(whole_of, printed)


def _of_rows(table: Table) -> Iterator[tuple[str, Sequence[str]]]:
    if table.total_row is not None:
        yield table.total_row, [row for row in table.rows if row != table.total_row]
    yield from ((stated.row, stated.of) for stated in table.sums if stated.row is not None)


def _of_columns(table: Table) -> Iterator[tuple[str, Sequence[str]]]:
    if table.total_column is not None:
        yield table.total_column, [column for column in table.columns if column != table.total_column]
    yield from ((stated.column, stated.of) for stated in table.sums if stated.column is not None)


def _listed(names: Iterable[str]) -> str:
    return "; ".join(names)
