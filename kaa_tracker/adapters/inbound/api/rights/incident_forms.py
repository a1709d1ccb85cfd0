"""Incidents, as programs read and write them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from kaa_tracker.adapters.inbound.api.fields import Count, Number
from kaa_tracker.adapters.inbound.api.rights.request_forms import Code
from kaa_tracker.adapters.inbound.messages.fields import Id, PastInstant
from kaa_tracker.application.rights.incident_rules import INCIDENT_KINDS
from kaa_tracker.application.rights.incidents import Incident, IncidentStepKind
from kaa_tracker.domain.reference import Reference


class NewIncident(BaseModel):
    """One of `incident_kinds`; `discovered_at`, from which the 72 hours run: now, if left out."""

    kind: Code
    discovered_at: PastInstant | None = None


class NewIncidentStep(BaseModel):
    """What was done. `assessed` has a code of `incident_likelihoods` and a severity of `incident_severities`,
    `counted` says how many are affected, `cases_named` which cases; `measure`, `not_notified` and `persons_told` have
    a code of the list of that name, `notified` one of `incident_delay_reasons` after the 72 hours."""

    what: IncidentStepKind
    code: Code | Literal[""] = ""
    severity: Code | Literal[""] = ""
    affected: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    case_ids: Annotated[list[Id], Field(max_length=1000)] = []


class IncidentStepShown(BaseModel):
    what: IncidentStepKind
    code: Annotated[str, Field(examples=["possible"])]
    severity: str
    affected: int | None
    by: str
    at: datetime


class IncidentShown(BaseModel):
    """`late`: the 72 hours have passed, and nobody has told IMY nor decided not to. `case_ids`: those affected that
    are yours to see; all of them are counted in `affected`."""

    number: Number
    href: Annotated[str, Field(examples=["/v1/incidents/3"])]
    kind: Annotated[str, Field(examples=["wrong_recipient"])]
    label: str
    discovered_at: datetime
    notify_by: datetime
    late: bool
    notification: Annotated[str | None, Field(description="`notified` or `not_notified`; empty: undecided.")]
    closed: bool
    affected: Count
    case_ids: list[UUID]
    steps: list[IncidentStepShown]


class Incidents(BaseModel):
    """Those first about which nobody has told IMY nor decided not to, the longest waiting before the others."""

    total: Count
    undecided: Annotated[int, Field(ge=0, description="Of all pages.")]
    late: Annotated[int, Field(ge=0, description="Of all pages.")]
    page: int
    limit: int
    rows: list[IncidentShown]


def incident_shown(incident: Incident, now: datetime, reference: Reference) -> IncidentShown:
    return IncidentShown(
        number=incident.number,
        href=f"/v1/incidents/{incident.number}",
        kind=incident.kind,
        label=reference.codes(INCIDENT_KINDS).label_of(incident.kind),
        discovered_at=incident.discovered_at,
        notify_by=incident.notify_by,
        late=incident.is_late(now),
        notification=incident.notification.what if incident.notification else None,
        closed=incident.is_closed,
        affected=incident.affected,
        case_ids=list(incident.case_ids),
        steps=[IncidentStepShown(**_plain(step._asdict())) for step in incident.steps],
    )


def _plain(step: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in step.items() if name != "case_ids"}
