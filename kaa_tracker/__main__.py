"""``kaa``: the command line on the assembled program."""

from __future__ import annotations

from kaa_tracker.adapters.inbound.cli.app import run
from kaa_tracker.bootstrap import program
from kaa_tracker.settings import Settings


def main() -> None:
    run(program(Settings()))


if __name__ == "__main__":
    main()
