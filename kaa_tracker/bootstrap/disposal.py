"""How a case is disposed of: everything that has a trace of it is named here."""

from __future__ import annotations

from functools import partial

from kaa_tracker.adapters.outbound.disposal import (
    ScratchContributions,
    SqlDisposals,
    create_disposal,
    in_inbox,
    one_by_one,
    scrub,
)
from kaa_tracker.adapters.outbound.half_year import SqlHalfYearFiles
from kaa_tracker.adapters.outbound.letters import SqlLetterRuns
from kaa_tracker.adapters.outbound.reconciliations import SqlReconciliations
from kaa_tracker.adapters.outbound.rights import SqlIncidents, SqlPersonRequests
from kaa_tracker.application.disposal import Disposal
from kaa_tracker.application.intake.inbox import Inbox
from kaa_tracker.bootstrap.ground import Ground
from kaa_tracker.bootstrap.read_side import ReadSide
from kaa_tracker.projections.disposal_due import DueForDisposal


def disposal(ground: Ground, side: ReadSide, inbox: Inbox) -> Disposal:
    engine, reference, vault = ground.engine, ground.reference, ground.vault
    create_disposal(engine)
    where_a_case_is_named = (
        vault.forget,
        ground.access_log.forget_case,
        ground.directory.forget_case,
        ground.questions.forget_case,
        SqlLetterRuns(engine).forget_case,
        SqlHalfYearFiles(engine, ground.keys).forget_case,
        SqlPersonRequests(engine, reference).forget_case,
        SqlIncidents(engine, reference).forget_case,
    )
    return Disposal(
        ground.store,
        ground.keys,
        SqlDisposals(engine),
        DueForDisposal(engine),
        ScratchContributions(engine, reference),
        reference,
        follow=side.runner.catch_up,
        traces=(
            in_inbox(inbox, vault, ground.clock),
            *map(one_by_one, where_a_case_is_named),
            SqlReconciliations(engine).forget_cases,
        ),
        scrub=partial(scrub, engine),
    )
