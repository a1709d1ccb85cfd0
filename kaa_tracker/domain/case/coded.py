"""Which code list each coded field of an event belongs to: there is no free text anywhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from kaa_tracker.domain.case import events as e
from kaa_tracker.domain.reference import Reference

UNIT = "units"
DISTRICT = "districts"

CODED: Mapping[type[e.Event], Mapping[str, str]] = {
    e.RegisterEntered: {"district": DISTRICT, "last_school_occupation": "school_occupations"},
    e.RegisterDetailsChanged: {"district": DISTRICT, "vault_fields": "vault_fields"},
    e.RegisterLeft: {"district": DISTRICT, "reason": "leaving_reasons"},
    e.CaseOpenedByHand: {"district": DISTRICT, "basis": "opened_by_hand_basis"},
    e.ContactAttempted: {
        "channel": "channels",
        "unit": UNIT,
        "method": "method_tags",
        "early_reason": "early_reasons",
    },
    e.SelfContactMade: {"via": "own_contact_via", "referred_by": "referred_by"},
    e.ContactPlanned: {"channel": "channels"},
    e.ContactPlanDropped: {"reason": "plan_drop_reasons"},
    e.OccupationRecorded: {"code": "occupations", "detail": "occupation_details", "source": "occupation_sources"},
    e.SupportDeclined: {"offered": "offered_support"},
    e.ContactDetailRecorded: {"field": "contact_fields", "source": "contact_sources"},
    e.ContactDetailFailed: {"field": "contact_fields", "failure": "contact_failures"},
    e.Enrolled: {"unit": UNIT},
    e.ServiceStarted: {"service": "services", "unit": UNIT},
    e.PlanRecorded: {"template": "plan_templates", "goal": "plan_goals"},
    e.PlanRevised: {"template": "plan_templates", "goal": "plan_goals"},
    e.EnrolmentClosed: {"detail": "outcome_details"},
    e.CaseAssigned: {"unit": UNIT, "reason": "assignment_reasons"},
    e.CaseAccessGranted: {"reason": "access_reasons"},
    e.CasesMerged: {"reason": "merge_reasons"},
    e.DataDisclosed: {"recipient": "recipients", "fields": "disclosure_fields", "ground": "disclosure_grounds"},
    e.EntryCorrected: {"reason": "correction_reasons"},
    e.EntryVoided: {"reason": "void_reasons"},
    e.CaseDisposed: {"rule": "disposal_rules"},
}

DETAILED: Mapping[type[e.Event], tuple[str, str]] = {
    e.OccupationRecorded: ("code", "occupations"),
    e.EnrolmentClosed: ("outcome", "outcomes"),
}
"""The codes that may ask for a detail: the field and its list; the detail stands in ``detail``."""


def _values(event: e.Event, field: str) -> Iterator[str]:
    value = getattr(event, field)
    if isinstance(value, tuple):
        yield from value
    elif value is not None:
        yield value


def first_unknown_code(event: e.Event, reference: Reference, day: date) -> tuple[str, ...] | None:
    """The first field whose code is in no list, or not on that day: the field's name and the list's."""
    for field, list_name in CODED.get(type(event), {}).items():
        for value in _values(event, field):
            if not _is_known(value, list_name, reference, day):
                return (field, list_name)
    for measure in getattr(event, "measures", ()):
        for value, list_name in ((measure.measure, "plan_measures"), (measure.responsible, "plan_parties")):
            if reference.find(list_name, value, day) is None:
                return ("measures", list_name)
    return _missing_detail(event, reference, day)


def _is_known(value: str, list_name: str, reference: Reference, day: date) -> bool:
    match list_name:
        case "units":
            return reference.unit(value) is not None
        case "districts":
            return reference.is_district(value)
        case _:
            return reference.find(list_name, value, day) is not None


def _missing_detail(event: e.Event, reference: Reference, day: date) -> tuple[str, ...] | None:
    """``other`` asks for a detail code."""
    if type(event) not in DETAILED:
        return None
    field, list_name = DETAILED[type(event)]
    code = reference.find(list_name, getattr(event, field), day)
    needs = code is not None and code.needs_detail
    return ("detail", list_name) if needs and getattr(event, "detail", None) is None else None
