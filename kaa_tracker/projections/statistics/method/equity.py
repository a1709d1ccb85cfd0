"""Whether everybody is sought, reached and helped alike: by gender, age and district, each with its interval."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from kaa_tracker.domain.periods import Period
from kaa_tracker.projections.statistics.method.cells import MethodTable
from kaa_tracker.projections.statistics.method.counting import Counting
from kaa_tracker.projections.statistics.method.tables import Column, labels_of, side_by_side

_ALIKE = ("gender", "age", "district")

_SOUGHT = (
    Column("under_search", "Under uppsök", "under_search"),
    Column("without", "Utan försök", "under_search_without_attempt"),
    Column("without_share", "Andel utan försök", "under_search_without_attempt", "under_search"),
)
_REACHED = (
    Column("sought", "Sökta", "sought"),
    Column("reached", "Nådda", "reached"),
    Column("reached_share", "Andel nådda", "reached", "sought"),
)
_CONVERTED = (
    Column("reached", "Nådda", "reached"),
    Column("enrolled", "Inskrivna", "enrolled_after_reach"),
    Column("conversion", "Andel inskrivna", "enrolled_after_reach", "reached"),
)
_OVERLAP = "Där två intervall överlappar kan skillnaden bero på slumpen."


def equity_tables(counting: Counting, known_on: date) -> Iterator[tuple[str, MethodTable]]:
    yield "equity_sought", side_by_side(counting, "Under uppsök utan försök, likvärdighet", _ALIKE, _SOUGHT, _OVERLAP)
    yield "equity_reached", side_by_side(counting, "Nådda av sökta, likvärdighet", _ALIKE, _REACHED, _OVERLAP)
    yield "conversion", _conversion(counting, known_on)


def _conversion(counting: Counting, known_on: date) -> MethodTable:
    """Only of those reached so long ago that it is known whether they were enrolled in time."""
    days = counting.scope.reference.rules.conversion_days
    title = f"Nådda som skrevs in inom {days} dagar, likvärdighet"
    first, last = counting.period
    latest = min(last, known_on - timedelta(days=days))
    everybody = counting.figure("reached", counting.period, {}).value
    if latest < first:
        note = f"För ingen av de {everybody} nådda har {days} dagar ännu gått den {known_on}."
        return MethodTable(title, ("", ""), labels_of(_CONVERTED), {}, note)
    followed = Period(first, latest)
    waiting = everybody - counting.figure("reached", followed, {}).value
    note = f"De som nåddes till och med {latest}. {_OVERLAP}"
    if waiting:
        note += f" {waiting} nåddes senare: deras {days} dagar har inte gått den {known_on}, och de räknas inte."
    return side_by_side(counting, title, _ALIKE, _CONVERTED, note, followed)
