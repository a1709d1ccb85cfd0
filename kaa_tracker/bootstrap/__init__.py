"""The composition root: which part works with which, said once, in plain calls."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial

from kaa_tracker.adapters.outbound.database import DatabaseFault, told_plainly
from kaa_tracker.adapters.outbound.exclusive_use import InUse as LockTaken
from kaa_tracker.adapters.outbound.master_key import KeyStoreRefused
from kaa_tracker.adapters.outbound.published_figures import load_published, published_report
from kaa_tracker.adapters.outbound.row_security import RowSecurityRefused
from kaa_tracker.adapters.outbound.stream_ids import new_case_id
from kaa_tracker.application.compliance.pages import pages
from kaa_tracker.application.daily_round import DailyRound
from kaa_tracker.application.document_orders.making import MakingDocuments
from kaa_tracker.bootstrap.compliance import compliance
from kaa_tracker.bootstrap.disposal import disposal
from kaa_tracker.bootstrap.document_orders import document_orders
from kaa_tracker.bootstrap.files import reference_of
from kaa_tracker.bootstrap.ground import EMBEDDED, Ground, opened_ground
from kaa_tracker.bootstrap.half_year import half_years
from kaa_tracker.bootstrap.intake import intake
from kaa_tracker.bootstrap.letters import letters
from kaa_tracker.bootstrap.read_side import ReadSide, read_side
from kaa_tracker.bootstrap.reports import reports
from kaa_tracker.bootstrap.rights import rights
from kaa_tracker.bootstrap.tokens import local_tokens
from kaa_tracker.bootstrap.youths import found_youths
from kaa_tracker.settings import Settings
from kaa_tracker.system import CannotOpen, InUse, Program, System

__all__ = ["EMBEDDED", "compliance", "open_system", "program"]


def program(settings: Settings) -> Program:
    return Program(
        settings=settings,
        open_system=partial(open_system, settings),
        load_reference=partial(reference_of, settings),
        load_published=load_published,
        published_report=published_report,
        compliance_pages=lambda: pages(compliance(settings)),
        local_tokens=partial(local_tokens, settings),
        in_folder=lambda folder: program(settings.model_copy(update={"folder": folder, "database_url": None})),
    )


@contextmanager
def open_system(settings: Settings) -> Iterator[System]:
    """The program on the stores the settings name, made where they are missing.

    Raises ``CannotOpen``.
    """
    try:
        with told_plainly(), ExitStack() as stack:
            ground = opened_ground(settings, stack)
            reading = read_side(ground)
            system = _system(ground, reading, stack)
            reading.runner.renew()
            yield system
    except LockTaken as taken:
        raise InUse(str(taken)) from taken
    except (KeyStoreRefused, DatabaseFault, RowSecurityRefused) as refused:
        raise CannotOpen(str(refused)) from refused


def _system(ground: Ground, side: ReadSide, stack: ExitStack) -> System:
    taken_in = intake(ground, side.reading, stack)
    asked_for, sent = rights(ground), letters(ground)
    frozen = reports(ground, side)
    ordered, make = document_orders(ground, side, frozen)
    return System(
        settings=ground.settings,
        clock=ground.clock,
        reference=ground.reference,
        sentences=ground.sentences,
        store=ground.store,
        vault=ground.vault,
        new_case_id=new_case_id,
        handler=ground.handler,
        rehearsal=ground.rehearse(),
        runner=side.runner,
        reading=side.reading,
        daily_round=DailyRound(ground.handler, ground.vault, side.reading, ground.reference),
        intake=taken_in,
        directory=ground.directory,
        local_tokens=partial(local_tokens, ground.settings),
        access_log=ground.access_log,
        revealing=ground.revealing,
        youths=found_youths(ground),
        rights=asked_for,
        letters=sent,
        document_orders=ordered,
        make_document=make,
        making_documents=MakingDocuments(ordered, make, ground.clock),
        disposal=disposal(ground, side, taken_in.inbox),
        half_year=half_years(ground, side),
        reports=frozen,
        held_cases=side.tables.held,
    )
