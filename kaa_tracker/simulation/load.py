"""Youths in any number, for load: the same kind of life without figures to land on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec.json import Encoder

from kaa_tracker.domain.reference import Reference
from kaa_tracker.simulation.files import both_files
from kaa_tracker.simulation.lives.life import live
from kaa_tracker.simulation.lives.world import World
from kaa_tracker.simulation.plans.chance import youths_by_chance
from kaa_tracker.simulation.summary import Summary

LAST_YEAR = 2022


def simulate_load(
    folder: Path,
    *,
    youths: int,
    years: int,
    reference: Reference,
    seed: int,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Summary:
    """Write both files for ``youths`` youths in the ``years`` operating years through 2022, one youth after another.

    About twenty lines a youth, in constant memory; each youth's lines are in the order of time. The same
    arguments give the same bytes. Raises ``OSError`` where the folder cannot be written.
    """
    span = range(LAST_YEAR - years + 1, LAST_YEAR + 1)
    world = World(seed, reference, span)
    summary = Summary()
    encode = Encoder().encode
    with both_files(folder) as (register, outreach):
        for number, youth in enumerate(youths_by_chance(world.rng, youths, span)):
            life = live(world, youth, number)
            for _, message in sorted(life.messages, key=lambda told: told[0]):
                register.write(encode(message) + b"\n")
            for _, line in life.outreach():
                outreach.write(encode(line) + b"\n")
            summary.add(life, world)
            progress(number + 1, youths)
    return summary
