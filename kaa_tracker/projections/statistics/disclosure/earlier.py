"""What a reader has from the publications before: what they showed, and what they kept back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from kaa_tracker.domain.periods import Period
from kaa_tracker.projections.statistics.disclosure.figures import Figure, Values, figure_of, same_persons, values_of
from kaa_tracker.projections.statistics.report.cells import Cell, Count, Median, Report, Suppressed, Table

_PLACES = frozenset({"jobbtorg", "jobbtorg_at_end", "district", "district_at_end", "area", "area_at_end"})


class Earlier:
    """The publications before one of this report, as they bear on its figures."""

    def __init__(self, report: Report, earlier: Sequence[Report], fewest: int) -> None:
        self._report = report
        self._fewest = fewest
        self._periods = [Period(days.first, days.last) for days in report.periods.values()]
        self._shown: Mapping[Figure, set[int]] = defaultdict(set)
        self._hidden: set[Figure] = set()
        for before in earlier:
            shown, kept_back = values_of(before), set(self._kept_back(before))
            self._add(shown | self._same_persons(shown, kept_back))
            self._hidden |= kept_back | self._same_persons(dict.fromkeys(kept_back, 0), shown).keys()

    def known(self, values: Values) -> set[Figure]:
        """Figures that are what they were when they were shown: to hide them would hide nothing."""
        return {figure for figure, value in values.items() if value in self._shown.get(figure, ())}

    def hidden(self, values: Values) -> set[Figure]:
        """Figures that were kept back, and those that the places kept back have become part of."""
        heirs = {heir for gone in self._hidden - values.keys() for heir in self._heirs(gone, values)}
        return (self._hidden & values.keys()) | heirs

    def _add(self, shown: Values) -> None:
        for figure, value in shown.items():
            self._shown[figure].add(value)

    def _same_persons(self, values: Values, others: Collection[Figure]) -> Values:
        """What a publication says of figures by another name, where it does not say it by their own."""
        return {
            same: value
            for figure, value in values.items()
            for same in same_persons(figure, self._periods)
            if same not in values and same not in others
        }

    def _heirs(self, gone: Figure, values: Values) -> Iterator[Figure]:
        """Places that have changed since; which of them took over the one that is gone, the report does not say."""
        for breakdown in gone.breakdowns & _PLACES:
            for figure, value in values.items():
                is_beside = breakdown in figure.breakdowns and figure.without(breakdown) == gone.without(breakdown)
                if is_beside and value not in self._shown.get(figure, ()):
                    yield figure

    def _kept_back(self, before: Report) -> Iterator[Figure]:
        """What is hidden does not say what it is of: it is what this report has in the same place of the table."""
        for key, table in before.tables.items():
            if key not in self._report.tables:
                continue
            for row_key, row in table.rows.items():
                for column, cell in row.cells.items():
                    if isinstance(cell, Suppressed):
                        match _cell_at(self._report.tables[key], row_key, column):
                            case Count() as count:
                                yield figure_of(before, count)
                            case Median(persons=persons) if persons.value >= self._fewest:
                                yield figure_of(before, persons)
                            case _:
                                pass


def _cell_at(table: Table, row_key: str, column: str) -> Cell | None:
    """The cell, or one such as it would be: a row or column that is gone was like another but for its value."""
    if row_key in table.rows and column in table.rows[row_key].cells:
        return table.rows[row_key].cells[column]
    wanted = [*row_key.split("."), column]
    for other_key, row in table.rows.items():
        for other_column, cell in row.cells.items():
            if isinstance(cell, Count):
                like = _like(cell, [*other_key.split("."), other_column], wanted)
                if like is not None:
                    return like
    return None


def _like(count: Count, keys: Sequence[str], wanted: Sequence[str]) -> Count | None:
    """The count with the values that the wanted keys name, if they differ in nothing else."""
    if len(keys) != len(wanted):
        return None
    named = {key: other for key, other in zip(keys, wanted, strict=True) if key != other}
    if not named.keys() <= set(count.where.values()):
        return None
    where = {breakdown: named.get(value, value) for breakdown, value in count.where.items()}
    return Count(count.measure, where, count.period, count.value)
