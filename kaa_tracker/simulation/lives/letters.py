"""Letters go out in runs, on one day of the week."""

from __future__ import annotations

from kaa_tracker.simulation.lives.stays import Stay
from kaa_tracker.simulation.lives.steps import Happening, Step, days_of
from kaa_tracker.simulation.lives.world import World

IN_A_LETTER_RUN = 0.8


def post_in_runs(world: World, stay: Stay) -> None:
    """Move letters to the day of the next run, where that comes before whatever happens next."""
    last = stay.left or world.last_day
    for place, step in enumerate(stay.steps):
        if step.what is not Happening.ATTEMPT or _channel(step) != "letter":
            continue
        run = world.next_letter_run(step.day)
        following = stay.steps[place + 1].day if place + 1 < len(stay.steps) else last
        if run < following and run <= _year_ends(step) and world.rng.random() < IN_A_LETTER_RUN:
            step.day, step.in_letter_run = run, True


def _channel(step: Step) -> str:
    return step.year.channels[step.place] if step.year else ""


def _year_ends(step: Step) -> int:
    return days_of(step.year.year)[1] if step.year else 0
