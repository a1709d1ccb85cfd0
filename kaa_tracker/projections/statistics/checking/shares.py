"""Printed shares that no rounding of the printed counts explains."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from kaa_tracker.projections.statistics.checking.figures import Figure, Figures
from kaa_tracker.projections.statistics.checking.finding import Finding, rests_on
from kaa_tracker.projections.statistics.checking.rounding import (
    NAMES,
    exact,
    in_swedish,
    per_cent,
    precision_of,
    rounded,
)
from kaa_tracker.projections.statistics.checking.stated import Percent, Precision, PrintedShare, StatedReport
from kaa_tracker.projections.statistics.numbers import one_decimal, whole


class Printing(NamedTuple):
    """A share, where it is printed, and the figures it is of; the numerator need not be printed."""

    place: str
    name: str
    printed: Percent
    precision: Precision
    denominator: Figure
    numerator: Figure | None


def wrong_shares(report: StatedReport, figures: Figures) -> Iterator[Finding]:
    for one in printed_shares(report, figures):
        if instead := _instead(one):
            parts = [figure for figure in (one.numerator, one.denominator) if figure is not None]
            yield Finding("share", one.place, f"{one.name}: {in_swedish(one.printed)} %", instead, rests_on(parts))


def printed_shares(report: StatedReport, figures: Figures) -> Sequence[Printing]:
    """Each share of the report whose denominator is printed."""
    return [*_in_tables(report, figures), *_beside(report, figures)]


def printed_as(printed: Percent | PrintedShare) -> PrintedShare:
    return printed if isinstance(printed, PrintedShare) else PrintedShare(printed=printed)


def _in_tables(report: StatedReport, figures: Figures) -> Iterator[Printing]:
    for table_name, table in report.tables.items():
        for row_name, row in table.rows.items():
            for name, printed in row.shares.items():
                column, said = table.share_columns[name], printed_as(printed)
                part = figures.find(f"{table_name}.{row_name}.{column.numerator}")
                of = figures.find(f"{table_name}.{row_name}.{column.denominator}")
                if of is not None:
                    place = f"tables.{table_name}.rows.{row_name}.shares.{name}"
                    yield _printing(place, f"{row.label}, {column.label}", said, part, of)


def _beside(report: StatedReport, figures: Figures) -> Iterator[Printing]:
    for name, share in report.shares.items():
        part = None if share.numerator is None else figures.find(share.numerator)
        of = figures.find(share.denominator)
        if of is not None:
            yield _printing(f"shares.{name}.printed", share.label, share, part, of)


def _printing(place: str, name: str, said: PrintedShare, part: Figure | None, of: Figure) -> Printing:
    return Printing(place, name, said.printed, precision_of(said.printed, said.precision), of, part)


def _instead(one: Printing) -> str | None:
    """What the counts say instead; ``None`` where the share may be what was printed."""
    part, of, said = one.numerator, one.denominator, exact(one.printed)
    if of.is_about or (part is not None and part.is_about):
        return None
    if of.value <= 0:
        return f"{of.name} är {of.printed}: det finns inget att ta en andel av."
    if part is None:
        if any(rounded(per_cent(n, of.value), one.precision) == said for n in _nearest_counts(said * of.value / 100)):
            return None
        return f"Inget antal av {of.printed} ger den andelen, i {NAMES[one.precision]}."
    share = per_cent(part.value, of.value)
    if rounded(share, one.precision) == said:
        return None
    mended = in_swedish(rounded(share, one.precision))
    return f"{whole(part.value)} av {whole(of.value)} är {one_decimal(share)} %, i {NAMES[one.precision]} {mended}."


def _nearest_counts(count: Fraction) -> tuple[int, int]:
    """The whole numbers on either side: if neither rounds to the share, no other does."""
    return floor(count), ceil(count)
