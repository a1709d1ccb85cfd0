"""Who decides about what came in, and why: whoever has signed in, for a reason that is part of the request."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from pydantic import BaseModel, ConfigDict, Field

from kaa_tracker.adapters.inbound.api.allowing import Allowed
from kaa_tracker.adapters.inbound.api.intake.door import IntakeDoor
from kaa_tracker.adapters.inbound.api.problems import Problem, error
from kaa_tracker.application.intake.inbox import Ruling
from kaa_tracker.domain.access.roles import User

REFUSED = ("not_allowed", "bad_request", "not_json", "too_large")
"""What such a request can be refused with before it is looked into."""

WorksIntake = Annotated[User, Depends(Allowed("work_intake"))]


class Decided(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    reason: Annotated[
        str, Field(max_length=64, description="A code of the list `intake_decisions`.", examples=["mended"])
    ]


def ruling(door: IntakeDoor, user: User, decided: Decided) -> Ruling:
    """The decision of whoever has signed in, now. A reason that cannot be used today is refused with those that can."""
    known = door.reasons()
    if decided.reason not in known:
        raise Problem("invalid", errors=[error(("body", "reason"), "unknown_code")], known=sorted(known))
    return Ruling(user.name, decided.reason, door.clock.now())
