"""What a reader has from the publications before: what they showed, and what they kept back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kaa_tracker.projections.statistics.disclosure.figures import Figure, Values, figure_of
from kaa_tracker.projections.statistics.report.cells import Count, Median, Report, Suppressed


class Published(NamedTuple):
    """``shown``: each figure with every value it was published with."""

    hidden: frozenset[Figure]
    shown: Mapping[Figure, frozenset[int]]

    def known(self, values: Values) -> frozenset[Figure]:
        """Figures that are what they were when they were shown."""
        return frozenset(figure for figure, value in values.items() if value in self.shown.get(figure, ()))


def published(report: Report, earlier: Sequence[Report], fewest: int) -> Published:
    """What is hidden says no more what it is of: it stands where ``report`` has the same figure."""
    shown: dict[Figure, set[int]] = defaultdict(set)
    hidden = {figure for before in earlier for figure in _hidden(report, before, fewest)}
    for before in earlier:
        for count in before.counts():
            shown[figure_of(before, count)].add(count.value)
    return Published(frozenset(hidden), {figure: frozenset(values) for figure, values in shown.items()})


def _hidden(report: Report, before: Report, fewest: int) -> Iterator[Figure]:
    for key, table in before.tables.items():
        for row_key, row in table.rows.items():
            for column, cell in row.cells.items():
                if isinstance(cell, Suppressed) and key in report.tables and row_key in report.tables[key].rows:
                    match report.tables[key].rows[row_key].cells.get(column):
                        case Count() as count:
                            yield figure_of(before, count)
                        case Median(persons=persons) if persons.value >= fewest:
                            yield figure_of(before, persons)
                        case _:
                            pass
