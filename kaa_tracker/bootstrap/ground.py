"""What every part stands on: the city's files, the keys, the log, the vault, the directory and the access log."""

from __future__ import annotations

from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sqlalchemy import Engine

from kaa_tracker.adapters.outbound.access_log import SqlAccessLog, create_access_log
from kaa_tracker.adapters.outbound.clock import SystemClock
from kaa_tracker.adapters.outbound.database import Database, holds_events, is_new, make_private, open_engine
from kaa_tracker.adapters.outbound.directory import SqlDirectory, create_directory
from kaa_tracker.adapters.outbound.event_store.store import SealedEventStore
from kaa_tracker.adapters.outbound.exclusive_use import exclusive_use
from kaa_tracker.adapters.outbound.keys import KeyStore
from kaa_tracker.adapters.outbound.questions import SqlQuestions, create_questions
from kaa_tracker.adapters.outbound.schema_version import claim_schema
from kaa_tracker.adapters.outbound.vault.store import SqlPersonVault
from kaa_tracker.adapters.outbound.vault.tables import create_vault
from kaa_tracker.application.access.revealing import Revealing
from kaa_tracker.application.casework import Casework
from kaa_tracker.application.handling import CommandHandler
from kaa_tracker.bootstrap.files import reference_of, texts_of
from kaa_tracker.domain.reference import Reference
from kaa_tracker.projections.sentences import Sentences
from kaa_tracker.settings import Settings

EMBEDDED = "kaa.db"
"""The one file of the embedded profile, in its folder."""


@dataclass(frozen=True, kw_only=True)
class Ground:
    settings: Settings
    clock: SystemClock
    reference: Reference
    sentences: Sentences
    database: Database
    engine: Engine
    keys: KeyStore
    key_files: tuple[Path, Path]
    store: SealedEventStore

    @cached_property
    def vault(self) -> SqlPersonVault:
        create_vault(self.engine)
        return SqlPersonVault(self.engine, self.keys, self.keys.index_key)

    @cached_property
    def handler(self) -> CommandHandler:
        return CommandHandler(self.store, self.keys, self.vault, self.reference)

    def rehearse(self) -> CommandHandler:
        """A handler that decides like the other and writes nothing."""
        return CommandHandler(self.store, self.keys, self.vault, self.reference, dry=True)

    @cached_property
    def casework(self) -> Casework:
        return Casework(self.handler, self.vault)

    @cached_property
    def directory(self) -> SqlDirectory:
        create_directory(self.engine)
        return SqlDirectory(self.engine, self.reference)

    @cached_property
    def access_log(self) -> SqlAccessLog:
        create_access_log(self.engine)
        return SqlAccessLog(self.engine, self.keys.access_key)

    @cached_property
    def revealing(self) -> Revealing:
        return Revealing(self.vault, self.access_log)

    @cached_property
    def questions(self) -> SqlQuestions:
        create_questions(self.engine)
        return SqlQuestions(self.engine)


def opened_ground(settings: Settings, stack: ExitStack) -> Ground:
    """Opened, and closed with the stack. Raises ``CannotOpen`` and what the stores raise."""
    reference = reference_of(settings)
    sentences = Sentences(texts_of(settings), reference)
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
    if is_new(engine):
        keys.refuse_a_new_database()
    store = stack.enter_context(SealedEventStore(database.event_store_environment(), keys))
    store.create()
    return Ground(
        settings=settings,
        clock=SystemClock(),
        reference=reference,
        sentences=sentences,
        database=database,
        engine=engine,
        keys=keys,
        key_files=key_files,
        store=store,
    )


def _database(settings: Settings) -> Database:
    if settings.database_url is None:
        return Database.embedded(settings.folder / EMBEDDED)
    return Database.parse(settings.database_url.get_secret_value())
