"""What may be written about an incident."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from kaa_tracker.application.rights.incidents import Incident, IncidentStep, IncidentStepKind
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.domain.periods import local_day
from kaa_tracker.domain.reference import Reference

INCIDENT_KINDS = "incident_kinds"
SEVERITIES = "incident_severities"
CODES_OF: Mapping[IncidentStepKind, str] = {
    "assessed": "incident_likelihoods",
    "measure": "incident_measures",
    "not_notified": "incident_not_notified_reasons",
    "persons_told": "incident_persons_told",
}
DELAYS = "incident_delay_reasons"

LONGEST_AGO = timedelta(days=3653)
"""Ten years: whatever is said to be older is a slip of the pen."""


def unfit_incident(kind: str, discovered_at: datetime, now: datetime, reference: Reference) -> Refusal | None:
    """Why it cannot be an incident; ``None`` if it can."""
    if reference.find(INCIDENT_KINDS, kind, local_day(now)) is None:
        return Refusal("unknown_code", (INCIDENT_KINDS,))
    if discovered_at > now:
        return Refusal("incident_not_in_future")
    return Refusal("incident_too_long_ago") if now - discovered_at > LONGEST_AGO else None


def unfit_step(incident: Incident, step: IncidentStep, reference: Reference) -> Refusal | None:
    """Why it cannot be the next step of the incident; ``None`` if it can."""
    if incident.is_closed:
        return Refusal("incident_closed")
    if (unknown := _unknown_code(step, reference)) is not None:
        return Refusal("unknown_code", (unknown,))
    match step.what:
        case "notified":
            return _unfit_notification(incident, step, reference)
        case "not_notified" if incident.assessment is None:
            return Refusal("incident_not_assessed")
        case "closed":
            return _unfit_closing(incident)
        case _:
            return None


def _unknown_code(step: IncidentStep, reference: Reference) -> str | None:
    """The list that does not have the code it should have."""
    said = {CODES_OF[step.what]: step.code} if step.what in CODES_OF else {}
    if step.what == "assessed":
        said[SEVERITIES] = step.severity
    day = local_day(step.at)
    return next((name for name, code in said.items() if reference.find(name, code, day) is None), None)


def _unfit_notification(incident: Incident, step: IncidentStep, reference: Reference) -> Refusal | None:
    """Whoever tells IMY after the 72 hours says why (art. 33.1)."""
    is_known = reference.find(DELAYS, step.code, local_day(step.at)) is not None
    if step.at > incident.notify_by:
        return None if is_known else Refusal("notified_late_without_reason", (DELAYS,))
    return Refusal("unknown_code", (DELAYS,)) if step.code and not is_known else None


def _unfit_closing(incident: Incident) -> Refusal | None:
    if incident.assessment is None:
        return Refusal("incident_not_assessed")
    return Refusal("notification_undecided") if incident.notification is None else None
