"""Who decides, and why: part of every request by which a person decides about what came in."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from kaa_tracker.adapters.inbound.api.intake.door import IntakeDoor
from kaa_tracker.adapters.inbound.api.problems import Problem, error
from kaa_tracker.application.intake.inbox import Ruling

REFUSED = ("bad_request", "too_large")
"""What such a request can be refused with before it is looked into."""


class Decided(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    user: Annotated[
        str,
        Field(
            pattern=r"^[A-Za-z][A-Za-z0-9._@-]{1,63}$",
            description="The name by which the user signs in; never a personal identity number.",
            examples=["berit.blom"],
        ),
    ]
    reason: Annotated[
        str, Field(max_length=64, description="A code of the list `intake_decisions`.", examples=["mended"])
    ]


def ruling(door: IntakeDoor, decided: Decided) -> Ruling:
    """The decision, now. A reason that cannot be used today is refused with those that can."""
    known = door.reasons()
    if decided.reason not in known:
        raise Problem("invalid", errors=[error(("body", "reason"), "unknown_code")], known=sorted(known))
    return Ruling(decided.user, decided.reason, door.clock.now())
