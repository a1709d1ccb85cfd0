"""A read that waits for what was written: people see their own work at once."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from kaa_tracker.adapters.inbound.api.cases.door import CaseDoor
from kaa_tracker.adapters.inbound.api.problems import Problem

AfterPosition = Annotated[
    int,
    Query(
        alias="after-position",
        ge=0,
        le=2**63 - 1,
        description="The `position` of an order whose effect has to be in the answer.",
        examples=[90210],
    ),
]


def wait_for(door: CaseDoor, position: int) -> None:
    """Not long. Raises ``Problem``."""
    if position and not door.has_reached(position):
        raise Problem("not_yet")
