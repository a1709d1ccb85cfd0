"""Which action of the table an order is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kaa_tracker.domain.access.scope import Standing
from kaa_tracker.domain.access.table import Action
from kaa_tracker.domain.case import commands as c

OF_THE_SYSTEM: frozenset[type[Any]] = frozenset(
    (
        c.RecordRegisterEntry,
        c.RecordRegisterChange,
        c.RecordRegisterExit,
        c.RunDailyRound,
        c.TakeOverFacts,
        c.DisposeCase,
    )
)
"""What the feed and the clock tell, and what follows from another order; no user gives it."""

ACTION_OF: Mapping[type[Any], Action] = {
    c.OpenCaseByHand: "open_case",
    c.LogContactAttempt: "contact",
    c.LogAnswer: "contact",
    c.LogSelfContact: "contact",
    c.PlanContact: "contact",
    c.DropPlannedContact: "contact",
    c.RecordOccupation: "contact",
    c.RecordDecline: "contact",
    c.RecordContactDetail: "contact",
    c.ReportFailedContactDetail: "contact",
    c.DoubtAddress: "contact",
    c.ReportAddress: "contact",
    c.CloseAddressReport: "contact",
    c.Enrol: "enrol",
    c.StartService: "support",
    c.EndService: "support",
    c.RecordPlan: "support",
    c.RevisePlan: "support",
    c.CloseEnrolment: "support",
    c.EndResponsibility: "end_responsibility",
    c.AssignCase: "assign",
    c.GrantCaseAccess: "name_others",
    c.MergeInto: "merge",
    c.DiscloseData: "disclose",
    c.CorrectEntry: "amend",
    c.VoidEntry: "amend",
}
"""Every order a user can give."""


def action_of(command: c.Command, case: Standing) -> Action:
    """What has to be allowed for the order; to hand a case to another unit is a ``transfer``.

    Raises ``KeyError`` for what no user orders.
    """
    if isinstance(command, c.AssignCase) and command.unit != case.unit:
        return "transfer"
    return ACTION_OF[type(command)]
