"""``kaa report``: the annual report, and the cases behind a cell."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table

from kaa_tracker.adapters.inbound.cli.codes import none_such
from kaa_tracker.adapters.inbound.cli.console import AsJson, opened, out, print_json
from kaa_tracker.adapters.inbound.cli.frozen_reports import add_frozen_reports
from kaa_tracker.adapters.inbound.cli.method import add_method
from kaa_tracker.adapters.inbound.cli.periods import From, MaybeYear, To, period_of
from kaa_tracker.adapters.inbound.cli.report_check import add_check
from kaa_tracker.adapters.inbound.cli.report_render import add_render
from kaa_tracker.adapters.inbound.cli.report_view import print_report
from kaa_tracker.domain.periods import Period, operating_year
from kaa_tracker.projections.statistics.figures import NoSuchFigure, measure_of
from kaa_tracker.projections.statistics.measure import Measure
from kaa_tracker.projections.statistics.numbers import whole
from kaa_tracker.projections.statistics.opened_cell import OpenedCell, open_cell
from kaa_tracker.projections.statistics.report.annual import annual_report
from kaa_tracker.projections.statistics.report.spreadsheet import as_csv

reports = typer.Typer(help="Rapporter och siffror.", no_args_is_help=True)

SHOWN = 50

Year = Annotated[int, typer.Option(help="Verksamhetsår: 1 december året före till 30 november.", min=1990, max=2199)]
Where = Annotated[list[str] | None, typer.Option("--where", help="Indelning och värde, t.ex. gender=woman.")]
CsvTo = Annotated[Path | None, typer.Option("--csv", help="Skriv tabellerna som CSV till denna fil.")]
OwnDivision = Annotated[bool, typer.Option(help="Året före i sin egen stadsdelsindelning.")]
Code = Annotated[str, typer.Argument(metavar="MEASURE", help="Måttets kod, t.ex. reached.")]


@reports.command("annual")
def annual(
    context: typer.Context,
    year: Year,
    as_json: AsJson = False,
    csv: CsvTo = None,
    own_division: OwnDivision = False,
) -> None:
    """Årsrapporten för ett verksamhetsår, med året före bredvid."""
    before = operating_year(year - 1).last if own_division else None
    with opened(context) as system, system.reading.connect() as connection:
        report = annual_report(connection, system.reference, year, division_before=before)
    if csv is not None:
        csv.write_text(as_csv(report), encoding="utf-8", newline="")
    if as_json:
        print_json(report)
    elif csv is None:
        print_report(report)


@reports.command("cell")
def cell(
    context: typer.Context,
    measure: Code,
    year: MaybeYear = None,
    first: From = None,
    last: To = None,
    where: Where = None,
    as_json: AsJson = False,
) -> None:
    """Ärendena bakom en siffra: mått, period och indelningens värden."""
    period = period_of(year, first, last)
    values = _values(where or [])
    with opened(context) as system, system.reading.connect() as connection:
        try:
            defined = measure_of(measure)
            found = open_cell(connection, system.reference, measure, period, values)
        except NoSuchFigure as error:
            raise none_such(error.known, "MEASURE, --where") from None
    if as_json:
        about = {"measure": measure, "version": defined.version, "period": period._asdict(), "where": values}
        listed = [one._asdict() for one in found.shown]
        counted = {"total": found.total, "not_shown": found.hidden, "lacks_disposed": found.lacks_disposed}
        print_json({**about, **counted, "cases": listed})
    else:
        _print_cell(defined, period, found)


def _print_cell(defined: Measure, period: Period, found: OpenedCell) -> None:
    table = Table("Dag", Column("Ärende", no_wrap=True))
    for one in found.shown[:SHOWN]:
        table.add_row(str(one.placed_on), str(one.case_id))
    out.print(f"{defined.label}, {period.first}–{period.last}: {whole(found.total)}", soft_wrap=True)
    out.print(defined.definition, style="dim")
    out.print(table)
    if len(found.shown) > SHOWN:
        out.print(f"… och {whole(len(found.shown) - SHOWN)} till; alla fås med --json.")
    if found.hidden:
        out.print(f"{found.hidden} ej visningsbara")
    if found.lacks_disposed:
        out.print("Gallrade ingår inte: för dem finns bara hela standardperioder, med en indelning i taget.")


def _values(where: list[str]) -> Mapping[str, str]:
    pairs = [text.partition("=") for text in where]
    if not all(separator and value for _, separator, value in pairs):
        raise typer.BadParameter("skriv indelning=värde, t.ex. gender=woman", param_hint="--where")
    if len({name for name, _, _ in pairs}) < len(pairs):
        raise typer.BadParameter("varje indelning anges en gång", param_hint="--where")
    return {name: value for name, _, value in pairs}


add_method(reports)


add_check(reports)


add_frozen_reports(reports)


add_render(reports)
