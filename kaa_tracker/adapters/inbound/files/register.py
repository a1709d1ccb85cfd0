"""A file of BER's messages. A file carries its own record times: ``time`` is when BER told."""

from __future__ import annotations

from kaa_tracker.adapters.inbound.files.importing import Importer
from kaa_tracker.adapters.inbound.messages.register import parse_register_message
from kaa_tracker.application.intake.register import RegisterMessage
from kaa_tracker.application.intake.rejected import Rejected
from kaa_tracker.system import System


def register_importer(system: System, *, check_only: bool) -> Importer[RegisterMessage]:
    today, limit = system.clock.today(), system.settings.max_line_bytes

    def parse(raw: bytes) -> RegisterMessage | Rejected:
        found = parse_register_message(raw, today=today, reference=system.reference, max_bytes=limit)
        if isinstance(found, Rejected):
            return found
        return RegisterMessage(found.message_id, found.register_key, found.sent_at, found.command, found.told)

    return Importer(parse, system.register_intake(check_only=check_only).take, limit)
