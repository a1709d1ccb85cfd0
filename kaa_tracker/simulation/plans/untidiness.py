"""What makes a city untidy, and leaves every published figure as it is.

Each mishap befalls only youths of whom the figures say the same with it as without.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import NamedTuple

from kaa_tracker.simulation.plans.plan import Contact, Mishap, YouthPlan
from kaa_tracker.simulation.plans.quotas import shuffled

SIBLINGS = 0.03
SECOND_UNITS = 0.02
"""Of the enrolments, those beside which the youth enrols at a second unit."""

TOLD_LATER = 0.3
"""Of the protected, those whose protection the register tells of some time after they entered."""

EAGERNESS = 1.6
"""By chance alone a mishap befalls an eligible youth so much more often than its share of everybody."""


def _return_years(youth: YouthPlan) -> list[int]:
    """The years a new stay may begin with: no enrolment goes on across, and none relies on being reached before."""
    return [
        planned.year
        for planned in youth.years[1:]
        if all(
            (e.closed is not None and e.closed < planned.year)
            or (e.opened >= planned.year and youth.contact_in(e.opened) is not Contact.NONE)
            for e in youth.enrolments
        )
    ]


def _stays_long(youth: YouthPlan) -> bool:
    """With contact in the first year the stay outlasts the wait by far."""
    return youth.years[0].contact is not Contact.NONE


def _is_ordinary(youth: YouthPlan) -> bool:
    return youth.protection == "none" and not youth.has_address_report


def _is_settled(youth: YouthPlan) -> bool:
    return _stays_long(youth) and _is_ordinary(youth)


def _may_be_protected(youth: YouthPlan) -> bool:
    return _is_ordinary(youth) and not youth.enrolments


def _may_be_opened_by_hand(youth: YouthPlan) -> bool:
    return youth.years[0].contact is Contact.CAME and youth.protection == "none"


def _may_leave_in_wait_before(youth: YouthPlan) -> bool:
    return _stays_long(youth) and not youth.mishaps & {Mishap.OPENED_BY_HAND, Mishap.RETURNS}


def _may_be_dropped_for_days(youth: YouthPlan) -> bool:
    return _stays_long(youth) and not youth.enrolments


def _may_leave_unnoticed(youth: YouthPlan) -> bool:
    return youth.leaves and not youth.enrolments and youth.protection == "none"


class Kind(NamedTuple):
    """Befalls the share ``share`` of all youths, among those of whom ``may`` is true."""

    mishap: Mishap
    share: float
    may: Callable[[YouthPlan], bool]


KINDS: tuple[Kind, ...] = (
    Kind(Mishap.PROTECTED, 0.004, _may_be_protected),
    Kind(Mishap.OPENED_BY_HAND, 0.002, _may_be_opened_by_hand),
    Kind(Mishap.RETURNS, 0.023, lambda youth: bool(_return_years(youth))),
    Kind(Mishap.LEFT_IN_WAIT_BEFORE, 0.014, _may_leave_in_wait_before),
    Kind(Mishap.DROPPED_FOR_DAYS, 0.01, _may_be_dropped_for_days),
    Kind(Mishap.EXIT_TOLD_LATE, 0.015, _may_leave_unnoticed),
    Kind(Mishap.MOVES, 0.06, _is_settled),
    Kind(Mishap.DISTRICT_TOLD_LATER, 0.015, _is_settled),
    Kind(Mishap.GENDER_TOLD_LATER, 0.002, _stays_long),
    Kind(Mishap.DETAILS_CHANGE, 0.03, _is_settled),
)


def make_untidy(rng: Random, youths: Sequence[YouthPlan]) -> None:
    """Every mishap befalls its share exactly, as far as there are eligible youths."""
    for kind in KINDS:
        eligible = [youth for youth in youths if kind.may(youth)]
        for youth in rng.sample(eligible, min(len(eligible), round(kind.share * len(youths)))):
            _befall(rng, youth, kind.mishap)
    enrolments = [e for youth in youths for e in youth.enrolments if youth.protection == "none"]
    for enrolment in rng.sample(enrolments, round(SECOND_UNITS * len(enrolments))):
        enrolment.beside_another = True
    _share_homes(rng, youths)


def make_untidy_by_chance(rng: Random, youth: YouthPlan) -> None:
    for kind in KINDS:
        if rng.random() < kind.share * EAGERNESS and kind.may(youth):
            _befall(rng, youth, kind.mishap)
    for enrolment in youth.enrolments:
        enrolment.beside_another = rng.random() < SECOND_UNITS


def _befall(rng: Random, youth: YouthPlan, mishap: Mishap) -> None:
    youth.mishaps.add(mishap)
    match mishap:
        case Mishap.RETURNS:
            youth.returns_in = rng.choice(_return_years(youth))
        case Mishap.PROTECTED:
            youth.protection = rng.choice(("confidentiality_marked", "protected_registration"))
            youth.protection_told_later = _stays_long(youth) and rng.random() < TOLD_LATER
        case _:
            pass


def _share_homes(rng: Random, youths: Sequence[YouthPlan]) -> None:
    """Some of those without an address report live with a sibling who is covered too."""
    number = 1 + max(youth.household for youth in youths)
    together = shuffled(rng, [youth for youth in youths if _is_ordinary(youth)])[: round(SIBLINGS * len(youths))]
    for first, second in zip(together[::2], together[1::2], strict=False):
        first.household = second.household = number
        number += 1
