"""Every event of a case, under the name it is stored by.

A name carries its version and never changes; a changed shape is a new name, and the old one is
brought forward by ``upcasting``. Days are Swedish local days, instants are in UTC. When an event
was recorded, by whom and because of what stands in its ``Entry``.

They hold no references that could make a cycle, so the collector need not look at them (``gc=False``).
No event holds a name, a number, an address or free text (förordning 2006:39, 4–5 §§).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Generic, Literal, TypeAlias, TypeVar
from uuid import UUID

import msgspec

Gender: TypeAlias = Literal["woman", "man", "unknown"]
Protection: TypeAlias = Literal["none", "confidentiality_marked", "protected_registration"]
Addressee: TypeAlias = Literal["youth", "relative"]
Purpose: TypeAlias = Literal["outreach", "follow_up"]
SearchReason: TypeAlias = Literal["wait_over", "reopened"]
Outcome: TypeAlias = Literal["studies", "work", "no_occupation", "unknown", "other"]

NO_DISTRICT = "no_district"


class Event(msgspec.Struct, frozen=True, gc=False, tag_field="type", omit_defaults=True, forbid_unknown_fields=True):
    """Something that happened in a case."""


class RegisterEntered(Event, kw_only=True, frozen=True, tag="register-entered.v2"):
    """*Kom in i registret*: BER found no school enrolment for the youth.

    ``extract_of``, here and in the two that follow: no message told it, but BER's extract of that day showed it.
    """

    entered_on: date
    revision: int
    gender: Gender
    birth_year: int
    district: str
    home_municipality: str
    protection: Protection = "none"
    last_school_occupation: str
    extract_of: date | None = None


class RegisterDetailsChanged(Event, kw_only=True, frozen=True, tag="register-details-changed.v2"):
    """*Ändrad uppgift*: what BER changed; for vault fields only their names."""

    effective_on: date
    revision: int
    district: str | None = None
    gender: Gender | None = None
    protection: Protection | None = None
    vault_fields: tuple[str, ...] = ()
    extract_of: date | None = None


class RegisterLeft(Event, kw_only=True, frozen=True, tag="register-left.v2"):
    """*Lämnade registret*; ``left_on`` is the last day in it, ``district`` as BER leaves it.

    With ``turned_20`` the day is the birthday, and the youth was covered through the day before.
    """

    left_on: date
    revision: int
    reason: str
    district: str
    extract_of: date | None = None


class CaseOpenedByHand(Event, kw_only=True, frozen=True, tag="case-opened-by-hand.v1"):
    """*Öppnat för hand*: somebody met the youth before BER told of them."""

    on: date
    basis: str
    gender: Gender
    birth_year: int
    district: str = NO_DISTRICT


class SearchStarted(Event, kw_only=True, frozen=True, tag="search-started.v1"):
    """*Under uppsök* from ``on``, the due day, whenever the daily round ran."""

    on: date
    reason: SearchReason
    wait_days: int
    rule_version: str


class ContactAttempted(Event, kw_only=True, frozen=True, tag="contact-attempted.v1"):
    """*Kontaktförsök*: one letter, call, message or visit, made at ``at``."""

    attempt_id: UUID
    at: datetime
    channel: str
    addressee: Addressee
    unit: str
    purpose: Purpose = "outreach"
    method: str | None = None
    batch_id: UUID | None = None
    early_reason: str | None = None
    youth_agreed: bool = False


class ContactAnswered(Event, kw_only=True, frozen=True, tag="contact-answered.v1"):
    """*Besvarat*: somebody answered the attempt."""

    attempt_id: UUID
    at: datetime
    by: Addressee


class SelfContactMade(Event, kw_only=True, frozen=True, tag="self-contact-made.v1"):
    """*Egen kontakt*: the youth came by themselves."""

    contact_id: UUID
    at: datetime
    via: str
    referred_by: str | None = None
    purpose: Purpose = "outreach"


class YouthReached(Event, kw_only=True, frozen=True, tag="youth-reached.v1"):
    """*Nådd*: the milestone, once a spell; ``through`` is the attempt answered or the own contact."""

    at: datetime
    through: UUID


class ContactPlanned(Event, kw_only=True, frozen=True, tag="contact-planned.v1"):
    """*Planerad kontakt*: on the list that day, overdue after."""

    plan_id: UUID
    at: datetime
    channel: str


class ContactPlanDropped(Event, kw_only=True, frozen=True, tag="contact-plan-dropped.v1"):
    plan_id: UUID
    on: date
    reason: str


class OccupationRecorded(Event, kw_only=True, frozen=True, tag="occupation-recorded.v1"):
    """*Sysselsättning* on a day, by code; looked at again on ``review_after``."""

    on: date
    code: str
    detail: str | None = None
    source: str
    review_after: date | None = None


class SupportDeclined(Event, kw_only=True, frozen=True, tag="support-declined.v1"):
    """*Tackat nej* to what was offered; asked again on ``recontact_on``."""

    on: date
    offered: str
    by: Addressee
    recontact_on: date


class ContactDetailRecorded(Event, kw_only=True, frozen=True, tag="contact-detail-recorded.v1"):
    """*Kontaktuppgift*: which field of the vault was filled, and where it came from."""

    on: date
    field: str
    source: str


class ContactDetailFailed(Event, kw_only=True, frozen=True, tag="contact-detail-failed.v1"):
    on: date
    field: str
    failure: str
    attempt_id: UUID | None = None


class AddressDoubted(Event, kw_only=True, frozen=True, tag="address-doubted.v1"):
    """*Bosättningskontroll*: a visit gave reason to doubt that the youth lives there.

    ``address_id`` is a random id the vault gives each distinct address.
    """

    on: date
    address_id: UUID
    attempt_id: UUID | None = None


class AddressReported(Event, kw_only=True, frozen=True, tag="address-reported.v1"):
    """The address was reported to Skatteverket (folkbokföringslagen 32 c §)."""

    on: date
    address_id: UUID


class AddressReportClosed(Event, kw_only=True, frozen=True, tag="address-report-closed.v1"):
    on: date
    address_id: UUID
    result: Literal["confirmed", "changed", "deregistered"]


class Enrolled(Event, kw_only=True, frozen=True, tag="enrolled.v1"):
    """*Inskriven* at a unit from ``on``."""

    enrolment_id: UUID
    unit: str
    on: date
    support_package_offered: bool = False


class ServiceStarted(Event, kw_only=True, frozen=True, tag="service-started.v1"):
    """*Insats* inside an enrolment, given by ``unit``."""

    service_id: UUID
    enrolment_id: UUID
    service: str
    unit: str
    on: date


class ServiceEnded(Event, kw_only=True, frozen=True, tag="service-ended.v1"):
    service_id: UUID
    on: date
    outcome: Outcome


class PlanMeasure(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A measure of a plan and who answers for it, both by code."""

    measure: str
    responsible: str


