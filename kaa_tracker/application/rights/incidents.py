"""Incidents with personal data: what happened, how bad it is, and who was told, in steps that are only added to.

The authority, IMY, is told within 72 hours of the discovery unless a risk to the persons is unlikely, and whoever
tells it later says why (dataskyddsförordningen art. 33.1); everything is documented either way (art. 33.5).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple, Protocol, TypeAlias
from uuid import UUID

from kaa_tracker.application.rights.person_requests import Filed, Written

TOLD_WITHIN = timedelta(hours=72)

IncidentStepKind: TypeAlias = Literal[
    "assessed", "counted", "cases_named", "measure", "notified", "not_notified", "persons_told", "closed"
]
"""``counted``: how many persons it is about, as far as is known. ``notified``: IMY was told. ``not_notified``: the
decision that it need not be. ``persons_told``: whether those affected were (art. 34)."""


class IncidentStep(NamedTuple):
    """What was done: ``code`` is of the list that goes with ``what``; ``severity`` goes with an assessment, whose
    ``code`` is the likelihood. Of ``case_ids``, those named before are not named again."""

    what: IncidentStepKind
    by: str
    at: datetime
    code: str = ""
    severity: str = ""
    affected: int | None = None
    case_ids: tuple[UUID, ...] = ()

    def __repr__(self) -> str:
        return f"IncidentStep({self.what})"


class Incident(NamedTuple):
    """``case_ids``: those that were named. ``unnamed``: how many more were, that have been disposed of since, or are
    not the reader's to see."""

    number: int
    kind: str
    discovered_at: datetime
    by: str
    at: datetime
    steps: tuple[IncidentStep, ...]
    case_ids: tuple[UUID, ...]
    unnamed: int

    @property
    def assessment(self) -> IncidentStep | None:
        """How likely and how severe it was found to be, last."""
        return self.last("assessed")

    @property
    def notification(self) -> IncidentStep | None:
        """That IMY was told, or the decision that it need not be, whichever came last."""
        return self.last("notified", "not_notified")

    @property
    def notify_by(self) -> datetime:
        return self.discovered_at + TOLD_WITHIN

    @property
    def is_closed(self) -> bool:
        return self.last("closed") is not None

    @property
    def affected(self) -> int:
        """As many as were counted last, and never fewer than were named."""
        counted = self.last("counted")
        return max(counted.affected or 0 if counted else 0, len(self.case_ids) + self.unnamed)

    def is_late(self, now: datetime) -> bool:
        """Whether the 72 hours have passed, and nobody has told IMY nor decided not to."""
        return self.notification is None and now > self.notify_by

    def last(self, *kinds: IncidentStepKind) -> IncidentStep | None:
        return next((step for step in reversed(self.steps) if step.what in kinds), None)


class Incidents(Protocol):
    """Durable when a call returns; each call is one transaction, and nothing is ever overwritten but a case id."""

    def record(self, kind: str, discovered_at: datetime, written: Written) -> Filed:
        """Write an incident down. Raises ``RightsRefused``."""
        ...

    def add(self, number: int, step: IncidentStep, command_id: str) -> Filed:
        """Write down what was done; answers the number of the step. Raises ``RightsRefused``, and ``LookupError``
        where there is no such incident."""
        ...

    def get(self, number: int) -> Incident | None: ...

    def listed(self, *, open_only: bool = True) -> Sequence[Incident]:
        """Those about which nobody has told IMY nor decided not to, the longest waiting first; then the others,
        the latest discovered first."""
        ...

    def forget_case(self, case_id: UUID) -> int:
        """The case was disposed of: no incident names it any more. Answers how many did."""
        ...


def in_order(incidents: Sequence[Incident]) -> list[Incident]:
    """As ``listed`` promises."""
    waiting = sorted((one for one in incidents if one.notification is None), key=lambda one: one.notify_by)
    others = [one for one in incidents if one.notification is not None]
    return waiting + sorted(others, key=lambda one: one.discovered_at, reverse=True)
