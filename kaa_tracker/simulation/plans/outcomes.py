"""How enrolments end, and at which jobbtorg they are counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from kaa_tracker.simulation.figures import CityFigures, ClosingFigures
from kaa_tracker.simulation.plans.plan import NO_DISTRICT, Contact, EnrolmentPlan, Outcome, YouthPlan
from kaa_tracker.simulation.plans.quotas import apportion, shuffled

OTHER_OUTCOMES: Mapping[Outcome, float] = {"unknown": 0.2, "no_occupation": 0.55, "other": 0.25}
"""What the closed come to besides studies and work, which are published."""

CLOSED_OF_CARRIED_IN = 0.856
LEAVES_THE_REGISTER: Mapping[Outcome | None, float] = {
    "studies": 0.75,
    "work": 0.15,
    "no_occupation": 0.2,
    "unknown": 0.25,
    "other": 0.4,
    None: 0.05,
}
"""How likely the register drops an enrolled youth in the published year, by what the enrolment comes to."""

PROTECTED_AND_ENROLLED = 3

Supported = tuple[YouthPlan, EnrolmentPlan]
Card = tuple[str | None, Outcome]
"""A jobbtorg, where one is dealt, and what an enrolment is closed to."""


def close_enrolments(rng: Random, youths: Sequence[YouthPlan], figures: CityFigures) -> None:
    """Deal the outcomes of both years, and the jobbtorg of the published one."""
    supported = [(youth, enrolment) for youth in youths for enrolment in youth.enrolments]
    _close_last_year(rng, supported, figures)
    _close_this_year(rng, [pair for pair in supported if pair[1].closed is None], figures)


def _close_last_year(rng: Random, supported: Sequence[Supported], figures: CityFigures) -> None:
    """The last closing of a person in the year is the only one there, so persons and closings agree."""
    before = figures.previous_year
    closed = [pair for pair in supported if pair[1].closed == figures.year - 1]
    counts = ClosingFigures(
        enrolled=before.enrolled, closed=before.closed, studies=before.to_studies, work=before.to_work
    )
    sought_again = [pair for pair in closed if _is_sought_after(pair, figures.year - 1)]
    cards: list[Card] = [(None, outcome) for outcome in _outcomes(counts)]
    for (_, enrolment), (_, outcome) in _dealt(rng, closed, sought_again, cards):
        enrolment.outcome = outcome


def _close_this_year(rng: Random, supported: Sequence[Supported], figures: CityFigures) -> None:
    year = figures.year
    carried_in = shuffled(rng, [pair for pair in supported if pair[1].opened < year])
    new = shuffled(rng, [pair for pair in supported if pair[1].opened == year])
    sought_again = [pair for pair in carried_in if _is_sought_after(pair, year)]
    carried_in = sought_again + [pair for pair in carried_in if not _is_sought_after(pair, year)]
    closed = sum(row.counts.closed for row in figures.jobbtorg)
    closed_carried = round(CLOSED_OF_CARRIED_IN * len(carried_in))
    closing = carried_in[:closed_carried] + new[: closed - closed_carried]
    remaining = carried_in[closed_carried:] + new[closed - closed_carried :]

    cards: list[Card] = [(row.code, outcome) for row in figures.jobbtorg for outcome in _outcomes(row.counts)]
    for (youth, enrolment), (jobbtorg, outcome) in _dealt(rng, closing, sought_again, cards):
        enrolment.closed, enrolment.outcome = year, outcome
        _place(rng, youth, jobbtorg, outcome)
    rows = [row.code for row in figures.jobbtorg for _ in range(row.counts.enrolled - row.counts.closed)]
    for (youth, _), jobbtorg in zip(remaining, shuffled(rng, rows), strict=True):
        _place(rng, youth, jobbtorg, None)
    blank = [youth for youth, _ in closing + remaining if youth.jobbtorg == NO_DISTRICT]
    for youth in rng.sample(blank, min(PROTECTED_AND_ENROLLED, len(blank))):
        youth.protection = "confidentiality_marked"


def _is_sought_after(pair: Supported, year: int) -> bool:
    """Whether outreach goes on after a closing in ``year``: then it was to ``unknown``, and the search began anew."""
    youth, enrolment = pair
    untouched = (Contact.NONE, None)
    later_that_year = enrolment.opened < year and youth.contact_in(year) not in untouched
    return later_that_year or youth.contact_in(year + 1) not in untouched


def _outcomes(counts: ClosingFigures) -> list[Outcome]:
    others = apportion(counts.closed - counts.studies - counts.work, list(OTHER_OUTCOMES.values()))
    by_outcome: dict[Outcome, int] = {"studies": counts.studies, "work": counts.work}
    by_outcome |= dict(zip(OTHER_OUTCOMES, others, strict=True))
    return [outcome for outcome, count in by_outcome.items() for _ in range(count)]


def _dealt(
    rng: Random, closed: Sequence[Supported], to_unknown: Sequence[Supported], cards: Sequence[Card]
) -> list[tuple[Supported, Card]]:
    """Each closed enrolment with its card; those in ``to_unknown`` get cards of that outcome."""
    pack = shuffled(rng, cards)
    pack.sort(key=lambda card: card[1] == "unknown")
    unknown = [pack.pop() for _ in to_unknown]
    others = [pair for pair in closed if pair not in to_unknown]
    return [*zip(to_unknown, unknown, strict=True), *zip(others, shuffled(rng, pack), strict=True)]


def _place(rng: Random, youth: YouthPlan, jobbtorg: str | None, outcome: Outcome | None) -> None:
    """Whom the register says no district of, it has dropped with a blank."""
    youth.jobbtorg = jobbtorg
    youth.leaves = jobbtorg == NO_DISTRICT or rng.random() < LEAVES_THE_REGISTER[outcome]
