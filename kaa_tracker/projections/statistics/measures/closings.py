"""Who was closed, to what, and what became of them. The last closing in the period decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import and_, func, select

from kaa_tracker.projections.statistics.days import days_after
from kaa_tracker.projections.statistics.measure import PERSONAL, Measure, Scope, Those, Who, measure
from kaa_tracker.projections.statistics.measures.enrolments import enrolled_at_end
from kaa_tracker.projections.statistics.presence import register_spell
from kaa_tracker.projections.statistics.support import enrolment

_CLOSED: Mapping[str, Any] = {
    "placed": "dagen för det avslut i perioden som avgör",
    "columns": ("unit", "outcome"),
    "breakdowns": {**PERSONAL, "unit": "partition"},
}


@measure(
    label="Avslutade",
    definition="En inskrivning avslutades i perioden. Det sista avslutet avgör utfall och enhet, och samma dag det "
    "som antecknades sist.",
    **_CLOSED,
)
def closed(scope: Scope) -> Who:
    e = scope.during(enrolment).c
    from_the_last = func.row_number().over(partition_by=e.case_id, order_by=(e.last.desc(), e.closing.desc()))
    closings = (
        select(e.case_id, e.last.label("placed_on"), e.unit, e.outcome, from_the_last.label("from_the_last"))
        .where(e.outcome.is_not(None), e.last <= scope.period.last)
        .subquery()
    )
    c = closings.c
    return select(c.case_id, c.placed_on, c.unit, c.outcome).where(c.from_the_last == 1)


def _outcome(code: str, label: str, *outcomes: str) -> Measure:
    definition = f"Avslutade i perioden, där det avslut som avgör är till {label}."
    those = Those(closed, lambda row: [row.outcome.in_(outcomes)])
    return Measure(f"closed_to_{code}", f"Avslutade till {label}", definition, who=lambda _: those, **_CLOSED)


closed_to_studies = _outcome("studies", "studier", "studies")
closed_to_work = _outcome("work", "arbete", "work")
closed_to_studies_or_work = _outcome("studies_or_work", "studier eller arbete", "studies", "work")
closed_to_no_occupation = _outcome("no_occupation", "ingen sysselsättning", "no_occupation")
closed_to_unknown = _outcome("unknown", "okänt", "unknown")
closed_to_other = _outcome("other", "annat", "other")


@measure(
    label="Avslutade och inskrivna vid periodens slut",
    definition="Avslutade i perioden, men utgående: ännu inskrivna vid en annan enhet, eller inskrivna igen.",
    **_CLOSED,
)
def closed_and_enrolled_at_end(scope: Scope) -> Those:
    return scope.those(closed, among=[enrolled_at_end])


@measure(
    label="Avslutade till studier och åter i registret",
    definition="Avslutade till studier i perioden, med en ny registerperiod som började inom 60 dagar efter "
    "avslutet, enligt vad som är känt när rapporten tas fram. Den som aldrig lämnade registret räknas inte.",
    **_CLOSED,
)
def back_in_register(scope: Scope) -> Those:
    studying = scope.rows(closed_to_studies)
    spell, days = register_spell.c, scope.reference.rules.back_in_register_days
    back = and_(
        spell.case_id == studying.c.case_id,
        spell.first > studying.c.placed_on,
        spell.first <= days_after(studying.c.placed_on, days),
    )
    return scope.those(closed_to_studies, among=[select(studying.c.case_id).join(register_spell, back)])
