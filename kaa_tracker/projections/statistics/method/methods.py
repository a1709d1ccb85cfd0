"""What became of a way of working: its districts before and since, beside all other districts.

Since: from the first attempt it was named for, as far as that lies in the period. Before: as many days, right
before the first. What changed in the other districts as well is no merit of the method.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import func, select

from kaa_tracker.domain.case.events import NO_DISTRICT
from kaa_tracker.domain.periods import ONE_DAY, Period
from kaa_tracker.projections.statistics.contacts import attempt
from kaa_tracker.projections.statistics.method.cells import (
    Change,
    MethodCell,
    MethodRow,
    MethodTable,
    ShareWithin,
    Where,
)
from kaa_tracker.projections.statistics.method.counting import Counting, share_within
from kaa_tracker.projections.statistics.method.wilson import change_bounds, change_tenths

_COLUMNS = {
    "attempts_before": "Försök före",
    "before": "Besvarade före",
    "attempts_since": "Försök sedan dess",
    "since": "Besvarade sedan dess",
    "change": "Förändring, %-enheter",
}
_NOTE = (
    "Sedan dess: från det första försöket med arbetssättet, så långt det ligger i perioden. Före: lika många dagar "
    "närmast innan arbetssättet först användes. Stadsdelar som använder det: de där det angetts för minst ett försök "
    "i perioden; försök utan stadsdel räknas inte där. Det som ändrats lika mycket i övriga stadsdelar beror inte på "
    "arbetssättet, och ett intervall som täcker 0 kan vara slump."
)


class _Used(NamedTuple):
    method: str
    first_day: date
    before: Period
    since: Period


def method_table(counting: Counting) -> MethodTable:
    rows = {}
    for used in _used(counting):
        [name] = counting.labels(("method",), (used.method,))
        named = f"{name}, först {used.first_day}"
        with_it = [{"method": used.method}]
        theirs, others = _districts(counting, used)
        cells = _cells(counting, used, with_it)
        rows[f"{used.method}.with_it"] = MethodRow(
            (named, "Försöken med arbetssättet"), {key: cells[key] for key in ("attempts_since", "since")}
        )
        rows[f"{used.method}.using"] = MethodRow(
            (named, f"Alla försök i de {len(theirs)} stadsdelar som använder det"), _cells(counting, used, theirs)
        )
        rows[f"{used.method}.others"] = MethodRow(
            (named, "Alla försök i övriga stadsdelar"), _cells(counting, used, others)
        )
    return MethodTable("Arbetssätt: före, efter och andra stadsdelar", ("Arbetssätt", "Var"), _COLUMNS, rows, _NOTE)


def _used(counting: Counting) -> Iterator[_Used]:
    """Those named in the period, in the order of the code list."""
    first, last = counting.period
    a = attempt.c
    began = select(a.method, func.min(a.day)).where(a.purpose == "outreach", a.counts).group_by(a.method)
    first_days: Mapping[str, date] = {method: day for method, day in counting.connection.execute(began) if method}
    named = counting.rows("attempts", counting.period, ("method",))
    for (method,) in counting.values(["attempts"], counting.period, ("method",)):
        if method in first_days and named.get((method,)):
            since = Period(max(first, first_days[method]), last)
            days = since.last - since.first + ONE_DAY
            used = _Used(method, first_days[method], _before(first_days[method], days), since)
            for period in (used.before, used.since):
                for by in (("district",), ("method",)):
                    counting.look_up(["attempts", "attempts_answered"], period, by)
            yield used


def _before(first_day: date, days: timedelta) -> Period:
    return Period(first_day - days, first_day - ONE_DAY)


def _districts(counting: Counting, used: _Used) -> tuple[Sequence[Where], Sequence[Where]]:
    """Those where the method was named for an attempt, and all others with attempts."""
    named = counting.rows("attempts", used.since, ("method", "district"))
    theirs = {district for method, district in named if method == used.method}
    found = {
        district
        for period in (used.before, used.since)
        for (district,) in counting.rows("attempts", period, ("district",))
    }
    return (
        [{"district": district} for district in sorted(theirs - {NO_DISTRICT})],
        [{"district": district} for district in sorted(found - theirs - {NO_DISTRICT})],
    )


def _cells(counting: Counting, used: _Used, wheres: Sequence[Where]) -> Mapping[str, MethodCell]:
    before, since = (_answered(counting, period, wheres) for period in (used.before, used.since))
    return {
        "attempts_before": before.whole,
        "before": before,
        "attempts_since": since.whole,
        "since": since,
        "change": _change(before, since),
    }


def _answered(counting: Counting, period: Period, wheres: Sequence[Where]) -> ShareWithin:
    return share_within(
        counting.together("attempts_answered", period, wheres), counting.together("attempts", period, wheres)
    )


def _change(before: ShareWithin, since: ShareWithin) -> Change:
    was, now = ((share.part.value, share.whole.value) for share in (before, since))
    return Change(change_tenths(was, now), *(change_bounds(was, now) or (None, None)))
