"""Acts that concern two cases at once, written in one transaction or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from typing import get_args
from uuid import UUID

from kaa_tracker.application.casework import Casework, Order
from kaa_tracker.application.handling import UNKNOWN_CASE, Asked, CommandHandler, Result
from kaa_tracker.application.ports import EventStore
from kaa_tracker.domain.case.commands import MergeInto, Request, TakeOverFacts
from kaa_tracker.domain.case.events import Correctable
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.domain.case.state import Case, replay

_CORRECTABLE = get_args(Correctable)


def log_on_other_case(casework: Casework, void: Order, log: Order) -> Sequence[Result]:
    """What was logged on the wrong case is voided there and logged on the right one.

    The two requests have ids of their own, so that neither stream names the other.
    """
    return casework.take_together([void, log])


def merge_cases(handler: CommandHandler, store: EventStore, merged: UUID, request: Request) -> Result:
    """Two cases were one person: the facts of ``merged`` move to the case its ``MergeInto`` names.

    From then on the person counts once. Answers how it went in the case that stays.
    """
    command = request.command
    assert isinstance(command, MergeInto)
    histories = store.histories([merged, command.into])
    if merged not in histories or command.into not in histories or merged == command.into:
        return UNKNOWN_CASE
    facts = TakeOverFacts(facts=_standing_facts(replay(histories[merged])))
    asked = [Asked(command.into, replace(request, command=facts)), Asked(merged, request)]
    results = handler.handle(asked, together=True)
    return next((result for result in results if isinstance(result, Refusal)), results[0])


def _standing_facts(case: Case) -> tuple[Correctable, ...]:
    entries = sorted(chain.from_iterable(case.facts.values()), key=lambda entry: entry.version)
    return tuple(entry.event for entry in entries if isinstance(entry.event, _CORRECTABLE))
