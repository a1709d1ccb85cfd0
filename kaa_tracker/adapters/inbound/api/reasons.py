"""In what way a part of a request can be wrong: a small closed set, whatever the framework calls it."""

from __future__ import annotations

from typing import Literal, TypeAlias

from kaa_tracker.application.intake.rejected import Reason

OnlyAsked: TypeAlias = Literal[
    "unknown_parameter", "repeated", "other_unit", "unknown_user", "works_elsewhere", "period_or_days", "no_such_period"
]
"""What a request can have wrong, and no message of the register."""

WrongReason: TypeAlias = Reason | OnlyAsked
