"""The days of a stay, written down one after another."""

from __future__ import annotations

from kaa_tracker.simulation.lives.leaving import Leaving
from kaa_tracker.simulation.lives.outreach import Outreach
from kaa_tracker.simulation.lives.route import WAIT
from kaa_tracker.simulation.lives.stays import Stay
from kaa_tracker.simulation.lives.steps import Happening, Step, days_of
from kaa_tracker.simulation.lives.support import Support
from kaa_tracker.simulation.lives.world import World
from kaa_tracker.simulation.plans.plan import Contact, EnrolmentPlan, YearPlan, YouthPlan

STUDIES_UNSEEN = 0.15
"""Of the reached without support who study where BER cannot see it, those for whom the responsibility is ended."""

UNSEEN_STUDIES = ("komvux", "folk_high_school")
ANSWERED_TOO_LATE = 0.15
PLANNED_DAYS_AHEAD = 5
"""Whoever plans an attempt so long before it has logged the plan before anything else can happen."""


class Chronicle:
    """Hands each step of a youth's stays to outreach or support, and adds what follows from it."""

    def __init__(self, world: World, youth: YouthPlan, outreach: Outreach, support: Support) -> None:
        self._world, self._youth = world, youth
        self._outreach, self._support = outreach, support
        self._reaches = sum(year.contact in (Contact.REACHED, Contact.CAME) for year in youth.years)

    def write(self, stay: Stay, leaving: Leaving | None) -> None:
        last = leaving.day if leaving else self._world.last_day
        latest: Step | None = None
        for step in stay.steps:
            self._write_step(step, latest, stay.entered, last)
            latest = step
        if self._youth.has_address_report:
            self._report_address(stay, last)
        if leaving is not None and leaving.told_late:
            self._seek_after_leaving(stay, leaving)

    def _write_step(self, step: Step, latest: Step | None, entered: int, last: int) -> None:
        match step.what:
            case Happening.ATTEMPT if step.year is not None:
                self._attempt(step, step.year, latest, entered, last)
            case Happening.ANSWER if step.year is not None:
                self._outreach.answer(step.day)
                self._reached(step.day, step.year, last)
            case Happening.OWN_CONTACT | Happening.OPENED_BY_HAND if step.year is not None:
                self._outreach.own_contact(step.day, dropped_in=step.what is Happening.OPENED_BY_HAND)
                self._reached(step.day, step.year, last)
            case _ if step.enrolment is not None:
                self._write_support(step, step.enrolment, last)

    def _attempt(self, step: Step, year: YearPlan, latest: Step | None, entered: int, last: int) -> None:
        before = self._outreach.attempted
        attempt = self._outreach.attempt(step.day, year.channels[step.place], entered, in_run=step.in_letter_run)
        follows = latest is not None and latest.what is Happening.ATTEMPT
        if before and latest and follows and step.day - latest.day >= PLANNED_DAYS_AHEAD and not step.in_letter_run:
            self._outreach.maybe_plan(before, attempt)
        if step.place != year.answered:
            self._outreach.maybe_fail(attempt, step.day, last)

    def _reached(self, day: int, year: YearPlan, last: int) -> None:
        at_once = self._reaches > 1 or last - day < 7
        code = self._outreach.find_occupation(day, year, at_once=at_once)
        if not any(enrolment.opened == year.year for enrolment in self._youth.enrolments):
            self._outreach.maybe_decline(day)
        self._outreach.maybe_learn_detail(day)
        is_unseen = code in UNSEEN_STUDIES and self._may_end_responsibility(year) and last - day > 40
        if is_unseen and self._world.rng.random() < STUDIES_UNSEEN:
            self._outreach.end_responsibility(day + 25)

    def _may_end_responsibility(self, year: YearPlan) -> bool:
        """Nothing comes after the contact that told of the studies."""
        youth = self._youth
        is_last_contact = all(later.contact is Contact.NONE for later in youth.years if later.year > year.year)
        answered_last = year.answered is None or year.answered == len(year.channels) - 1
        return is_last_contact and answered_last and not youth.enrolments and not youth.mishaps and not youth.returns_in

    def _write_support(self, step: Step, enrolment: EnrolmentPlan, last: int) -> None:
        match step.what:
            case Happening.ENROLLED:
                self._support.enrol(step.day, enrolment)
                self._reached_by_enrolling(step.day, enrolment, last)
            case Happening.AIM_STARTED:
                self._support.start_aim(step.day, enrolment)
            case Happening.SECOND_ENROLLED:
                self._support.enrol_at_second_unit(step.day, enrolment)
            case Happening.SECOND_CLOSED:
                self._support.close_at_second_unit(step.day, enrolment)
            case Happening.CLOSED:
                self._support.close(step.day, enrolment)
            case _:
                pass

    def _reached_by_enrolling(self, day: int, enrolment: EnrolmentPlan, last: int) -> None:
        year = next((year for year in self._youth.years if year.year == enrolment.opened), None)
        if year is not None and year.contact is Contact.REACHED and year.answered is None:
            self._reached(day, year, last)

    def _report_address(self, stay: Stay, last: int) -> None:
        """Some days after the last attempt of the year, while the youth is still in the register."""
        year = self._youth.years[-1].year
        attempts = [s.day for s in stay.steps if s.what is Happening.ATTEMPT and s.year is self._youth.years[-1]]
        if attempts:
            on = min(attempts[-1] + self._world.rng.randint(2, 10), last, days_of(year)[1])
            self._outreach.report_address(on, closes_by=self._world.last_day)

    def _seek_after_leaving(self, stay: Stay, leaving: Leaving) -> None:
        """Attempts made before anybody could know that the youth had left."""
        rng = self._world.rng
        first, last = max(leaving.day + 1, stay.entered + WAIT), leaving.told_on - 1
        for day in sorted(rng.sample(range(first, last + 1), 1 + int(rng.random() * 2))):
            self._outreach.attempt(day, ("phone", "sms")[int(rng.random() * 2)], stay.entered, in_run=False)
            if rng.random() < ANSWERED_TOO_LATE:
                self._outreach.answer(day)
