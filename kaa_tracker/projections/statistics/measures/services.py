"""Services such as Aim: who took part, who began, who ended and to what.

Each row is a person in a service, so a table by service overlaps. Participants are among the
enrolled, and never added to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from kaa_tracker.projections.statistics.days import no_later, within
from kaa_tracker.projections.statistics.measure import PERSONAL, Facts, Measure, Scope, Those, Who, measure
from kaa_tracker.projections.statistics.support import service

_OF_SERVICES: Mapping[str, Any] = {
    "placed": "sista dagen i insatsen i perioden",
    "repeats": True,
    "breakdowns": {
        **PERSONAL,
        "month": "overlapping",
        "jobbtorg": "overlapping",
        "district": "overlapping",
        "service": "overlapping",
        "unit": "overlapping",
    },
}
"""A person has one gender, age and district at the end, but a placing day in each service."""


def _from_the_last(turns: Facts) -> ColumnElement[int]:
    """Numbers a person's turns in a service from the last; of those ended one day, from the one recorded last."""
    order = (turns.last.desc(), turns.closing.desc(), turns.service_id)
    return func.row_number().over(partition_by=(turns.case_id, turns.service), order_by=order).label("from_the_last")


@measure(
    label="Deltagare i insats",
    definition="Insatsen pågick någon dag i perioden. Enhet är den som gav den sist.",
    columns=("service", "unit"),
    **_OF_SERVICES,
)
def service_participants(scope: Scope) -> Who:
    s = scope.during(service).c
    placed_on = no_later(s.last, scope.period.last).label("placed_on")
    turns = select(s.case_id, placed_on, s.service, s.unit, _from_the_last(s)).subquery().c
    return select(turns.case_id, turns.placed_on, turns.service, turns.unit).where(turns.from_the_last == 1)


def _had_a_turn(p: Facts, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    s = service.c
    return select(s.case_id).where(s.case_id == p.case_id, s.service == p.service, condition).exists()


@measure(
    label="Nya i insats",
    definition="Började i insatsen i perioden och hade den inte redan när perioden började.",
    columns=("service", "unit"),
    **_OF_SERVICES,
)
def service_new(scope: Scope) -> Those:
    began = within(service.c.first, scope.period)
    before = and_(service.c.first < scope.period.first, service.c.last >= scope.period.first)
    return Those(service_participants, lambda p: [_had_a_turn(p, began), ~_had_a_turn(p, before)])


@measure(
    label="Avslutade i insats",
    definition="Insatsen avslutades i perioden. Det sista avslutet avgör utfall och enhet, och samma dag det som "
    "antecknades sist.",
    columns=("service", "unit", "outcome"),
    **_OF_SERVICES,
)
def service_ended(scope: Scope) -> Who:
    s, participants = scope.during(service).c, scope.rows(service_participants)
    ended_in_period = and_(s.outcome.is_not(None), s.last <= scope.period.last)
    endings = select(s.case_id, s.service, s.unit, s.outcome, _from_the_last(s)).where(ended_in_period).subquery()
    e, p = endings.c, participants.c
    return (
        select(e.case_id, p.placed_on, e.service, e.unit, e.outcome)
        .join_from(endings, participants, and_(p.case_id == e.case_id, p.service == e.service))
        .where(e.from_the_last == 1)
    )


def _outcome(code: str, label: str, *outcomes: str) -> Measure:
    those = Those(service_ended, lambda ended: [ended.outcome.in_(outcomes)])
    return Measure(
        f"service_ended_to_{code}",
        f"Avslutade i insats till {label}",
        f"Avslutade i insatsen i perioden, där det avslut som avgör är till {label}.",
        who=lambda _: those,
        columns=("service", "unit", "outcome"),
        **_OF_SERVICES,
    )


service_ended_to_studies = _outcome("studies", "studier", "studies")
service_ended_to_work = _outcome("work", "arbete", "work")
service_ended_to_studies_or_work = _outcome("studies_or_work", "studier eller arbete", "studies", "work")
service_ended_to_no_occupation = _outcome("no_occupation", "ingen sysselsättning", "no_occupation")
service_ended_to_unknown = _outcome("unknown", "okänt", "unknown")
service_ended_to_other = _outcome("other", "annat", "other")
