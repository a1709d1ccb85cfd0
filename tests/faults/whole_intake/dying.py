"""``python -m tests.faults.whole_intake.dying MOMENT``: ``kaa work`` that kills itself when it is least ready for it.

No kill from outside is sure to come at such a moment.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import datetime
from importlib import import_module
from signal import SIGKILL
from typing import Literal, TypeAlias

from kaa_tracker.adapters.inbound.cli.app import run
from kaa_tracker.adapters.outbound.inbox import SqlInbox
from kaa_tracker.application.intake.inbox import Raw, Settled, Stored
from kaa_tracker.bootstrap import program
from kaa_tracker.settings import Settings

Moment: TypeAlias = Literal["stored", "effect"]
"""``stored``: what came lies in the inbox, and none of it is acknowledged. ``effect``: messages have had
their effect, and what became of them is not written down."""


def dying_when(moment: str) -> type[SqlInbox]:
    """An inbox that takes its process with it at that moment, the first time it comes."""

    class DyingInbox(SqlInbox):
        def store(self, delivery: int, messages: Sequence[Raw], at: datetime) -> list[Stored]:
            stored = super().store(delivery, messages, at)
            if moment == "stored":
                _die()
            return stored

        def settle(self, settled: Sequence[Settled], at: datetime, *, forget: bool = False) -> None:
            if moment == "effect" and any(one.state == "applied" for one in settled):
                _die()
            super().settle(settled, at, forget=forget)

    return DyingInbox


def _die() -> None:
    os.kill(os.getpid(), SIGKILL)


if __name__ == "__main__":
    opening = import_module("kaa_tracker.bootstrap.intake")
    opening.SqlInbox = dying_when(sys.argv[1])  # type: ignore[attr-defined]  # all that is opened has this one
    run(program(Settings()), ["work"])
