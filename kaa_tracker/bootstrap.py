"""The composition root: which part works with which, said once, in plain calls."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import timedelta
from functools import partial

import msgspec

from kaa_tracker.adapters.inbound.messages.register import read_register_message
from kaa_tracker.adapters.outbound.access_log import SqlAccessLog, create_access_log
from kaa_tracker.adapters.outbound.clock import SystemClock
from kaa_tracker.adapters.outbound.compliance_file import load_statements
from kaa_tracker.adapters.outbound.database import (
    OUTAGES,
    Database,
    DatabaseFault,
    holds_events,
    make_private,
    open_engine,
    told_plainly,
)
from kaa_tracker.adapters.outbound.dictionary_files import load_column_grounds, load_field_grounds
from kaa_tracker.adapters.outbound.directory import SqlDirectory, create_directory
from kaa_tracker.adapters.outbound.disposal import (
    ScratchContributions,
    SqlDisposals,
    create_disposal,
    in_inbox,
    one_by_one,
    scrub,
)
from kaa_tracker.adapters.outbound.event_store.store import SealedEventStore
from kaa_tracker.adapters.outbound.exclusive_use import InUse, exclusive_use
from kaa_tracker.adapters.outbound.inbox import SqlInbox, create_inbox
from kaa_tracker.adapters.outbound.keys import KeyStore
from kaa_tracker.adapters.outbound.leadership import Leadership
from kaa_tracker.adapters.outbound.letters import SqlLetterRuns, create_letter_runs
from kaa_tracker.adapters.outbound.master_key import KeyStoreRefused
from kaa_tracker.adapters.outbound.published_figures import load_published
from kaa_tracker.adapters.outbound.questions import create_questions
from kaa_tracker.adapters.outbound.read_model import ReadModelTables
from kaa_tracker.adapters.outbound.reconciliations import SqlReconciliations, create_reconciliations
from kaa_tracker.adapters.outbound.reference_files import ReferenceFileError, Texts, load_reference, load_texts
from kaa_tracker.adapters.outbound.rights import (
    SqlCaseRows,
    SqlInboxTraces,
    SqlIncidents,
    SqlPersonRequests,
    SqlSourceMessages,
    create_rights,
)
from kaa_tracker.adapters.outbound.row_security import RowSecurityRefused, row_security
from kaa_tracker.adapters.outbound.schema_version import claim_schema
from kaa_tracker.adapters.outbound.stream_ids import new_case_id
from kaa_tracker.adapters.outbound.sweeping import Sweeping
from kaa_tracker.adapters.outbound.sweeping_process import LogToSweep
from kaa_tracker.adapters.outbound.vault.store import SqlPersonVault
from kaa_tracker.adapters.outbound.vault.tables import create_vault
from kaa_tracker.application.access.revealing import Revealing
from kaa_tracker.application.access.tokens import LocalTokens
from kaa_tracker.application.casework import Casework
from kaa_tracker.application.compliance.pages import Configuration, pages
from kaa_tracker.application.daily_round import DailyRound
from kaa_tracker.application.disposal import Disposal
from kaa_tracker.application.handling import CommandHandler
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
from kaa_tracker.application.letters.addressing import Addressing
from kaa_tracker.application.letters.judging import Handlers, Judging
from kaa_tracker.application.letters.letters import Letters
from kaa_tracker.application.letters.posting import PostingLetters
from kaa_tracker.application.letters.preparing import Preparing
from kaa_tracker.application.letters.undoing import UndoingLetters
from kaa_tracker.application.ports import EventStore
from kaa_tracker.application.rights.answering import Answering
from kaa_tracker.application.rights.extracting import Extracting, Stores
from kaa_tracker.application.rights.recording import Recording
from kaa_tracker.application.rights.rectifying import Rectifying
from kaa_tracker.application.rights.rights import Rights
from kaa_tracker.domain.reference import Reference
from kaa_tracker.projections.catalogue import PROJECTIONS, version_of
from kaa_tracker.projections.deriving import Deriving
from kaa_tracker.projections.disposal_due import DueForDisposal
from kaa_tracker.projections.reading import Reading
from kaa_tracker.projections.runner import Runner
from kaa_tracker.projections.sentences import Sentences
from kaa_tracker.settings import Settings
from kaa_tracker.system import CannotOpen, Intake, Program, System

EMBEDDED = "kaa.db"
"""The one file of the embedded profile, in its folder."""


def program(settings: Settings) -> Program:
    return Program(
        settings=settings,
        open_system=partial(open_system, settings),
        load_reference=partial(_reference, settings),
        load_published=load_published,
        compliance_pages=lambda: pages(compliance(settings)),
        local_tokens=partial(_local_tokens, settings),
        in_folder=lambda folder: program(settings.model_copy(update={"folder": folder, "database_url": None})),
    )


@contextmanager
def open_system(settings: Settings) -> Iterator[System]:
    """The program on the stores the settings name, made where they are missing.

    Raises ``CannotOpen``.
    """
    try:
        with told_plainly(), ExitStack() as stack:
            yield _assemble(settings, stack)
    except (InUse, KeyStoreRefused, DatabaseFault, RowSecurityRefused) as refused:
        raise CannotOpen(str(refused)) from refused


def compliance(settings: Settings) -> Configuration:
    """What the compliance pages are written from. Raises ``CannotOpen``."""
    reference = _reference(settings)
    figures = {name: value for name, value in settings if isinstance(value, int)}
    return Configuration(
        statements=load_statements(),
        figures={**figures, **msgspec.structs.asdict(reference.rules)},
        fields=load_field_grounds(),
        columns=load_column_grounds(),
        lists={code_list.name: code_list.ground for code_list in reference.code_lists},
    )


def _assemble(settings: Settings, stack: ExitStack) -> System:
    reference = _reference(settings)
    sentences = Sentences(_texts(settings), reference)
    settings.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if settings.is_embedded:
        stack.enter_context(exclusive_use(settings.folder))
        make_private(settings.folder / EMBEDDED)
    database = _database(settings)
    engine = open_engine(database)
    stack.callback(engine.dispose)
    claim_schema(engine)
    key_files = settings.folder / "keys.db", settings.folder / "master.key"
    keys = stack.enter_context(closing(KeyStore(*key_files, may_make=not holds_events(engine))))
    store = stack.enter_context(SealedEventStore(database.event_store_environment(), keys))
    store.create()
    create_vault(engine)
    vault = SqlPersonVault(engine, keys, keys.index_key)
    security = row_security(engine, without=bool(settings.without_row_security))
    tables = ReadModelTables(engine, PROJECTIONS, security)
    tables.create()
    deriving = Deriving(PROJECTIONS, reference.rules)
    log = LogToSweep(database.event_store_environment(read_only=True), key_files, reference.rules)
    sweeping = Sweeping(store, deriving, log, settings.processes)
    reading = Reading(engine, reference, security.restrict)
    handler = CommandHandler(store, keys, vault, reference)
    rehearse = partial(CommandHandler, store, keys, vault, reference, dry=True)
    create_directory(engine)
    directory = SqlDirectory(engine, reference)
    create_access_log(engine)
    access_log = SqlAccessLog(engine, keys.access_key)
    revealing = Revealing(vault, access_log)
    create_letter_runs(engine)
    create_disposal(engine)
    create_questions(engine)
    create_rights(engine)
    person_requests, incidents = SqlPersonRequests(engine, reference), SqlIncidents(engine, reference)
    stores = Stores(
        store,
        access_log,
        SqlInboxTraces(engine, keys.inbox_key, keys.index_key),
        SqlCaseRows(engine),
        person_requests,
        SqlSourceMessages(engine, reference),
        incidents,
    )
    extracting = Extracting(
        revealing, stores, reference, sentences.event, names_employees=settings.name_employees_in_extracts
    )
    rights = _rights(stores, extracting, store, reference, Casework(handler, vault))
    create_inbox(engine)
    create_reconciliations(engine)
    intake = _intake(
        settings,
        reference,
        SqlInbox(engine, keys.inbox_key, keys.index_key),
        SqlReconciliations(engine),
        RegisterIntake(handler, vault, new_case_id),
        Comparing(store, vault, reading, reference.rules),
        reading,
        stack.enter_context(closing(Leadership(engine))),
    )
    runner = Runner(store, tables, deriving, sweeping, version_of(reference.rules))
    runner.renew()
    return System(
        settings=settings,
        clock=SystemClock(),
        reference=reference,
        sentences=sentences,
        store=store,
        vault=vault,
        new_case_id=new_case_id,
        handler=handler,
        rehearsal=rehearse(),
        runner=runner,
        reading=reading,
        daily_round=DailyRound(handler, vault, reading, reference),
        intake=intake,
        directory=directory,
        local_tokens=partial(_local_tokens, settings),
        access_log=access_log,
        revealing=revealing,
        rights=rights,
        letters=_letters(
            settings, SqlLetterRuns(engine), Judging(store, vault, reference), handler, rehearse, revealing
        ),
        disposal=Disposal(
            store,
            keys,
            SqlDisposals(engine),
            DueForDisposal(engine),
            ScratchContributions(engine, reference),
            reference,
            follow=runner.catch_up,
            traces=(
                in_inbox(intake.inbox, vault, SystemClock()),
                one_by_one(vault.forget),
                SqlReconciliations(engine).forget_cases,
                *map(one_by_one, (access_log.forget_case, directory.forget_case, SqlLetterRuns(engine).forget_case)),
                *map(one_by_one, (person_requests.forget_case, incidents.forget_case)),
            ),
            scrub=partial(scrub, engine),
        ),
        held_cases=tables.held,
    )


def _rights(
    stores: Stores, extracting: Extracting, store: EventStore, reference: Reference, casework: Casework
) -> Rights:
    answering = Answering(store, stores.requests, stores.messages, reference.rules)
    return Rights(
        answering=answering,
        rectifying=Rectifying(answering, casework),
        extracting=extracting,
        incidents=stores.incidents,
        recording=Recording(stores.incidents, answering),
    )


def _intake(
    settings: Settings,
    reference: Reference,
    inbox: SqlInbox,
    reconciliations: SqlReconciliations,
    intake: RegisterIntake,
    comparing: Comparing,
    reading: Reading,
    leadership: Leadership,
) -> Intake:
    clock = SystemClock()
    reconciling = Reconciling(comparing, intake, reconciliations)
    brake = VolumeBrake(reference.brake, reading, Lately(inbox, reconciliations, clock))
    waits = timedelta(days=settings.wait_for_entry_days)

    def read(raw: bytes) -> RegisterMessage | ExtractPart | Rejected:
        return read_register_message(raw, today=clock.today(), reference=reference, max_bytes=settings.max_line_bytes)

    worker = IntakeWorker(inbox, read, intake, brake, clock, wait_for_entry=waits, outages=OUTAGES)
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
        leads=leadership.is_ours,
        outages=OUTAGES,
    )


def _letters(
    settings: Settings,
    runs: SqlLetterRuns,
    judging: Judging,
    handler: CommandHandler,
    rehearse: Handlers,
    revealing: Revealing,
) -> Letters:
    return Letters(
        kept=runs,
        judging=judging,
        preparing=Preparing(runs, judging, rehearse),
        addressing=Addressing(runs, judging, rehearse, revealing, timedelta(days=settings.letter_file_days)),
        posting=PostingLetters(runs, judging, handler),
        undoing=UndoingLetters(runs, handler),
    )


def _local_tokens(settings: Settings) -> LocalTokens | None:
    """Imported only where somebody signs in: the library takes a tenth of a second."""
    from kaa_tracker.adapters.outbound.local_tokens import LocalKey

    if not settings.is_embedded or settings.oidc_issuer is not None:
        return None
    try:
        return LocalKey(settings.folder / "token.key")
    except KeyStoreRefused as refused:
        raise CannotOpen(str(refused)) from refused


def _reference(settings: Settings) -> Reference:
    try:
        return load_reference(settings.reference_folder)
    except ReferenceFileError as refused:
        raise CannotOpen(str(refused)) from refused


def _texts(settings: Settings) -> Texts:
    try:
        return load_texts(settings.reference_folder)
    except ReferenceFileError as refused:
        raise CannotOpen(str(refused)) from refused


def _database(settings: Settings) -> Database:
    if settings.database_url is None:
        return Database.embedded(settings.folder / EMBEDDED)
    return Database.parse(settings.database_url.get_secret_value())
