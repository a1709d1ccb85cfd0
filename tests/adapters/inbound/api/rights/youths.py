"""The register tells through the inbox, as it does at work, and time goes to the third of October 2022."""

from __future__ import annotations

from datetime import UTC, datetime

from kaa_tracker.adapters.inbound.messages.register import read_envelope
from tests.adapters.inbound.api.office import Office

NOW = datetime(2022, 10, 3, 7, 0, tzinfo=UTC)


def tell(office: Office, *lines: bytes) -> None:
    raw = [read_envelope(line.rstrip(b"\n"), max_bytes=1 << 20) for line in lines]
    intake = office.system.intake
    intake.receiving.receive("https", raw)
    while intake.worker.work() or intake.extracts.work():
        pass
    office.clock.at = NOW
    office.system.runner.catch_up()
