"""``python -m tests.faults.whole_intake.dying MOMENT``: ``kaa work`` that kills itself when it is least ready for it.

No kill from outside is sure to come at such a moment.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import datetime
from signal import SIGKILL
from typing import Literal, TypeAlias

from kaa_tracker import bootstrap
from kaa_tracker.adapters.inbound.cli.app import run
from kaa_tracker.adapters.outbound.inbox import SqlInbox
from kaa_tracker.application.intake.inbox import Raw, Settled, Stored
from kaa_tracker.settings import Settings

Moment: TypeAlias = Literal["stored", "effect"]
"""``stored``: what came lies in the inbox, and none of it is acknowledged. ``effect``: messages have had
their effect, and what became of them is not written down."""

_MOMENT = sys.argv[-1]


class DyingInbox(SqlInbox):
    def store(self, delivery: int, messages: Sequence[Raw], at: datetime) -> list[Stored]:
        stored = super().store(delivery, messages, at)
        if _MOMENT == "stored":
            _die()
        return stored

    def settle(self, settled: Sequence[Settled], at: datetime, *, forget: bool = False) -> None:
        if _MOMENT == "effect" and any(one.state == "applied" for one in settled):
            _die()
        super().settle(settled, at, forget=forget)


def _die() -> None:
    os.kill(os.getpid(), SIGKILL)


if __name__ == "__main__":
    bootstrap.SqlInbox = DyingInbox  # type: ignore[attr-defined]  # what is opened from now on has this one
    run(bootstrap.program(Settings()), ["work"])
