"""A file of what people logged elsewhere. Each line carries when it was recorded there."""

from __future__ import annotations

from kaa_tracker.adapters.inbound.files.importing import Importer
from kaa_tracker.adapters.inbound.messages.outreach import parse_outreach_line
from kaa_tracker.application.intake.outreach import OutreachLine
from kaa_tracker.application.intake.rejected import Rejected
from kaa_tracker.system import System


def outreach_importer(system: System, *, check_only: bool) -> Importer[OutreachLine]:
    now, limit = system.clock.now(), system.settings.max_line_bytes

    def parse(raw: bytes) -> OutreachLine | Rejected:
        return parse_outreach_line(raw, now=now, max_bytes=limit)

    return Importer(parse, system.outreach_intake(check_only=check_only).take, limit)
