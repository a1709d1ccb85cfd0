"""Attempts and reaches: who was sought, who was reached, who was not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, String, case, cast, func, select, true, union_all

from kaa_tracker.projections.statistics.contacts import attempt, reach
from kaa_tracker.projections.statistics.measure import PERSONAL, Facts, Scope, Those, Who, measure
from kaa_tracker.projections.statistics.presence import register_spell

_AS_REACHED = "som nådda"
_FIRST_ATTEMPT = "första försöket i perioden"
_WHILE_HELD = "medan registret eller ansvaret varade"


NO_METHOD = "no_method"
FROM_FOURTH, FROM_SEVENTH = "4_to_6", "7_or_later"


def _outreach(scope: Scope, which: Callable[[Facts], ColumnElement[bool]]) -> Who:
    a = scope.during(attempt).c
    number = case((a.nth >= 7, FROM_SEVENTH), (a.nth >= 4, FROM_FOURTH), else_=cast(a.nth, String))
    columns = (
        a.day.label("placed_on"),
        a.attempt_id.label("id"),
        a.channel,
        a.unit,
        number.label("attempt_number"),
        a.weekday,
        a.hour,
        func.coalesce(a.method, NO_METHOD).label("method"),
        a.answered_on,
    )
    return select(a.case_id, *columns).where(a.purpose == "outreach", which(a))


_AS_MADE = ("channel", "unit", "attempt_number", "weekday", "hour", "method")

_ATTEMPTS: Mapping[str, Any] = {
    "placed": "dagen för försöket",
    "counts": "attempts",
    "columns": ("id", *_AS_MADE, "answered_on"),
    "breakdowns": {**PERSONAL, **dict.fromkeys(_AS_MADE, "partition")},
}


@measure(
    label="Kontaktförsök",
    definition=f"Uppsökande kontaktförsök gjorda i perioden {_WHILE_HELD}. Räknar försök.",
    **_ATTEMPTS,
)
def attempts(scope: Scope) -> Who:
    return _outreach(scope, lambda made: made.counts)


@measure(
    label="Besvarade kontaktförsök",
    definition="Kontaktförsök i perioden som har besvarats av ungdomen eller en närstående, när det än skedde, "
    "enligt vad som är känt när rapporten tas fram. Räknar försök.",
    **_ATTEMPTS,
)
def attempts_answered(scope: Scope) -> Those:
    return Those(attempts, lambda made: [made.answered_on.is_not(None)])


@measure(
    label="Kontaktförsök utanför ansvaret",
    definition="Uppsökande kontaktförsök i perioden efter att register och ansvar upphört, innan det kunde vara "
    "känt. Ingår inte i kontaktförsök. Räknar försök.",
    **_ATTEMPTS,
)
def attempts_outside_coverage(scope: Scope) -> Who:
    return _outreach(scope, lambda made: ~made.counts)


@measure(
    label="Kontaktförsök i allt",
    definition="Alla uppsökande kontaktförsök i perioden: de som gjordes medan registret eller ansvaret varade, och "
    "de utanför ansvaret. Räknar försök.",
    **_ATTEMPTS,
)
def attempts_in_all(scope: Scope) -> Who:
    return _outreach(scope, lambda made: true())


def _attempted_by(column: str) -> Callable[[Scope], Who]:
    def values(scope: Scope) -> Who:
        made = scope.rows(attempts).c
        return select(made.case_id, made[column].label("value"))

    return values


@measure(
    label="Sökta med försök",
    definition="Minst ett kontaktförsök i perioden.",
    placed=_FIRST_ATTEMPT,
    breakdowns={**PERSONAL, "channel": "overlapping", "unit": "overlapping"},
    details={"channel": _attempted_by("channel"), "unit": _attempted_by("unit")},
)
def attempted(scope: Scope) -> Who:
    made = scope.rows(attempts).c
    return select(made.case_id, func.min(made.placed_on).label("placed_on")).group_by(made.case_id)


def first_reach(scope: Scope, which: Callable[[Facts], ColumnElement[bool]]) -> Who:
    """Of what reached each youth in the period, the first of the kind."""
    r = scope.during(reach).c
    nth = func.row_number().over(partition_by=r.case_id, order_by=r.nth).label("nth")
    found = select(r.case_id, r.day.label("placed_on"), r.unprompted, r.occupation, nth).where(which(r)).subquery().c
    return select(found.case_id, found.placed_on, found.unprompted, found.occupation).where(found.nth == 1)


@measure(
    label="Nådda",
    definition="Ett uppsökande kontaktförsök besvarades av ungdomen eller en närstående, eller ungdomen tog egen "
    f"kontakt, någon dag i perioden {_WHILE_HELD}.",
    placed="första dagen i perioden då ungdomen nåddes",
)
def reached(scope: Scope) -> Who:
    return first_reach(scope, lambda r: r.counts)


def _by_youth(scope: Scope) -> Who:
    r = scope.during(reach).c
    return select(r.case_id).where(r.counts, r.reached_by.in_(("youth", "own_contact")))


@measure(
    label="Nådda genom ungdomen",
    definition="Nådda i perioden, minst en gång genom ungdomens eget svar eller egna kontakt.",
    placed=_AS_REACHED,
)
def reached_by_youth(scope: Scope) -> Those:
    return scope.those(reached, among=[_by_youth(scope)])


@measure(
    label="Nådda bara genom närstående",
    definition="Nådda i perioden, men aldrig genom ungdomens eget svar eller egna kontakt.",
    placed=_AS_REACHED,
)
def reached_only_by_relative(scope: Scope) -> Those:
    return scope.those(reached, outside=[_by_youth(scope)])


@measure(
    label="Nådda genom egen kontakt",
    definition="Nådda, där det första som nådde ungdomen i perioden var ungdomens egen kontakt och inget "
    "uppsökande försök hade gjorts före den i registerperioden.",
    placed=_AS_REACHED,
)
def reached_by_own_contact(scope: Scope) -> Those:
    return Those(reached, lambda found: [found.unprompted])


@measure(
    label="Svar efter att ansvaret upphört",
    definition="Svar på uppsökande försök eller egen kontakt i perioden, en dag då varken registret eller "
    "ansvaret varade. Ger inte nådd.",
    placed="första sådana dag i perioden",
)
def reached_outside_coverage(scope: Scope) -> Who:
    return first_reach(scope, lambda r: ~r.counts)


@measure(
    label="Ej nådda",
    definition="Sökta med försök men inte nådda i perioden.",
    placed=_FIRST_ATTEMPT,
)
def not_reached(scope: Scope) -> Those:
    return scope.those(attempted, outside=[reached])


def _in_register_on_last_day(scope: Scope) -> Who:
    spell = scope.during(register_spell).c
    return select(spell.case_id).where(spell.last >= scope.period.last)


@measure(
    label="Ej nådda, har lämnat registret",
    definition="Ej nådda, och inte i registret på periodens sista dag.",
    placed=_FIRST_ATTEMPT,
)
def not_reached_left(scope: Scope) -> Those:
    return scope.those(not_reached, outside=[_in_register_on_last_day(scope)])


@measure(
    label="Ej nådda, kvar i registret",
    definition="Ej nådda, och i registret på periodens sista dag.",
    placed=_FIRST_ATTEMPT,
)
def not_reached_remaining(scope: Scope) -> Those:
    return scope.those(not_reached, among=[_in_register_on_last_day(scope)])


@measure(
    label="Sökta",
    definition="Nådda eller ej nådda i perioden: de två delar som den publicerade tabellen summerar till.",
    placed="som nådda eller ej nådda",
)
def sought(scope: Scope) -> Who:
    parts = (scope.rows(reached), scope.rows(not_reached))
    return union_all(*(select(part.c.case_id, part.c.placed_on) for part in parts))
