"""A report as it may be published: what must not be shown is replaced, and nowhere in it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec

from kaa_tracker.projections.statistics.disclosure.earlier import Earlier
from kaa_tracker.projections.statistics.disclosure.figures import Figure, figure_of, values_of
from kaa_tracker.projections.statistics.disclosure.hiding import to_hide
from kaa_tracker.projections.statistics.report.cells import (
    Cell,
    Count,
    Median,
    Report,
    Row,
    ShareOf,
    Suppressed,
    Table,
    Target,
)

THRESHOLD = 5
"""Counts under it are small; 10 is Skolverket's habit."""

FEWEST_BEHIND = 10
"""A share of fewer, and a median of fewer, says more of each than of all."""


def publication(
    report: Report, earlier: Sequence[Report] = (), threshold: int = THRESHOLD, fewest: int = FEWEST_BEHIND
) -> Report:
    """The report with every figure that must not be shown replaced by ``Suppressed()``.

    Hidden are counts from one to under ``threshold``, shares and medians of fewer than ``fewest``, and
    whatever a hidden count could be worked out from, all tables and the ``earlier`` publications taken
    together. Nought stays nought. Of what ``earlier`` publications kept back, nothing is shown now
    that they do not give away themselves. Raises ``NotProved`` rather than leave it open whether all is safe.
    """
    values = values_of(report)
    before = Earlier(report, earlier, fewest)
    hidden = to_hide(values, threshold, hidden=before.hidden(values), known=before.known(values))
    tables = {key: _table(report, table, hidden, fewest) for key, table in report.tables.items()}
    return msgspec.structs.replace(report, tables=tables)


def _table(report: Report, table: Table, hidden: Collection[Figure], fewest: int) -> Table:
    rows = {}
    for key, row in table.rows.items():
        cells = {column: _shown(report, cell, hidden, fewest) for column, cell in row.cells.items()}
        rows[key] = Row(row.labels, cells)
    return msgspec.structs.replace(table, rows=rows)


def _shown(report: Report, cell: Cell, hidden: Collection[Figure], fewest: int) -> Cell:
    match cell:
        case Count() as whole:
            counts, of_few = [whole], False
        case ShareOf(numerator=part, denominator=whole):
            counts, of_few = [part, whole], 0 < whole.value < fewest
        case Median(persons=whole):
            counts, of_few = [whole], 0 < whole.value < fewest
        case Target() | Suppressed():
            return cell
    is_hidden = any(figure_of(report, count) in hidden for count in counts)
    return Suppressed() if is_hidden or of_few else cell
