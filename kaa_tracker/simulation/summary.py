"""What a simulation wrote."""

from __future__ import annotations

from msgspec import Struct

from kaa_tracker.simulation.lives.life import Life
from kaa_tracker.simulation.lives.world import World

AMENDMENTS = ("correct-entry", "void-entry")


class Summary(Struct, kw_only=True):
    """Counts of youths, of lines in the two files, and of corrections and voids among the latter."""

    youths: int = 0
    with_test_number: int = 0
    register_messages: int = 0
    outreach_lines: int = 0
    amendments: int = 0

    def add(self, life: Life, world: World) -> None:
        self.youths += 1
        self.with_test_number = world.identities.with_test_number
        self.register_messages += len(life.messages)
        self.outreach_lines += len(life.lines)
        self.amendments += sum(line.command["type"] in AMENDMENTS for line in life.lines)
