"""What comes in from the register."""

from __future__ import annotations

from contextlib import ExitStack, closing
from datetime import timedelta

from kaa_tracker.adapters.inbound.messages.register import read_register_message
from kaa_tracker.adapters.outbound.database import OUTAGES
from kaa_tracker.adapters.outbound.inbox import SqlInbox, create_inbox
from kaa_tracker.adapters.outbound.leadership import Leadership
from kaa_tracker.adapters.outbound.reconciliations import SqlReconciliations, create_reconciliations
from kaa_tracker.adapters.outbound.stream_ids import new_case_id
from kaa_tracker.application.intake.brake import VolumeBrake
from kaa_tracker.application.intake.comparing import Comparing
from kaa_tracker.application.intake.extract import ExtractPart
from kaa_tracker.application.intake.extract_worker import ExtractWorker
from kaa_tracker.application.intake.lately import Lately
from kaa_tracker.application.intake.receiving import Receiving
from kaa_tracker.application.intake.reconciling import Reconciling
from kaa_tracker.application.intake.register import RegisterIntake, RegisterMessage
from kaa_tracker.application.intake.rejected import Rejected
from kaa_tracker.application.intake.worker import IntakeWorker
from kaa_tracker.bootstrap.ground import Ground
from kaa_tracker.projections.reading import Reading
from kaa_tracker.system import Intake


def intake(ground: Ground, reading: Reading, stack: ExitStack) -> Intake:
    settings, reference, clock = ground.settings, ground.reference, ground.clock
    create_inbox(ground.engine)
    create_reconciliations(ground.engine)
    inbox = SqlInbox(ground.engine, ground.keys.inbox_key, ground.keys.index_key)
    reconciliations = SqlReconciliations(ground.engine)
    taking = RegisterIntake(ground.handler, ground.vault, new_case_id)
    comparing = Comparing(ground.store, ground.vault, reading, reference.rules)
    reconciling = Reconciling(comparing, taking, reconciliations)
    brake = VolumeBrake(reference.brake, reading, Lately(inbox, reconciliations, clock))
    waits = timedelta(days=settings.wait_for_entry_days)

    def read(raw: bytes) -> RegisterMessage | ExtractPart | Rejected:
        return read_register_message(raw, today=clock.today(), reference=reference, max_bytes=settings.max_line_bytes)

    worker = IntakeWorker(inbox, read, taking, brake, clock, wait_for_entry=waits, outages=OUTAGES)
    return Intake(
        inbox=inbox,
        receiving=Receiving(inbox, clock, reading.in_register_count),
        worker=worker,
        extracts=ExtractWorker(
            inbox,
            read,
            reconciling,
            brake,
            clock,
            worker.take_up_waiting,
            wait_for_parts=waits,
            outages=OUTAGES,
        ),
        reconciling=reconciling,
        reconciliations=reconciliations,
        leads=stack.enter_context(closing(Leadership(ground.engine))).is_ours,
        outages=OUTAGES,
    )
