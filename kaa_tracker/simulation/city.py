"""The synthetic city: an invented Stockholm that lands on the published figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from operator import itemgetter
from pathlib import Path
from random import Random

from msgspec.json import Encoder

from kaa_tracker.domain.reference import Reference
from kaa_tracker.simulation.figures import CityFigures
from kaa_tracker.simulation.files import both_files
from kaa_tracker.simulation.lives.life import live
from kaa_tracker.simulation.lives.world import World
from kaa_tracker.simulation.plans.aim import join_aim
from kaa_tracker.simulation.plans.attempts import plan_attempts
from kaa_tracker.simulation.plans.coverage import covered_youths
from kaa_tracker.simulation.plans.findings import plan_findings
from kaa_tracker.simulation.plans.outcomes import close_enrolments
from kaa_tracker.simulation.plans.plan import Contact, YouthPlan
from kaa_tracker.simulation.plans.quotas import shuffled
from kaa_tracker.simulation.plans.support import enrol
from kaa_tracker.simulation.plans.untidiness import make_untidy
from kaa_tracker.simulation.summary import Summary

LEAVES = 0.6
LEAVES_UNTOUCHED = 0.94

Dated = list[tuple[datetime, bytes]]


def simulate_city(
    folder: Path,
    *,
    figures: CityFigures,
    reference: Reference,
    seed: int,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Summary:
    """Write both files of a city for the published year and the one before it, in the order of time.

    The same seed, figures and reference data give the same bytes. ``progress`` is told the youths done
    and their total. Raises ``OSError`` where the folder cannot be written.
    """
    world = World(seed, reference, range(figures.year - 2, figures.year + 1))
    youths = planned_city(world.rng, figures)
    summary = Summary()
    messages: Dated = []
    lines: Dated = []
    encode = Encoder().encode
    for number, youth in enumerate(youths):
        life = live(world, youth, number)
        messages += [(time, encode(message)) for time, message in life.messages]
        lines += [(time, encode(line)) for time, line in life.outreach()]
        summary.add(life, world)
        progress(number + 1, len(youths))
    with both_files(folder) as (register, outreach):
        for file, dated in ((register, messages), (outreach, lines)):
            dated.sort(key=itemgetter(0))
            file.writelines(line + b"\n" for _, line in dated)
    return summary


def planned_city(rng: Random, figures: CityFigures) -> list[YouthPlan]:
    """Every youth's plan, such that the figures add up; only then does anybody begin to live."""
    youths = covered_youths(rng, figures)
    enrol(rng, youths, figures)
    close_enrolments(rng, youths, figures)
    join_aim(rng, youths, figures)
    plan_attempts(rng, youths, figures)
    plan_findings(rng, youths, figures)
    _let_leave(rng, youths, figures.year)
    make_untidy(rng, youths)
    return shuffled(rng, youths)


def _let_leave(rng: Random, youths: list[YouthPlan], year: int) -> None:
    """Whom the register drops: everybody not covered in the last year, and a good part of the others."""
    for youth in youths:
        if youth.years[-1].year < year:
            youth.leaves = True
        elif youth.jobbtorg is None:
            is_untouched = all(planned.contact is Contact.NONE for planned in youth.years)
            youth.leaves = rng.random() < (LEAVES_UNTOUCHED if is_untouched else LEAVES)
