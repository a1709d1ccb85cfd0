"""What the routes about cases work with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from kaa_tracker.adapters.inbound.api.city.live import Live
from kaa_tracker.adapters.inbound.api.guarding import Guard
from kaa_tracker.adapters.inbound.api.problems import Problem
from kaa_tracker.adapters.inbound.observing.operations import Operations
from kaa_tracker.application.access.access_log import AccessLog
from kaa_tracker.application.access.revealing import Reader, Revealing
from kaa_tracker.application.access.seeing import Seeing
from kaa_tracker.application.access.youths import Youths
from kaa_tracker.application.casework import Casework, Order
from kaa_tracker.application.document_orders.orders import DocumentOrders
from kaa_tracker.application.half_year.half_years import HalfYears
from kaa_tracker.application.handling import Result
from kaa_tracker.application.letters.letters import Letters
from kaa_tracker.application.ports import CaseIds, Clock, PersonVault
from kaa_tracker.application.reports.reports import FrozenReports
from kaa_tracker.application.rights.rights import Rights
from kaa_tracker.application.together import Together
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.access.scope import may, scope
from kaa_tracker.domain.access.table import Action
from kaa_tracker.domain.reference import Reference
from kaa_tracker.projections.access import Reach
from kaa_tracker.projections.reading import Reading
from kaa_tracker.projections.sentences import Sentences
from kaa_tracker.projections.statistics.report.cells import Report


@dataclass(frozen=True, kw_only=True)
class CaseDoor:
    """What blocks is called in a thread; everything may be called by several at once."""

    sign_in: Guard
    """Lets in whoever is in the directory."""
    clock: Clock
    reference: Reference
    sentences: Sentences
    seeing: Seeing
    revealing: Revealing
    access_log: AccessLog
    """For who was shown what; what is shown is written by ``revealing``."""
    casework: Casework
    reading: Reading
    letters: Letters
    youths: Youths
    """By which youths are found, opened, moved and merged."""
    rights: Rights
    reports: FrozenReports[Report]
    half_year: HalfYears
    vault: PersonVault
    """For finding whose case it is; what it holds of a person is shown by ``revealing`` only."""
    new_case_id: CaseIds
    live: Live
    """Where streams of changes come from."""
    last_position: Callable[[], int]
    """Of the log."""
    wake: Callable[[], None]
    """Tells the read model that there is something new; returns at once."""
    has_reached: Callable[[int], bool]
    """Waits, not long, for the read model to have come to a position of the log; whether it has."""
    documents: DocumentOrders
    wake_documents: Callable[[], None]
    """Tells whoever makes documents that one has been ordered; returns at once."""
    operations: Callable[[], Operations]
    """How the program stands; blocks."""

    @cached_property
    def orders(self) -> Together[Order, Result]:
        """Carries out together what several order at the same time."""
        return Together(self.casework.take, apart=True)

    def reach(self, user: User, action: Action = "see") -> Reach:
        """The cases a list may hold for the user."""
        return Reach(scope(user, action), self.seeing.opened_to(user, self.clock.now()))

    def reader(self, user: User, action: Action = "see") -> Reader:
        """As whom the user reads a list. Raises ``Problem`` for whoever may not at all."""
        posting = may(user, action)
        if posting is None:
            raise Problem("not_allowed")
        return Reader(user.name, *posting)

    def unit_of(self, reader: Reader) -> str:
        """Where somebody works who has no unit of their own: with the handlers, or with the central coordinators."""
        handles = reader.role == "protected_case_handler"
        return reader.unit or (self.reference.handler_unit if handles else self.reference.pool_unit)
