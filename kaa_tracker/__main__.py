"""``kaa``: the command line on the assembled program."""

from __future__ import annotations

from functools import partial

from kaa_tracker.adapters.inbound.cli.app import run
from kaa_tracker.bootstrap import open_system
from kaa_tracker.settings import Settings


def main() -> None:
    settings = Settings()
    run(partial(open_system, settings))


if __name__ == "__main__":
    main()
