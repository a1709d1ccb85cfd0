"""One youth from plan to files: the days, what BER tells of them, and what is logged."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from kaa_tracker.simulation.lives.absence import absence_in
from kaa_tracker.simulation.lives.amendments import amend
from kaa_tracker.simulation.lives.chronicle import Chronicle
from kaa_tracker.simulation.lives.diary import Diary, Line
from kaa_tracker.simulation.lives.identity import Personal
from kaa_tracker.simulation.lives.leaving import birth_date, leaving_of
from kaa_tracker.simulation.lives.letters import post_in_runs
from kaa_tracker.simulation.lives.moments import at_minute
from kaa_tracker.simulation.lives.outreach import Outreach
from kaa_tracker.simulation.lives.register_feed import Message
from kaa_tracker.simulation.lives.residence import Residence
from kaa_tracker.simulation.lives.stays import Stay, stays_of
from kaa_tracker.simulation.lives.support import Support
from kaa_tracker.simulation.lives.told import Told
from kaa_tracker.simulation.lives.world import World
from kaa_tracker.simulation.plans.plan import Mishap, YouthPlan


class Life(NamedTuple):
    """Both sides of a youth's life, each in the order in which it was written."""

    register_key: str
    messages: list[tuple[datetime, Message]]
    lines: list[Line]


def live(world: World, youth: YouthPlan, number: int) -> Life:
    """The life of the ``number``-th youth, as the plan says."""
    stays = stays_of(world.rng, youth)
    if youth.protection == "none":
        for stay in stays:
            post_in_runs(world, stay)
    leavings = [leaving_of(world, youth, stay, is_final=stay is stays[-1]) for stay in stays]
    residence = Residence(world, youth, stays)
    born = birth_date(world, stays, leavings[-1])
    home = _home(youth, number)
    person = world.identities.invent(youth.gender, born, home)
    told = Told(world, youth, residence, person, home)
    absence = absence_in(world, stays[-1]) if Mishap.DROPPED_FOR_DAYS in youth.mishaps else None
    told.tell(stays, leavings, absence)

    diary = Diary(world)
    steps = [step for stay in stays for step in stay.steps]
    outreach = Outreach(world, diary, residence, born, number)
    support = Support(world, diary, residence, steps, number)
    chronicle = Chronicle(world, youth, outreach, support)
    for stay, leaving in zip(stays, leavings, strict=True):
        chronicle.write(stay, leaving)
    if Mishap.OPENED_BY_HAND in youth.mishaps:
        _open_by_hand(world, youth, diary, residence, stays[0], person, number)
    diary.put_in_order()
    return Life(told.feed.key, told.feed.messages, amend(world, youth, diary.lines))


def _home(youth: YouthPlan, number: int) -> int:
    """The number of the home: one of one's own or of the household; the next number is free to move to."""
    return 4 * number if youth.household < 0 else 4 * youth.household + 2


def _open_by_hand(
    world: World, youth: YouthPlan, diary: Diary, residence: Residence, stay: Stay, person: Personal, number: int
) -> None:
    """A drop-in before BER tells: the case is opened with what the youth says, and joined by the identity number."""
    day = stay.steps[0].day
    born: date = person["birth_date"]
    fields = {"on": date.fromordinal(day), "basis": "drop_in", "gender": youth.gender, "birth_year": born.year}
    unit = residence.jobbtorg(day)
    line = diary.log(
        at_minute(day, 490),
        world.coordinator(unit, number),
        "open-case-by-hand",
        **fields,
        district=residence.said(day),
    )
    line.person = person
