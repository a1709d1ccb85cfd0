"""A register file brought in as the command line does it: into the inbox, and worked on until nothing is left."""

from __future__ import annotations

from pathlib import Path

from kaa_tracker.adapters.inbound.files.delivery import FileDelivery
from kaa_tracker.adapters.inbound.files.importing import LineResult
from kaa_tracker.system import System


def bring_in(system: System, file: Path) -> list[LineResult]:
    delivery = FileDelivery(system.intake, system.settings)
    lines = delivery.store(file, lambda _: None)
    while system.intake.worker.work():
        pass
    return list(delivery.results(lines))
