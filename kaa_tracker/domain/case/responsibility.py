"""Responsibility: when the municipality answers for keeping in touch (skollagen 29 kap. 9 §)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from kaa_tracker.domain.case.events import CaseOpenedByHand, ResponsibilityEnded
from kaa_tracker.domain.case.register import RegisterSpell
from kaa_tracker.domain.case.state import Case
from kaa_tracker.domain.periods import FOREVER, ONE_DAY, Span, union

GOES_ON_AFTER = "unknown"
"""The exit after which responsibility goes on: BER does not know where the youth went."""


def responsibility(case: Case, spells: Collection[RegisterSpell], turned_20: date | None) -> tuple[Span, ...]:
    """The days of responsibility, as few spans as possible, in order.

    It begins with a register spell or when a case is opened by hand, and ends with the exit, with
    what a coordinator knows that BER cannot see, and at the latest the day before the 20th birthday.
    A misregistered spell never began one; after an ``unknown`` exit it goes on.
    """
    beginnings = [spell.span.first for spell in spells if not spell.is_misregistered]
    beginnings += [opened.event.on for opened in case.all(CaseOpenedByHand)]
    endings = sorted(
        [spell.span.last for spell in spells if spell.exit and spell.exit.event.reason != GOES_ON_AFTER]
        + [e.event.on for e in case.all(ResponsibilityEnded) if e.event.reason != "turned_20"]
    )
    until_20 = turned_20 - ONE_DAY if turned_20 else FOREVER
    return union(
        Span(first, min(until_20, next((day for day in endings if day >= first), FOREVER))) for first in beginnings
    )
