"""Handlers decide of each protected youth whether it goes in the file of a half-year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from kaa_tracker.application.access.seeing import Seeing
from kaa_tracker.application.half_year.files import Decision, HalfYearFiles
from kaa_tracker.application.half_year.gathering import Gathered, Gathering
from kaa_tracker.application.half_year.refused import HalfYearRefused, reader_for
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.access.scope import scope
from kaa_tracker.domain.access.standing import standing
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.domain.half_year.content import content
from kaa_tracker.domain.half_year.half import HalfYear
from kaa_tracker.domain.periods import local_day
from kaa_tracker.domain.reference import Reference

REASONS = {True: "half_year_reasons_in", False: "half_year_reasons_out"}
"""The code list of the reasons, by whether the youth goes."""


class ToDecide(NamedTuple):
    """A protected youth in the half-year; ``decision`` is ``None`` while nobody has decided."""

    case_id: UUID
    decision: Decision | None


class Deciding:
    def __init__(self, gathering: Gathering, seeing: Seeing, files: HalfYearFiles, reference: Reference) -> None:
        self._gathering = gathering
        self._seeing = seeing
        self._files = files
        self._reference = reference

    def to_decide(self, user: User, half: HalfYear, now: datetime) -> list[ToDecide]:
        """Every protected youth in the half-year, decided on or not. Raises ``HalfYearRefused``."""
        reader_for(user, "decide_half_year")
        decides, today, made = scope(user, "decide_half_year"), local_day(now), self._files.decisions(half)
        protected = self._gathering.protected(half)
        theirs = [one.case_id for one in protected if decides.posting_for(standing(one.life), today)]
        return [ToDecide(case_id, made.get(case_id)) for case_id in theirs]

    def decide(self, user: User, half: HalfYear, case_id: UUID, now: datetime, *, goes: bool, reason: str) -> Decision:
        """The latest decision holds; a file built before it has to be built anew. Raises ``HalfYearRefused``."""
        reader_for(user, "decide_half_year")
        seen = self._seeing.case(user, case_id, now, "decide_half_year")
        if seen is None or not seen.life.is_protected:
            raise HalfYearRefused(Refusal("unknown_case"))
        if not content(seen.life, half).stays:
            raise HalfYearRefused(Refusal("half_year_not_in_it", (str(half),)))
        if self._reference.find(REASONS[goes], reason, local_day(now)) is None:
            raise HalfYearRefused(Refusal("unknown_code"))
        decision = Decision(half, case_id, goes, reason, user.name, now)
        self._files.decide(decision)
        return decision


def undecided(protected: list[Gathered], decisions: Mapping[UUID, Decision]) -> bool:
    return any(one.case_id not in decisions for one in protected)
