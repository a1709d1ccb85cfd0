"""Who was covered and who was searched for; and how the covered split, each into one part."""

from __future__ import annotations

from sqlalchemy import Table, func, select

from kaa_tracker.projections.statistics.days import no_earlier
from kaa_tracker.projections.statistics.measure import Scope, Those, Who, measure
from kaa_tracker.projections.statistics.measures.enrolments import enrolled
from kaa_tracker.projections.statistics.measures.outreach import attempted, reached
from kaa_tracker.projections.statistics.presence import register_spell, search_span

_AS_COVERED = "som omfattas"


def _from_the_first_day(spans: Table, scope: Scope) -> Who:
    """Everyone with a day in the period, placed on their first."""
    span = scope.during(spans).c
    placed_on = no_earlier(func.min(span.first), scope.period.first).label("placed_on")
    return select(span.case_id, placed_on).group_by(span.case_id)


@measure(
    label="Omfattas",
    definition="I registret någon dag i perioden och ännu inte 20 år den dagen. Felregistrerade räknas med, om "
    "inte uppgiften har makulerats.",
    placed="första sådana dag i perioden",
)
def covered(scope: Scope) -> Who:
    return _from_the_first_day(register_spell, scope)


@measure(
    label="Under uppsök",
    definition="Ett uppsök pågick någon dag i perioden. Ett uppsök som visade sig vara tomt, för att ungdomen "
    "redan hade lämnat registret, räknas inte.",
    placed="första sådana dag i perioden",
)
def under_search(scope: Scope) -> Who:
    return _from_the_first_day(search_span, scope)


@measure(
    label="Under uppsök utan försök",
    definition="Under uppsök i perioden, men varken sökta med försök eller nådda.",
    placed="som under uppsök",
)
def under_search_without_attempt(scope: Scope) -> Those:
    return scope.those(under_search, outside=[attempted, reached])


@measure(
    label="Omfattas: under uppsök",
    definition="Omfattas, och under uppsök i perioden. Första delen av fem som tillsammans är de som omfattas.",
    placed=_AS_COVERED,
)
def covered_under_search(scope: Scope) -> Those:
    return scope.those(covered, among=[under_search])


@measure(
    label="Omfattas: nådda eller inskrivna utan uppsök",
    definition="Omfattas, inte under uppsök, men nådda eller inskrivna i perioden.",
    placed=_AS_COVERED,
)
def reached_or_enrolled_without_search(scope: Scope) -> Those:
    return scope.those(covered, either=[reached, enrolled], outside=[under_search])


@measure(
    label="Omfattas: i väntetid på sista dagen",
    definition="Omfattas, varken under uppsök, nådda eller inskrivna, och i registret på periodens sista dag "
    "innan väntetiden är över.",
    placed=_AS_COVERED,
)
def waiting_on_last_day(scope: Scope) -> Those:
    return scope.those(covered, among=[_waiting(scope)], outside=[under_search, reached, enrolled])


@measure(
    label="Omfattas: lämnade under väntetiden",
    definition="Omfattas, inget av det föregående, och lämnade i perioden registret innan väntetiden var över.",
    placed=_AS_COVERED,
)
def left_in_wait(scope: Scope) -> Those:
    return scope.those(covered, among=[_left(scope)], outside=[under_search, reached, enrolled, _waiting(scope)])


@measure(
    label="Omfattas: väntetiden över utan uppsök",
    definition="Omfattas, men inget av det föregående: till exempel för att uppsöket slutade med en inskrivning som "
    "var över före perioden, eller för att ansvaret upphört medan registret ännu upptar ungdomen.",
    placed=_AS_COVERED,
)
def past_wait_without_search(scope: Scope) -> Those:
    return scope.those(covered, outside=[under_search, reached, enrolled, _waiting(scope), _left(scope)])


def _waiting(scope: Scope) -> Who:
    spell = scope.during(register_spell).c
    last_day = scope.period.last
    return select(spell.case_id).where(spell.last >= last_day, spell.search_due_on > last_day)


def _left(scope: Scope) -> Who:
    spell = scope.during(register_spell).c
    return select(spell.case_id).where(spell.last <= scope.period.last, spell.last < spell.search_due_on)
