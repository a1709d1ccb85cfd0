"""Everything about getting hold of a youth's case: found, opened, asked about, moved and merged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from kaa_tracker.application.access.access_log import AccessLog
from kaa_tracker.application.access.directory import Directory
from kaa_tracker.application.access.finding import Finding
from kaa_tracker.application.access.glass import Glass
from kaa_tracker.application.access.merging import Merging
from kaa_tracker.application.access.moving import Moving
from kaa_tracker.application.access.opening import OpeningByHand
from kaa_tracker.application.access.presence import Presence
from kaa_tracker.application.access.questions import Questions
from kaa_tracker.application.access.seeing import Seeing
from kaa_tracker.application.casework import Casework
from kaa_tracker.application.handling import CommandHandler
from kaa_tracker.application.ports import CaseIds, EventStore, PersonVault
from kaa_tracker.domain.reference import Reference


@dataclass(frozen=True, kw_only=True)
class Lasting:
    """How long what is opened stays open."""

    glass: timedelta
    sample: timedelta
    presence: timedelta


@dataclass(frozen=True, kw_only=True)
class Youths:
    finding: Finding
    opening: OpeningByHand
    presence: Presence
    questions: Questions
    glass: Glass
    moving: Moving
    merging: Merging


def youths(
    store: EventStore,
    vault: PersonVault,
    handler: CommandHandler,
    new_case_id: CaseIds,
    directory: Directory,
    log: AccessLog,
    questions: Questions,
    reference: Reference,
    lasting: Lasting,
) -> Youths:
    """Each of them on the same stores."""
    seeing = Seeing(store, directory, reference.rules)
    casework = Casework(handler, vault)
    finding = Finding(store, vault, seeing, new_case_id, reference.rules)
    return Youths(
        finding=finding,
        opening=OpeningByHand(finding, questions, casework, new_case_id),
        presence=Presence(finding, questions, log, casework, lasts=lasting.presence),
        questions=questions,
        glass=Glass(seeing, directory, log, reference, glass_lasts=lasting.glass, sample_lasts=lasting.sample),
        moving=Moving(casework, seeing),
        merging=Merging(handler, store, seeing),
    )
