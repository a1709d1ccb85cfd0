"""Who was enrolled: carried in, new, again; and who was so at the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from sqlalchemy import Date, and_, func, literal, select, true

from kaa_tracker.domain.periods import Period
from kaa_tracker.projections.statistics.days import overlaps
from kaa_tracker.projections.statistics.measure import PERSONAL, Facts, Kind, Scope, Those, Who, measure
from kaa_tracker.projections.statistics.presence import responsible_span
from kaa_tracker.projections.statistics.support import enrolment

_AS_ENROLLED = "som inskrivna"
_BY_UNIT: Mapping[str, Kind] = {**PERSONAL, "unit": "overlapping"}

Which: TypeAlias = Callable[[Facts, Period], Any]
"""Which of the enrolments with a day in the period are meant, as a condition."""


def _persons(scope: Scope, which: Which) -> Who:
    found = scope.during(enrolment).c
    return select(found.case_id).where(which(found, scope.period))


def _units(which: Which) -> Mapping[str, Callable[[Scope], Who]]:
    """The units of the enrolments that make somebody count."""

    def units(scope: Scope) -> Who:
        found = scope.during(enrolment).c
        return select(found.case_id, found.unit.label("value")).where(which(found, scope.period))

    return {"unit": units}


def _any(found: Facts, period: Period) -> Any:
    return true()


def _before_and_still(found: Facts, period: Period) -> Any:
    return found.first < period.first


def _begun(found: Facts, period: Period) -> Any:
    return found.first >= period.first


def _begun_with_package(found: Facts, period: Period) -> Any:
    return and_(found.first >= period.first, found.package_offered)


def _beyond_the_end(found: Facts, period: Period) -> Any:
    """The day of closing is the last enrolled one, so who is closed on the last day is not carried on."""
    return found.last > period.last


def _again(found: Facts, period: Period) -> Any:
    """After an earlier one, on a day when no other goes on."""
    earlier = enrolment.alias("earlier")
    began_before = and_(earlier.c.case_id == found.case_id, earlier.c.first < found.first)
    goes_on = and_(began_before, earlier.c.last >= found.first)
    was_enrolled = select(earlier.c.case_id).where(began_before).exists()
    is_enrolled = select(earlier.c.case_id).where(goes_on).exists()
    return and_(found.first >= period.first, was_enrolled, ~is_enrolled)


@measure(
    label="Inskrivna",
    definition="En inskrivning pågick någon dag i perioden.",
    placed="dagen för det avslut i perioden som avgör, annars periodens sista dag",
    breakdowns=_BY_UNIT,
    details=_units(_any),
)
def enrolled(scope: Scope) -> Who:
    """Whoever is enrolled in the period and has nothing closed in it is enrolled on its last day."""
    found = scope.during(enrolment).c
    last_closing = func.max(found.last).filter(found.last <= scope.period.last)
    placed_on = func.coalesce(last_closing, literal(scope.period.last, Date)).label("placed_on")
    return select(found.case_id, placed_on).group_by(found.case_id)


@measure(
    label="Inskrivna under ansvaret",
    definition="Inskrivna, någon inskriven dag i perioden medan det kommunala ansvaret varade.",
    placed=_AS_ENROLLED,
    breakdowns=_BY_UNIT,
    details=_units(_any),
)
def enrolled_under_responsibility(scope: Scope) -> Those:
    return scope.those(enrolled, among=[_enrolled_while_responsible(scope)])


@measure(
    label="Inskrivna efter ansvaret",
    definition="Inskrivna, men ingen inskriven dag i perioden medan det kommunala ansvaret varade.",
    placed=_AS_ENROLLED,
    breakdowns=_BY_UNIT,
    details=_units(_any),
)
def enrolled_after_responsibility(scope: Scope) -> Those:
    return scope.those(enrolled, outside=[_enrolled_while_responsible(scope)])


def _enrolled_while_responsible(scope: Scope) -> Who:
    """Two spans that meet, each with a day in the period, have a day of it in common."""
    found, held = scope.during(enrolment), responsible_span
    meet = and_(found.c.first <= held.c.last, held.c.first <= found.c.last, overlaps(held, scope.period))
    return select(found.c.case_id).join(held, and_(held.c.case_id == found.c.case_id, meet))


@measure(
    label="Ingående",
    definition="Inskrivna före perioden och ännu när den börjar.",
    placed=_AS_ENROLLED,
    breakdowns=_BY_UNIT,
    details=_units(_before_and_still),
)
def carried_in(scope: Scope) -> Those:
    return scope.those(enrolled, among=[_persons(scope, _before_and_still)])


@measure(
    label="Nyinskrivna",
    definition="Inskrivna under perioden och inte ingående.",
    placed=_AS_ENROLLED,
    breakdowns=_BY_UNIT,
    details=_units(_begun),
)
def newly_enrolled(scope: Scope) -> Those:
    return scope.those(enrolled, among=[_persons(scope, _begun)], outside=[_persons(scope, _before_and_still)])


@measure(
    label="Återinskrivna",
    definition="En inskrivning började i perioden efter en tidigare, en dag då ingen annan pågick. Kan vara både "
    "ingående och nyinskrivna. Den som skrivs in vid en ny enhet samma dag som den förra avslutas räknas inte.",
    placed=_AS_ENROLLED,
    breakdowns=_BY_UNIT,
    details=_units(_again),
)
def re_enrolled(scope: Scope) -> Those:
    return scope.those(enrolled, among=[_persons(scope, _again)])


@measure(
    label="Erbjudna stödpaket",
    definition="Nyinskrivna som erbjöds stödpaket vid en inskrivning som började i perioden.",
    placed=_AS_ENROLLED,
    breakdowns=_BY_UNIT,
    details=_units(_begun_with_package),
)
def support_package_offered(scope: Scope) -> Those:
    return scope.those(newly_enrolled, among=[_persons(scope, _begun_with_package)])


@measure(
    label="Utgående",
    definition="Inskrivna på periodens sista dag, och inte avslutade den dagen: nästa periods ingående.",
    placed=_AS_ENROLLED,
    breakdowns=_BY_UNIT,
    details=_units(_beyond_the_end),
)
def enrolled_at_end(scope: Scope) -> Those:
    return scope.those(enrolled, among=[_persons(scope, _beyond_the_end)])


@measure(
    label="Inskrivna i perioden men inte vid dess slut",
    definition="Inskrivna men inte utgående: de som i personer räknat har lämnat under perioden.",
    placed=_AS_ENROLLED,
    breakdowns=_BY_UNIT,
    details=_units(_any),
)
def enrolled_not_at_end(scope: Scope) -> Those:
    return scope.those(enrolled, outside=[_persons(scope, _beyond_the_end)])
