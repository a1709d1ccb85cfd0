"""Persons left at the end of a year who are not those carried into the next."""

from __future__ import annotations

from collections.abc import Iterator

from kaa_tracker.projections.statistics.checking.figures import Figures
from kaa_tracker.projections.statistics.checking.finding import Finding, rests_on
from kaa_tracker.projections.statistics.checking.stated import StatedReport
from kaa_tracker.projections.statistics.numbers import whole


def broken_stocks(report: StatedReport, figures: Figures) -> Iterator[Finding]:
    """More at the start than were left: some ended and came back within the year before. Fewer: somebody is lost."""
    for number, stock in enumerate(report.stocks, 1):
        opening = figures.find(stock.opening)
        held, ended = figures.before.get(stock.held), figures.before.get(stock.ended)
        if opening is None or held is None or ended is None:
            continue
        left = held.value - ended.value
        more = opening.value - left
        if abs(more) <= opening.slack + held.slack + ended.slack:
            continue
        says = f"{stock.label}: ingående {opening.printed}, utgående föregående år {whole(left)}"
        if more > 0:
            back = f"{whole(more)} personer både avslutades och var inne igen vid årets slut"
            instead = f"{held.printed} − {ended.printed} = {whole(left)}: stämmer i personer bara om {back}."
        else:
            instead = f"{held.printed} − {ended.printed} = {whole(left)}: {whole(-more)} personer saknas."
        yield Finding("stock", f"stocks[{number}]", says, instead, rests_on((opening, held, ended)))
