"""What differs between two reports, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import msgspec

from kaa_tracker.projections.statistics.report.cells import Cell, Report, Table


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """A table, one of its rows or columns, or a cell, by their keys."""

    table: str
    row: str | None = None
    column: str | None = None


class Difference(msgspec.Struct, frozen=True):
    """The cell that both reports have there says something else."""

    table: str
    row: str
    column: str
    before: Cell
    after: Cell


class Redefined(msgspec.Struct, frozen=True):
    """The versions of a measure's definition; ``None`` where the report does not use the measure."""

    measure: str
    before: int | None
    after: int | None


class Versions(msgspec.Struct, frozen=True):
    """Of the reference data."""

    before: str
    after: str


class Division(msgspec.Struct, frozen=True):
    """The days whose division into districts the years are told in."""

    before: tuple[date, date]
    after: tuple[date, date]


class Differences(msgspec.Struct, frozen=True):
    """``gone`` and ``new``: what only the earlier or only the later report has; of a whole table or row its
    cells are not told besides."""

    cells: tuple[Difference, ...]
    gone: tuple[Place, ...]
    new: tuple[Place, ...]
    redefined: tuple[Redefined, ...]
    reference: Versions | None
    division: Division | None

    @property
    def is_empty(self) -> bool:
        return self == _NONE


_NONE = Differences((), (), (), (), None, None)


def differences(before: Report, after: Report) -> Differences:
    """In the order of the reports. Nothing differs exactly where every figure is the same, by the same
    definitions, reference data and divisions."""
    versions = Versions(before.reference_version, after.reference_version)
    divisions = Division(
        (before.division_on, before.division_before),
        (after.division_on, after.division_before),
    )
    return Differences(
        cells=tuple(_differing(before, after)),
        gone=tuple(_only_in(before, after)),
        new=tuple(_only_in(after, before)),
        redefined=tuple(_redefined(before, after)),
        reference=versions if versions.before != versions.after else None,
        division=divisions if divisions.before != divisions.after else None,
    )


def _differing(before: Report, after: Report) -> Iterator[Difference]:
    for key, table in before.tables.items():
        others = _cells(after.tables[key]) if key in after.tables else {}
        for (row, column), cell in _cells(table).items():
            other = others.get((row, column))
            if other is not None and other != cell:
                yield Difference(key, row, column, cell, other)


def _only_in(one: Report, other: Report) -> Iterator[Place]:
    for key, table in one.tables.items():
        if key not in other.tables:
            yield Place(key)
            continue
        yield from _parts_only_in(key, table, other.tables[key])


def _parts_only_in(key: str, one: Table, other: Table) -> Iterator[Place]:
    yield from (Place(key, column=column) for column in one.columns if column not in other.columns)
    yield from (Place(key, row) for row in one.rows if row not in other.rows)
    others = _cells(other)
    for row, column in _cells(one):
        if row in other.rows and column in other.columns and (row, column) not in others:
            yield Place(key, row, column)


def _cells(table: Table) -> Mapping[tuple[str, str], Cell]:
    return {(row, column): cell for row, of_row in table.rows.items() for column, cell in of_row.cells.items()}


def _redefined(before: Report, after: Report) -> Iterator[Redefined]:
    for measure in dict.fromkeys((*before.measures, *after.measures)):
        was, now = before.measures.get(measure), after.measures.get(measure)
        if was != now:
            yield Redefined(measure, was.version if was else None, now.version if now else None)
