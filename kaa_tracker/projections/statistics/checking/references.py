"""Names in a report that name nothing in it, and shares that cannot be printed as they say."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from kaa_tracker.projections.statistics.checking.figures import PREVIOUS_YEAR, Figures
from kaa_tracker.projections.statistics.checking.rounding import NAMES, in_swedish, is_printed_so, precision_of
from kaa_tracker.projections.statistics.checking.shares import printed_as
from kaa_tracker.projections.statistics.checking.stated import Percent, Precision, Printed, StatedReport, Table


class Misnamed(NamedTuple):
    """A place in the file, and in Swedish what is wrong there."""

    place: str
    what: str


def misnamed(report: StatedReport) -> list[Misnamed]:
    """Everything that keeps the report from being checked."""
    figures = Figures(report)
    found = [*_in_tables(report), *_in_measures(report, figures), *_in_relations(report, figures)]
    return [*found, *_in_claims(report), *_precisions(report)]


def _in_tables(report: StatedReport) -> Iterator[Misnamed]:
    for name, table in report.tables.items():
        place = f"tables.{name}"
        if name == PREVIOUS_YEAR:
            yield Misnamed(place, f"en tabell kan inte heta {PREVIOUS_YEAR}")
        yield from _in_rows(place, table)
        yield from _known(f"{place}.total_row", [table.total_row], table.rows, "ingen rad")
        yield from _known(f"{place}.total_column", [table.total_column], table.columns, "ingen kolumn")
        for column, share in table.share_columns.items():
            shared = (share.numerator, share.denominator)
            yield from _known(f"{place}.share_columns.{column}", shared, table.columns, "ingen kolumn")
        for number, stated in enumerate(table.differences, 1):
            parts = (stated.column, stated.of, stated.minus)
            yield from _known(f"{place}.differences[{number}]", parts, table.columns, "ingen kolumn")
        yield from _in_sums(place, table)


def _in_rows(place: str, table: Table) -> Iterator[Misnamed]:
    for name, row in table.rows.items():
        yield from _known(f"{place}.rows.{name}.values", row.values, table.columns, "ingen kolumn")
        yield from _known(f"{place}.rows.{name}.shares", row.shares, table.share_columns, "ingen andelskolumn")


def _in_sums(place: str, table: Table) -> Iterator[Misnamed]:
    for number, stated in enumerate(table.sums, 1):
        here = f"{place}.sums[{number}]"
        if (stated.row is None) is (stated.column is None):
            yield Misnamed(here, "ange antingen row eller column: vad som är summan")
        elif stated.row is not None:
            yield from _summed(here, stated.row, stated.of)
            yield from _known(here, (stated.row, *stated.of), table.rows, "ingen rad")
        elif stated.column is not None:
            yield from _summed(here, stated.column, stated.of)
            yield from _known(here, (stated.column, *stated.of), table.columns, "ingen kolumn")


def _summed(place: str, total: str, parts: Collection[str]) -> Iterator[Misnamed]:
    if total in parts or len(set(parts)) < len(parts) or not parts:
        yield Misnamed(place, "of ska ha delarna, var och en en gång, och inte summan själv")


def _in_measures(report: StatedReport, figures: Figures) -> Iterator[Misnamed]:
    for name, measure in report.measures.items():
        for number, printed in enumerate(measure.printed, 1):
            yield from _cell(f"measures.{name}.printed[{number}]", printed, figures)
    yield from _known(PREVIOUS_YEAR, report.previous_year, report.measures, "inget mått")
    for name, printed in report.previous_year.items():
        yield from _cell(f"{PREVIOUS_YEAR}.{name}", printed, figures)


def _cell(place: str, printed: Printed, figures: Figures) -> Iterator[Misnamed]:
    if isinstance(printed, str) and printed not in figures.cells:
        yield Misnamed(place, f"{printed} är ingen tryckt cell; skriv tabell.rad.kolumn")


def _in_relations(report: StatedReport, figures: Figures) -> Iterator[Misnamed]:
    for name, share in report.shares.items():
        yield from _figures(f"shares.{name}", [share.numerator, share.denominator], figures)
    for number, stated in enumerate(report.sums, 1):
        yield from _figures(f"sums[{number}]", [stated.total, *stated.of], figures)
        yield from _summed(f"sums[{number}]", stated.total, stated.of)
    for number, stock in enumerate(report.stocks, 1):
        yield from _figures(f"stocks[{number}]", [stock.opening], figures)
        yield from _known(f"stocks[{number}]", [stock.held, stock.ended], report.measures, "inget mått")


def _figures(place: str, references: Iterable[str | None], figures: Figures) -> Iterator[Misnamed]:
    for reference in references:
        if reference is not None and figures.find(reference) is None:
            allowed = f"ett mått med värde, tabell.rad.kolumn eller {PREVIOUS_YEAR}.mått"
            yield Misnamed(place, f"{reference} är ingen tryckt siffra; skriv {allowed}")


def _in_claims(report: StatedReport) -> Iterator[Misnamed]:
    for number, claim in enumerate(report.claims, 1):
        for nth, count in enumerate(claim.counts, 1):
            yield from _known(f"claims[{number}].counts[{nth}]", [count.measure], report.measures, "inget mått")
        for nth, share in enumerate(claim.shares, 1):
            names = (*share.numerator, share.denominator)
            yield from _known(f"claims[{number}].shares[{nth}]", names, report.measures, "inget mått")


def _known(place: str, names: Iterable[str | None], known: Collection[str], what: str) -> Iterator[Misnamed]:
    for name in names:
        if name is not None and name not in known:
            listed = ", ".join(known) or "inga"
            yield Misnamed(place, f"{name} är {what} här; det finns: {listed}".replace("ingen mått", "inget mått"))


def _precisions(report: StatedReport) -> Iterator[Misnamed]:
    for place, printed, precision in _printed_shares(report):
        actual = precision_of(printed, precision)
        if not is_printed_so(printed, actual):
            yield Misnamed(place, f"{in_swedish(printed)} är inte tryckt i {NAMES[actual]}")


def _printed_shares(report: StatedReport) -> Iterator[tuple[str, Percent, Precision | None]]:
    for table_name, table in report.tables.items():
        for row_name, row in table.rows.items():
            for name, printed in row.shares.items():
                said = printed_as(printed)
                yield f"tables.{table_name}.rows.{row_name}.shares.{name}", said.printed, said.precision
    for name, share in report.shares.items():
        yield f"shares.{name}", share.printed, share.precision
    for number, claim in enumerate(report.claims, 1):
        for nth, stated in enumerate(claim.shares, 1):
            place = f"claims[{number}].shares[{nth}]"
            yield f"{place}.from", stated.before, stated.precision
            yield f"{place}.to", stated.now, stated.precision
