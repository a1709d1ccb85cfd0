"""The assembled program, as the doors to it see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kaa_tracker.application.access.access_log import AccessLog
from kaa_tracker.application.access.directory import Directory
from kaa_tracker.application.access.revealing import Revealing
from kaa_tracker.application.access.tokens import LocalTokens
from kaa_tracker.application.access.youths import Youths
from kaa_tracker.application.daily_round import DailyRound
from kaa_tracker.application.disposal import Disposal
from kaa_tracker.application.document_orders.making import Make
from kaa_tracker.application.document_orders.orders import DocumentOrders
from kaa_tracker.application.half_year.half_years import HalfYears
from kaa_tracker.application.handling import CommandHandler
from kaa_tracker.application.intake.extract_worker import ExtractWorker
from kaa_tracker.application.intake.inbox import Inbox
from kaa_tracker.application.intake.outreach import OutreachIntake
from kaa_tracker.application.intake.receiving import Receiving
from kaa_tracker.application.intake.reconciling import Reconciliations, Reconciling
from kaa_tracker.application.intake.register import RegisterIntake
from kaa_tracker.application.intake.worker import IntakeWorker
from kaa_tracker.application.letters.letters import Letters
from kaa_tracker.application.ports import CaseIds, Clock, EventStore, PersonVault
from kaa_tracker.application.reports.reports import FrozenReports
from kaa_tracker.application.rights.rights import Rights
from kaa_tracker.domain.reference import Reference
from kaa_tracker.projections.deriving import Held
from kaa_tracker.projections.reading import Reading
from kaa_tracker.projections.runner import Runner
from kaa_tracker.projections.sentences import Sentences
from kaa_tracker.projections.statistics.published import PublishedFigures
from kaa_tracker.projections.statistics.report.cells import Report
from kaa_tracker.settings import Settings


class CannotOpen(Exception):
    """The program cannot work on its stores as they are; the message says what to do."""


class InUse(CannotOpen):
    """Another process has the stores open, and no two may."""


@dataclass(frozen=True, kw_only=True)
class Intake:
    """What comes in from the register, on its way from the doors to the cases."""

    inbox: Inbox
    receiving: Receiving
    worker: IntakeWorker
    extracts: ExtractWorker
    reconciling: Reconciling
    reconciliations: Reconciliations
    leads: Callable[[], bool]
    """Whether this process is the one that takes from the inbox and keeps the read model."""
    outages: tuple[type[Exception], ...]
    """What is raised when the stores cannot be reached."""


@dataclass(frozen=True, kw_only=True)
class System:
    """Everything a command, a page or a message consumer works with."""

    settings: Settings
    clock: Clock
    reference: Reference
    sentences: Sentences
    store: EventStore
    vault: PersonVault
    new_case_id: CaseIds
    handler: CommandHandler
    rehearsal: CommandHandler
    """Decides like ``handler`` and writes nothing."""
    runner: Runner[Any]
    reading: Reading
    daily_round: DailyRound
    intake: Intake
    directory: Directory
    local_tokens: Callable[[], LocalTokens | None]
    """``None`` beyond the embedded profile, and where a provider of identities is named. Raises ``CannotOpen``."""
    access_log: AccessLog
    revealing: Revealing
    youths: Youths
    rights: Rights
    letters: Letters
    document_orders: DocumentOrders
    make_document: Make
    making_documents: Callable[[], bool]
    """Makes one document that was ordered; whether there may be more."""
    disposal: Disposal
    half_year: HalfYears
    reports: FrozenReports[Report]
    held_cases: Callable[[], list[Held]]

    def register_intake(self, *, check_only: bool = False) -> RegisterIntake:
        return RegisterIntake(self.rehearsal if check_only else self.handler, self.vault, self.new_case_id)

    def outreach_intake(self, *, check_only: bool = False) -> OutreachIntake:
        return OutreachIntake(self.rehearsal if check_only else self.handler, self.vault, self.new_case_id)


@dataclass(frozen=True, kw_only=True)
class Program:
    """The program before its stores are opened."""

    settings: Settings
    open_system: Callable[[], AbstractContextManager[System]]
    """Opens the stores, and closes them again. Raises ``CannotOpen``."""
    load_reference: Callable[[], Reference]
    """Raises ``CannotOpen``."""
    load_published: Callable[[int], PublishedFigures]
    """What the city published about an operating year. Raises ``LookupError``."""
    published_report: Callable[[int], bytes]
    """The published report itself, as a file for the report checker. Raises ``LookupError``."""
    local_tokens: Callable[[], LocalTokens | None]
    """As ``System`` has them, without opening the stores. Raises ``CannotOpen``."""
    compliance_pages: Callable[[], Mapping[str, str]]
    """The compliance pages as Markdown, by the names of their files. Raises ``CannotOpen``."""
    in_folder: Callable[[Path], Program]
    """The same program on an embedded database in another folder."""
