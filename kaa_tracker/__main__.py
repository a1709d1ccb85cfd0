"""``kaa``: the command line on the assembled program."""

from __future__ import annotations

import gc

from kaa_tracker.adapters.inbound.cli.app import run
from kaa_tracker.bootstrap import program
from kaa_tracker.settings import Settings

COLLECT_EVERY = 100_000
"""Objects between two looks of the garbage collector; the default of 700 costs an import a quarter of its time."""


def main() -> None:
    gc.freeze()
    gc.set_threshold(COLLECT_EVERY)
    run(program(Settings()))


if __name__ == "__main__":
    main()
