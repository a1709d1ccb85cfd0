"""A file of BER's messages, tried before it is brought in."""

from __future__ import annotations

from kaa_tracker.adapters.inbound.files.importing import Importer
from kaa_tracker.adapters.inbound.messages.register import read_register_message
from kaa_tracker.application.intake.extract import ExtractPart
from kaa_tracker.application.intake.register import RegisterMessage
from kaa_tracker.application.intake.rejected import Rejected
from kaa_tracker.system import System


def register_rehearsal(system: System) -> Importer[RegisterMessage]:
    """Tries each line and writes nothing, the inbox included."""
    today, limit = system.clock.today(), system.settings.max_line_bytes

    def parse(raw: bytes) -> RegisterMessage | Rejected:
        found = read_register_message(raw, today=today, reference=system.reference, max_bytes=limit)
        return Rejected("unknown_type", "$.type") if isinstance(found, ExtractPart) else found

    return Importer(parse, system.register_intake(check_only=True).take, limit)
