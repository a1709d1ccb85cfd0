"""What outreach leads on to: declines and re-contacts, reports of addresses, enrolment after a reach."""

from __future__ import annotations

from sqlalchemy import and_, func, select

from kaa_tracker.projections.statistics.contacts import address_report, decline
from kaa_tracker.projections.statistics.days import days_after, within
from kaa_tracker.projections.statistics.measure import PERSONAL, Scope, Those, Who, measure
from kaa_tracker.projections.statistics.measures.outreach import reached
from kaa_tracker.projections.statistics.support import enrolment


@measure(
    label="Tackat nej",
    definition="Ungdomen, eller en närstående, tackade i perioden nej till det som erbjöds.",
    placed="första sådana dag i perioden",
)
def declines(scope: Scope) -> Who:
    d = scope.during(decline).c
    return select(d.case_id, func.min(d.day).label("placed_on")).group_by(d.case_id)


@measure(
    label="Återkontakter att göra",
    definition="Har tackat nej, och dagen för ny kontakt infaller i perioden medan registret eller ansvaret varar "
    "och ungdomen inte är inskriven.",
    placed="första sådana dag i perioden",
)
def recontacts_due(scope: Scope) -> Who:
    d = decline.c
    first = func.min(d.recontact_on).label("placed_on")
    return select(d.case_id, first).where(within(d.recontact_on, scope.period)).group_by(d.case_id)


@measure(
    label="Återkontakter som gjordes",
    definition="Återkontakter att göra, där kontakt togs den dagen eller senare medan registret eller ansvaret "
    "ännu varade, enligt vad som är känt när rapporten tas fram. Är flera dagar satta gäller det alla.",
    placed="som återkontakter att göra",
)
def recontacts_kept(scope: Scope) -> Those:
    d = decline.c
    not_kept = select(d.case_id).where(within(d.recontact_on, scope.period), d.kept_on.is_(None))
    return scope.those(recontacts_due, outside=[not_kept])


@measure(
    label="Anmälda adresser",
    definition="Olika adresser som anmäldes i perioden. Räknar adresser: ungdomar på samma adress ger en.",
    placed="första dagen i perioden som adressen anmäldes för ungdomen",
    counts="addresses",
    repeats=True,
    columns=("id",),
    breakdowns=dict.fromkeys(PERSONAL, "overlapping"),
)
def address_reports(scope: Scope) -> Who:
    a = scope.during(address_report).c
    first = func.min(a.day).label("placed_on")
    return select(a.case_id, first, a.address_id.label("id")).group_by(a.case_id, a.address_id)


@measure(
    label="Nådda som skrevs in",
    definition="Nådda i perioden, med en inskrivning som började samma dag eller inom 90 dagar efter den första "
    "dagen de nåddes, enligt vad som är känt när rapporten tas fram.",
    placed="som nådda",
)
def enrolled_after_reach(scope: Scope) -> Those:
    everyone, days = scope.rows(reached), scope.reference.rules.conversion_days
    soon = and_(
        enrolment.c.case_id == everyone.c.case_id,
        enrolment.c.first >= everyone.c.placed_on,
        enrolment.c.first <= days_after(everyone.c.placed_on, days),
    )
    return scope.those(reached, among=[select(everyone.c.case_id).join(enrolment, soon)])
