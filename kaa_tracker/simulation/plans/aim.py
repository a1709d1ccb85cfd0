"""Who takes part in Aim: a part of the enrolled, never on top of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random

from kaa_tracker.simulation.figures import CityFigures
from kaa_tracker.simulation.plans.plan import EnrolmentPlan, Outcome, YouthPlan
from kaa_tracker.simulation.plans.quotas import apportion

MORE_THAN_LAST_YEAR = (10, 15)
"""Participants and new ones more than the year before, as the published report says."""

ENDED_OF_CARRIED_IN = 0.86
NEW_AMONG_CARRIED_ENROLMENTS = 0.15


def join_aim(rng: Random, youths: Sequence[YouthPlan], figures: CityFigures) -> None:
    """Aim lasts until its enrolment is closed, and ends with its outcome."""
    _Aim(rng, youths, figures).fill()


class _Aim:
    def __init__(self, rng: Random, youths: Sequence[YouthPlan], figures: CityFigures) -> None:
        self._rng = rng
        self._figures = figures
        self._enrolments = [enrolment for youth in youths for enrolment in youth.enrolments]

    def fill(self) -> None:
        year, aim = self._figures.year, self._figures.aim
        carried = aim.enrolled - aim.newly_enrolled
        carried_ended = round(ENDED_OF_CARRIED_IN * carried)
        new_ended = aim.ended - carried_ended
        late = round(NEW_AMONG_CARRIED_ENROLMENTS * aim.newly_enrolled)
        carried_by_outcome = self._ended_by_outcome(carried_ended)
        for outcome, count in self._ended_by_outcome(aim.ended).items():
            from_before = carried_by_outcome[outcome]
            self._join_before_this_year(from_before, outcome)
            self._join(year, [year], count - from_before, outcome)
        self._join_before_this_year(carried - carried_ended, None)
        open_new = aim.newly_enrolled - new_ended
        carried_open = min(late, self._free([year - 2, year - 1], None))
        self._join(year, [year - 2, year - 1], carried_open, None)
        self._join(year, [year], open_new - carried_open, None)
        self._fill_last_year(carried)

    def _ended_by_outcome(self, ended: int) -> dict[Outcome, int]:
        aim = self._figures.aim
        known = [aim.to_studies, aim.to_work[0], aim.ended_to_unknown]
        rest = aim.ended - sum(known)
        names: tuple[Outcome, ...] = ("studies", "work", "unknown", "no_occupation", "other")
        shares = [*known, rest - rest // 3, rest // 3]
        return dict(zip(names, apportion(ended, shares), strict=True))

    def _join_before_this_year(self, count: int, outcome: Outcome | None) -> None:
        """In Aim when the year began: since the autumn before the first counted year, or since the last."""
        year = self._figures.year
        earlier = min(count // 9, self._free([year - 2], outcome))
        self._join(year - 2, [year - 2], earlier, outcome)
        self._join(year - 1, [year - 2, year - 1], count - earlier, outcome)

    def _fill_last_year(self, carried_on: int) -> None:
        """The year before had the participants that its growth leaves, most of them ended within it."""
        year, aim = self._figures.year, self._figures.aim
        participants = aim.enrolled - MORE_THAN_LAST_YEAR[0]
        new = aim.newly_enrolled - MORE_THAN_LAST_YEAR[1]
        since_earlier = sum(1 for enrolment in self._enrolments if enrolment.aim_from == year - 2)
        new_before = carried_on - since_earlier
        earlier = [e for e in self._enrolments if e.opened == year - 2 and e.closed == year - 1]
        self._start(year - 2, earlier, participants - new - since_earlier)
        within = [e for e in self._enrolments if e.opened == year - 1 and e.closed == year - 1]
        self._start(year - 1, within, new - new_before)

    def _free(self, opened: Sequence[int], outcome: Outcome | None) -> int:
        return len(self._candidates(opened, outcome))

    def _join(self, since: int, opened: Sequence[int], count: int, outcome: Outcome | None) -> None:
        self._start(since, self._candidates(opened, outcome), count)

    def _candidates(self, opened: Sequence[int], outcome: Outcome | None) -> list[EnrolmentPlan]:
        """Enrolments of the published year without Aim: closed in it to ``outcome``, or open after it."""
        closed = self._figures.year if outcome else None
        return [
            e
            for e in self._enrolments
            if e.opened in opened and e.closed == closed and e.outcome == outcome and e.aim_from is None
        ]

    def _start(self, year: int, among: Iterable[EnrolmentPlan], count: int) -> None:
        for enrolment in self._rng.sample(list(among), count):
            enrolment.aim_from = year
