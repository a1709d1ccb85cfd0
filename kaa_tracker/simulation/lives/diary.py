"""What people logged about one youth, in the order in which they did."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from kaa_tracker.simulation.lives.world import Actor, World

DAYS_LATE = 0.06
"""Logged some days after it happened."""

NEXT_MORNING = timedelta(hours=9)


@dataclass(slots=True)
class Line:
    """A command of ``actor``; ``happened`` is when its fact took place, ``recorded`` when it was logged."""

    happened: datetime
    actor: Actor
    command: dict[str, Any]
    command_id: str
    recorded: datetime
    beside: dict[str, Any] = field(default_factory=dict)
    """What the line says of the person, for the vault alone."""
    search_from: int | None = None
    """Of an outreach attempt: the day from which it needs no reason for being early."""

    def as_json(self, youth: dict[str, str]) -> dict[str, Any]:
        """The line as it stands in the file, about ``youth``."""
        return {
            "command_id": self.command_id,
            "recorded_at": self.recorded,
            "actor": {"user": self.actor.user, "role": self.actor.role},
            "youth": youth,
            "command": self.command,
            **self.beside,
        }


class Diary:
    def __init__(self, world: World) -> None:
        self._world = world
        self.lines: list[Line] = []

    def log(self, happened: datetime, actor: Actor, kind: str, **fields: Any) -> Line:
        """Log a command of the type ``kind``, soon or some days later."""
        line = Line(happened, actor, {"type": kind, **fields}, self._world.new_id(), happened)
        self.lines.append(line)
        return line

    def put_in_order(self) -> None:
        """Give every line its time: facts of a youth are logged in the order in which they happened."""
        self.lines.sort(key=lambda line: line.happened)
        earliest = None
        for line in self.lines:
            line.recorded = line.happened + self._delay(line.happened)
            if earliest is not None and line.recorded < earliest:
                line.recorded = earliest
            earliest = line.recorded + timedelta(minutes=1)

    def _delay(self, happened: datetime) -> timedelta:
        rng = self._world.rng
        delay = timedelta(minutes=1 + int(rng.random() * 90))
        if not 5 <= happened.hour < 20:
            delay += NEXT_MORNING
        if rng.random() < DAYS_LATE:
            delay += timedelta(days=1 + int(rng.random() * 3))
        return delay
