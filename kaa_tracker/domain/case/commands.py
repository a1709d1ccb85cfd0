"""Everything that can be asked of a case.

A command carries what the asker knows; time arrives with it (``Request.recorded_at``), never from a
clock. Each is a plain dataclass, so that an edge can validate it by its annotations. An entry made
earlier is named by its number in the stream (``entry``) or by the command that made it (``made_by``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, TypeAlias
from uuid import UUID

from kaa_tracker.domain.case.events import (
    NO_DISTRICT,
    Actor,
    Addressee,
    Correctable,
    Gender,
    Outcome,
    PlanMeasure,
    Protection,
    Purpose,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordRegisterEntry:
    """BER took the youth in; ``extract_of``, as in the two that follow: BER's extract of that day shows it."""

    entered_on: date
    revision: int
    gender: Gender
    birth_year: int
    district: str
    home_municipality: str
    last_school_occupation: str
    protection: Protection = "none"
    extract_of: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordRegisterChange:
    """BER changed a detail; ``None`` is "not changed"."""

    effective_on: date
    revision: int
    district: str | None = None
    gender: Gender | None = None
    protection: Protection | None = None
    vault_fields: tuple[str, ...] = ()
    extract_of: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordRegisterExit:
    """BER dropped the youth; ``left_on`` is the last day in the register."""

    left_on: date
    revision: int
    reason: str
    district: str
    extract_of: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RunDailyRound:
    """The clock: whatever has fallen due up to and including ``through``.

    ``born`` comes from the vault and is used for the 20th birthday only.
    """

    through: date
    born: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenCaseByHand:
    """``unit``: the one that met the youth, and works the case while no district says another."""

    on: date
    basis: str
    gender: Gender
    birth_year: int
    district: str = NO_DISTRICT
    unit: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class LogContactAttempt:
    attempt_id: UUID
    at: datetime
    channel: str
    unit: str
    addressee: Addressee = "youth"
    purpose: Purpose = "outreach"
    method: str | None = None
    batch_id: UUID | None = None
    early_reason: str | None = None
    youth_agreed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class LogAnswer:
    attempt_id: UUID
    at: datetime
    by: Addressee = "youth"


@dataclass(frozen=True, kw_only=True, slots=True)
class LogSelfContact:
    contact_id: UUID
    at: datetime
    via: str
    referred_by: str | None = None
    purpose: Purpose = "outreach"


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanContact:
    plan_id: UUID
    at: datetime
    channel: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DropPlannedContact:
    plan_id: UUID
    on: date
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordOccupation:
    """``review_after`` defaults to the code's own days until review."""

    on: date
    code: str
    source: str
    detail: str | None = None
    review_after: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordDecline:
    """``recontact_on`` defaults to the rule's days after ``on``."""

    on: date
    offered: str
    by: Addressee = "youth"
    recontact_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordContactDetail:
    """The value itself goes to the vault; the case only learns that there is one."""

    on: date
    field: str
    source: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportFailedContactDetail:
    on: date
    field: str
    failure: str
    attempt_id: UUID | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DoubtAddress:
    on: date
    address_id: UUID
    attempt_id: UUID | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportAddress:
    on: date
    address_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class CloseAddressReport:
    on: date
    address_id: UUID
    result: Literal["confirmed", "changed", "deregistered"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Enrol:
    """``contact_id`` names the own contact recorded with it, should the youth not be reached yet."""

    enrolment_id: UUID
    unit: str
    on: date
    contact_id: UUID
    support_package_offered: bool = False
    via: str = "drop_in"


@dataclass(frozen=True, kw_only=True, slots=True)
class StartService:
    service_id: UUID
    enrolment_id: UUID
    service: str
    unit: str
    on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class EndService:
    service_id: UUID
    on: date
    outcome: Outcome


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordPlan:
    plan_id: UUID
    on: date
    template: str
    goal: str
    follow_up_on: date
    measures: tuple[PlanMeasure, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class RevisePlan:
    plan_id: UUID
    on: date
    template: str
    goal: str
    follow_up_on: date
    measures: tuple[PlanMeasure, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class CloseEnrolment:
    enrolment_id: UUID
    on: date
    outcome: Outcome
    detail: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AssignCase:
    on: date
    unit: str
    reason: str
    user: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class GrantCaseAccess:
    user: str
    until: date
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MergeInto:
    """This case is the same person as ``into``, where its facts are written anew."""

    on: date
    into: UUID
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TakeOverFacts:
    """The other half of a merge: what the merged case knew is written anew here."""

    facts: tuple[Correctable, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class DiscloseData:
    on: date
    recipient: str
    fields: tuple[str, ...]
    ground: str


@dataclass(frozen=True, kw_only=True, slots=True)
class EndResponsibility:
    """On equivalent studies BER cannot see; ``on`` is the day they began."""

    on: date
    aims_at_eligibility: bool
    reason: Literal["equivalent_studies"] = "equivalent_studies"


@dataclass(frozen=True, kw_only=True, slots=True)
class CorrectEntry:
    """Replace some values of an entry; ``changes`` holds field names and new values as in JSON."""

    reason: str
    changes: Mapping[str, Any] = field(default_factory=dict)
    entry: int | None = None
    made_by: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class VoidEntry:
    """Take an entry out of every figure, ``with_dependents`` together with what rests on it."""

    reason: str
    entry: int | None = None
    made_by: str | None = None
    with_dependents: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class DisposeCase:
    on: date
    rule: str


Command: TypeAlias = (
    RecordRegisterEntry
    | RecordRegisterChange
    | RecordRegisterExit
    | RunDailyRound
    | OpenCaseByHand
    | LogContactAttempt
    | LogAnswer
    | LogSelfContact
    | PlanContact
    | DropPlannedContact
    | RecordOccupation
    | RecordDecline
    | RecordContactDetail
    | ReportFailedContactDetail
    | DoubtAddress
    | ReportAddress
    | CloseAddressReport
    | Enrol
    | StartService
    | EndService
    | RecordPlan
    | RevisePlan
    | CloseEnrolment
    | AssignCase
    | GrantCaseAccess
    | MergeInto
    | TakeOverFacts
    | DiscloseData
    | EndResponsibility
    | CorrectEntry
    | VoidEntry
    | DisposeCase
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """A command with who asks, when, and an id by which a repeat is recognised."""

    command_id: str
    actor: Actor
    recorded_at: datetime
    command: Command
