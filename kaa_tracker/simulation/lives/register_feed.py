"""What BER tells of one youth: CloudEvents 1.0 in structured JSON."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from kaa_tracker.simulation.lives.moments import at_minute
from kaa_tracker.simulation.lives.world import World

SOURCE = "/ber/kaa"
TYPE = "se.stockholm.ber.kaa.{}.v1"

Message = dict[str, Any]


class RegisterFeed:
    """Numbers the messages of a youth by ``revision``, in the order of the days they are about."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.key = f"ber-{world.rng.getrandbits(80):020x}"
        self.messages: list[tuple[datetime, Message]] = []

    def entered(self, day: int, told_after: int, data: dict[str, Any]) -> None:
        municipality = self._world.reference.municipality
        self._tell("entered", day + told_after, entered_on=_date(day), home_municipality=municipality, **data)

    def changed(self, day: int, told_after: int, data: dict[str, Any]) -> None:
        self._tell("changed", day + told_after, effective_on=_date(day), **data)

    def left(self, day: int, told_on: int, reason: str, district: str) -> None:
        self._tell("left", told_on, left_on=_date(day), reason=reason, district=district)

    def _tell(self, what: str, on: int, **data: Any) -> None:
        """BER tells in the small hours, before anybody is at work."""
        time = at_minute(on, 240 + int(self._world.rng.random() * 90))
        message = {
            "specversion": "1.0",
            "id": self._world.new_id(),
            "source": SOURCE,
            "type": TYPE.format(what),
            "subject": self.key,
            "time": time,
            "datacontenttype": "application/json",
            "data": {"revision": len(self.messages) + 1, **data},
        }
        self.messages.append((time, message))


def _date(day: int) -> date:
    return date.fromordinal(day)
