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
        self._youths = youths
        self._enrolments = [enrolment for youth in youths for enrolment in youth.enrolments]

    def fill(self) -> None:
        aim = self._figures.aim
        carried = aim.enrolled - aim.newly_enrolled
        carried_ended = round(ENDED_OF_CARRIED_IN * carried)
        self._join_and_end(aim.ended, carried_ended)
        self._join_and_stay(carried - carried_ended, aim.newly_enrolled - (aim.ended - carried_ended))
        self._fill_last_year(carried)

    def _join_and_end(self, ended: int, carried: int) -> None:
        """Those whose enrolment is closed in the published year, ``carried`` of them in Aim when it began."""
        year = self._figures.year
        carried_by_outcome = self._ended_by_outcome(carried)
        for outcome, count in self._ended_by_outcome(ended).items():
            from_before = carried_by_outcome[outcome]
            self._join_before_this_year(from_before, outcome)
            self._join(year, [year], count - from_before, outcome)

    def _join_and_stay(self, carried: int, new: int) -> None:
        """Those still enrolled when it ends; some of the new ones were enrolled long before they joined."""
        year = self._figures.year
        self._join_before_this_year(carried, None)
        wanted = round(NEW_AMONG_CARRIED_ENROLMENTS * self._figures.aim.newly_enrolled)
        enrolled_before = min(wanted, len(self._candidates([year - 2, year - 1], None)))
        self._join(year, [year - 2, year - 1], enrolled_before, None)
        self._join(year, [year], new - enrolled_before, None)

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
        earlier = min(count // 9, len(self._candidates([year - 2], outcome)))
        self._join(year - 2, [year - 2], earlier, outcome)
        self._join(year - 1, [year - 2, year - 1], count - earlier, outcome)

    def _fill_last_year(self, carried_on: int) -> None:
        """The year before had the participants that its growth leaves, most of them ended within it."""
        year, aim = self._figures.year, self._figures.aim
        participants = aim.enrolled - MORE_THAN_LAST_YEAR[0]
        new = aim.newly_enrolled - MORE_THAN_LAST_YEAR[1]
        since_earlier = sum(1 for enrolment in self._enrolments if enrolment.aim_from == year - 2)
        new_before = carried_on - since_earlier
        self._start(year - 2, self._ended_last_year(opened=year - 2), participants - new - since_earlier)
        self._start(year - 1, self._ended_last_year(opened=year - 1), new - new_before)

    def _ended_last_year(self, *, opened: int) -> list[EnrolmentPlan]:
        """Enrolments closed in the year before, of persons who are not in Aim with another one."""
        others = [youth for youth in self._youths if all(e.aim_from is None for e in youth.enrolments)]
        closed = self._figures.year - 1
        return [e for youth in others for e in youth.enrolments if e.opened == opened and e.closed == closed]

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
