"""Brings the read model up to date at the end of a command that wrote."""

from __future__ import annotations

from kaa_tracker.adapters.inbound.cli.console import bar
from kaa_tracker.system import System


def project_changes(system: System) -> None:
    with bar("Uppdaterar listor och statistik", None) as step:
        system.runner.catch_up(progress=step)
