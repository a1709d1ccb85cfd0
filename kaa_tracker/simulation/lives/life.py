"""One youth from plan to files: the days, what BER tells of them, and what is logged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from kaa_tracker.simulation.lives.absence import absence_in
from kaa_tracker.simulation.lives.amendments import amend
from kaa_tracker.simulation.lives.chronicle import Chronicle
from kaa_tracker.simulation.lives.diary import Diary, Line
from kaa_tracker.simulation.lives.leaving import birth_date, leaving_of
from kaa_tracker.simulation.lives.letters import post_in_runs
from kaa_tracker.simulation.lives.outreach import Outreach
from kaa_tracker.simulation.lives.register_feed import Message
from kaa_tracker.simulation.lives.residence import Residence
from kaa_tracker.simulation.lives.stays import stays_of
from kaa_tracker.simulation.lives.support import Support
from kaa_tracker.simulation.lives.told import Told
from kaa_tracker.simulation.lives.world import World
from kaa_tracker.simulation.plans.plan import Mishap, YouthPlan


class Life(NamedTuple):
    """Both sides of a youth's life, each in the order in which it was written."""

    register_key: str
    identity_number: str
    messages: list[tuple[datetime, Message]]
    lines: list[Line]

    def outreach(self) -> Iterator[tuple[datetime, dict[str, Any]]]:
        """The log lines as they stand in the file; before BER has told of the youth nobody knows its key."""
        known_from = self.messages[0][0]
        for line in self.lines:
            if line.recorded < known_from:
                youth = {"identity_number": self.identity_number}
            else:
                youth = {"register_key": self.register_key}
            yield line.recorded, line.as_json(youth)


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
    if Mishap.OPENED_BY_HAND in youth.mishaps:
        outreach.open_by_hand(steps[0].day, youth.gender, person)
    for stay, leaving in zip(stays, leavings, strict=True):
        chronicle.write(stay, leaving)
    diary.put_in_order()
    return Life(told.feed.key, person["identity_number"], told.feed.messages, amend(world, youth, diary.lines))


def _home(youth: YouthPlan, number: int) -> int:
    """The number of the home: one of one's own or of the household; the next number is free to move to."""
    return 4 * number if youth.household < 0 else 4 * youth.household + 2