class PlanRecorded(Event, kw_only=True, frozen=True, tag="plan-recorded.v1"):
    """*Individuell planering*: that it was made, not what it says."""

    plan_id: UUID
    on: date
    template: str
    goal: str
    measures: tuple[PlanMeasure, ...] = ()
    follow_up_on: date


class PlanRevised(Event, kw_only=True, frozen=True, tag="plan-revised.v1"):
    plan_id: UUID
    on: date
    template: str
    goal: str
    measures: tuple[PlanMeasure, ...] = ()
    follow_up_on: date


class EnrolmentClosed(Event, kw_only=True, frozen=True, tag="enrolment-closed.v1"):
    """*Avslutad*: ``on`` is the last enrolled day."""

    enrolment_id: UUID
    on: date
    outcome: Outcome
    detail: str | None = None


class CaseAssigned(Event, kw_only=True, frozen=True, tag="case-assigned.v1"):
    """The unit, and possibly the person, who works the case from ``on``."""

    on: date
    unit: str
    user: str | None = None
    reason: str


class CaseAccessGranted(Event, kw_only=True, frozen=True, tag="case-access-granted.v1"):
    """A handler named somebody on a protected case."""

    user: str
    until: date
    reason: str


class CasesMerged(Event, kw_only=True, frozen=True, tag="cases-merged.v1"):
    """Two cases were one person; this one lives on in ``into`` and counts nowhere."""

    on: date
    into: UUID
    reason: str


class DataDisclosed(Event, kw_only=True, frozen=True, tag="data-disclosed.v1"):
    """Data went to another authority or branch (OSL 8:1–2, 10 kap.)."""

    on: date
    recipient: str
    fields: tuple[str, ...]
    ground: str


class ResponsibilityEnded(Event, kw_only=True, frozen=True, tag="responsibility-ended.v1"):
    """*Ansvaret upphör* although BER may still list the youth.

    ``turned_20``: ``on`` is the birthday, covered through the day before.
    ``equivalent_studies``: ``on`` is the day the studies began.
    """

    on: date
    reason: Literal["equivalent_studies", "turned_20"]


class EntryVoided(Event, kw_only=True, frozen=True, tag="entry-voided.v1"):
    """*Makulerad*: entry number ``entry`` of the stream counts nowhere."""

    entry: int
    reason: str


class CaseDisposed(Event, kw_only=True, frozen=True, tag="case-disposed.v1"):
    """*Gallrad*: nothing of the person remains readable."""

    on: date
    rule: str


RegisterFact: TypeAlias = RegisterEntered | RegisterDetailsChanged | RegisterLeft

Correctable: TypeAlias = (
    RegisterEntered
    | RegisterDetailsChanged
    | RegisterLeft
    | CaseOpenedByHand
    | ContactAttempted
    | ContactAnswered
    | SelfContactMade
    | ContactPlanned
    | OccupationRecorded
    | SupportDeclined
    | ContactDetailFailed
    | AddressDoubted
    | AddressReported
    | AddressReportClosed
    | Enrolled
    | ServiceStarted
    | ServiceEnded
    | PlanRecorded
    | PlanRevised
    | EnrolmentClosed
    | ResponsibilityEnded
)
"""The events that state a fact of the world, which may have been stated wrongly."""


class EntryCorrected(Event, kw_only=True, frozen=True, tag="entry-corrected.v1"):
    """*Rättad*: entry number ``entry`` of the stream now says ``replacement``."""

    entry: int
    replacement: Correctable
    reason: str


CaseEvent: TypeAlias = (
    Correctable
    | SearchStarted
    | YouthReached
    | ContactPlanDropped
    | ContactDetailRecorded
    | CaseAssigned
    | CaseAccessGranted
    | CasesMerged
    | DataDisclosed
    | EntryCorrected
    | EntryVoided
    | CaseDisposed
)
"""Every event there is."""


class Actor(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """Who did it: a user of the directory, or a part of the system, and in which role."""

    user: str
    role: str


E_co = TypeVar("E_co", covariant=True)


class Entry(msgspec.Struct, Generic[E_co], frozen=True, gc=False, array_like=True):
    """An event in its place in the stream: number ``version``, from 1 without gaps.

    ``cause`` is the id of the command or message that led to it.
    """

    version: int
    recorded_at: datetime
    actor: Actor
    cause: str
    event: E_co


History: TypeAlias = tuple[Entry[CaseEvent], ...]
"""A case's entries in stream order."""
