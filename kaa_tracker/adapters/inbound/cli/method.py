"""``kaa report method``: which ways of seeking lead to an answer, for whom, and how long it takes."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from kaa_tracker.adapters.inbound.cli.codes import none_such
from kaa_tracker.adapters.inbound.cli.console import AsJson, opened, print_json
from kaa_tracker.adapters.inbound.cli.method_view import print_method
from kaa_tracker.adapters.inbound.cli.periods import From, MaybeYear, To, period_of
from kaa_tracker.domain.periods import Period, operating_year
from kaa_tracker.projections.statistics.figures import NoSuchFigure
from kaa_tracker.projections.statistics.method.follow_up import method_report
from kaa_tracker.projections.statistics.method.spreadsheet import as_csv

CsvTo = Annotated[Path | None, typer.Option("--csv", help="Skriv tabellerna som CSV till denna fil.")]
By = Annotated[
    list[str] | None,
    typer.Option(
        "--by",
        help="Försöken efter denna indelning i stället; upprepa för flera på en gång, t.ex. "
        "--by channel --by weekday --by hour.",
    ),
]


def add_method(reports: typer.Typer) -> None:
    reports.command("method")(method)


def method(
    context: typer.Context,
    year: MaybeYear = None,
    first: From = None,
    last: To = None,
    by: By = None,
    as_json: AsJson = False,
    csv: CsvTo = None,
) -> None:
    """Metoduppföljning av en period; utan period det verksamhetsår som pågår. Visar små tal: för internt bruk."""
    with opened(context) as system:
        today = system.clock.today()
        period = _period(year, first, last, today)
        try:
            with system.reading.connect() as connection:
                report = method_report(connection, system.reference, period, today, tuple(dict.fromkeys(by or ())))
        except NoSuchFigure as error:
            raise none_such(error.known, "--by") from None
    if csv is not None:
        csv.write_text(as_csv(report), encoding="utf-8", newline="")
    if as_json:
        print_json(report)
    elif csv is None:
        print_method(report)


def _period(year: int | None, first: datetime | None, last: datetime | None, today: date) -> Period:
    if (year, first, last) == (None, None, None):
        return operating_year(today.year + (today.month == 12))
    return period_of(year, first, last)
