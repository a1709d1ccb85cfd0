"""Tables whose rows are the values of breakdowns and whose columns are measures and shares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kaa_tracker.domain.periods import Period
from kaa_tracker.projections.statistics.breakdowns import BREAKDOWNS
from kaa_tracker.projections.statistics.method.cells import MethodCell, MethodRow, MethodTable, Where
from kaa_tracker.projections.statistics.method.counting import By, Counting, share_within


class Column(NamedTuple):
    """How many count in ``measure``, or if it says so their share of those in ``of``."""

    key: str
    label: str
    measure: str
    of: str = ""


def labels_of(columns: Sequence[Column]) -> Mapping[str, str]:
    return {column.key: column.label for column in columns}


def cells(counting: Counting, period: Period, columns: Sequence[Column], where: Where) -> Mapping[str, MethodCell]:
    return {column.key: _cell(counting, period, column, where) for column in columns}


def rows_by(
    counting: Counting, period: Period, by: By, columns: Sequence[Column]
) -> Iterator[tuple[str, tuple[str, ...], Where]]:
    """The key, labels and values of each row, looked up for all the columns together."""
    measures = _measures(columns)
    counting.look_up(measures, period, by)
    for values in counting.values(measures, period, by):
        yield ".".join(values), counting.labels(by, values), dict(zip(by, values, strict=True))


def crossed(
    counting: Counting, title: str, by: By, columns: Sequence[Column], note: str = "", period: Period | None = None
) -> MethodTable:
    """A row for each combination of values, and one for all."""
    period = period or counting.period
    rows = {
        key: MethodRow(labels, cells(counting, period, columns, where))
        for key, labels, where in rows_by(counting, period, by, columns)
    }
    rows["total"] = _total(counting, period, columns, len(by))
    return MethodTable(title, tuple(BREAKDOWNS[code].label for code in by), labels_of(columns), rows, note)


def side_by_side(
    counting: Counting,
    title: str,
    breakdowns: Sequence[str],
    columns: Sequence[Column],
    note: str = "",
    period: Period | None = None,
) -> MethodTable:
    """The values of one breakdown after the other, and at last a row for all."""
    period = period or counting.period
    rows = {}
    for code in breakdowns:
        for key, labels, where in rows_by(counting, period, (code,), columns):
            named = (BREAKDOWNS[code].label, *labels)
            rows[f"{code}.{key}"] = MethodRow(named, cells(counting, period, columns, where))
    rows["total"] = _total(counting, period, columns, 2)
    return MethodTable(title, ("", ""), labels_of(columns), rows, note)


def _total(counting: Counting, period: Period, columns: Sequence[Column], width: int) -> MethodRow:
    counting.look_up(_measures(columns), period, ())
    return MethodRow(("Totalt", *[""] * (width - 1)), cells(counting, period, columns, {}))


def _cell(counting: Counting, period: Period, column: Column, where: Where) -> MethodCell:
    part = counting.figure(column.measure, period, where)
    return share_within(part, counting.figure(column.of, period, where)) if column.of else part


def _measures(columns: Sequence[Column]) -> list[str]:
    return list(dict.fromkeys(code for column in columns for code in (column.measure, column.of) if code))
