"""The fact a command states: the event of that name, filled from the command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from kaa_tracker.domain.case import commands as c
from kaa_tracker.domain.case import events as e
from kaa_tracker.domain.periods import days_after
from kaa_tracker.domain.reference import Reference

FACT_OF: Mapping[type[c.Command], type[e.Event]] = {
    c.RecordRegisterEntry: e.RegisterEntered,
    c.RecordRegisterChange: e.RegisterDetailsChanged,
    c.RecordRegisterExit: e.RegisterLeft,
    c.OpenCaseByHand: e.CaseOpenedByHand,
    c.LogContactAttempt: e.ContactAttempted,
    c.LogAnswer: e.ContactAnswered,
    c.LogSelfContact: e.SelfContactMade,
    c.PlanContact: e.ContactPlanned,
    c.DropPlannedContact: e.ContactPlanDropped,
    c.RecordOccupation: e.OccupationRecorded,
    c.RecordDecline: e.SupportDeclined,
    c.RecordContactDetail: e.ContactDetailRecorded,
    c.ReportFailedContactDetail: e.ContactDetailFailed,
    c.DoubtAddress: e.AddressDoubted,
    c.ReportAddress: e.AddressReported,
    c.CloseAddressReport: e.AddressReportClosed,
    c.Enrol: e.Enrolled,
    c.StartService: e.ServiceStarted,
    c.EndService: e.ServiceEnded,
    c.RecordPlan: e.PlanRecorded,
    c.RevisePlan: e.PlanRevised,
    c.CloseEnrolment: e.EnrolmentClosed,
    c.AssignCase: e.CaseAssigned,
    c.GrantCaseAccess: e.CaseAccessGranted,
    c.MergeInto: e.CasesMerged,
    c.DiscloseData: e.DataDisclosed,
    c.EndResponsibility: e.ResponsibilityEnded,
    c.DisposeCase: e.CaseDisposed,
}
"""The commands that state a fact; the others (the clock, corrections, voids) look at the case first."""


def stated(command: c.Command, reference: Reference) -> e.CaseEvent:
    """The fact, with the defaults that the rules and code lists give."""
    kind = FACT_OF[type(command)]
    values: dict[str, Any] = {name: getattr(command, name) for name in kind.__struct_fields__}
    match command:
        case c.RecordOccupation(review_after=None):
            occupation = reference.find("occupations", command.code, command.on)
            if occupation is not None and occupation.review_days is not None:
                values["review_after"] = days_after(command.on, occupation.review_days)
        case c.RecordDecline(recontact_on=None):
            values["recontact_on"] = days_after(command.on, reference.rules.decline_recontact_days)
        case _:
            pass
    return cast("e.CaseEvent", kind(**values))
