"""Support as it is logged: enrolments, the services and plans inside them, and closings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from kaa_tracker.simulation.lives.diary import Diary
from kaa_tracker.simulation.lives.moments import at_minute, in_working_hours
from kaa_tracker.simulation.lives.residence import Residence
from kaa_tracker.simulation.lives.steps import Happening, Step
from kaa_tracker.simulation.lives.world import Actor, World
from kaa_tracker.simulation.plans.plan import EnrolmentPlan, Outcome

SUPPORT_PACKAGE_OFFERED = 0.8
OTHER_SERVICE = 0.3
SERVICE_ENDED_BEFORE_CLOSING = 0.3
FOLLOWED_UP = 0.35
PLANNED = 0.5
REVISED = 0.25

SERVICES = ("ungvux", "studiesluss", "elevteam", "internship", "guidance", "coaching", "youth_job")
GOALS = ("upper_secondary", "adult_education", "folk_high_school", "work", "internship", "choose_path")
MEASURES = (
    {"measure": "guidance", "responsible": "coach"},
    {"measure": "study_application", "responsible": "youth"},
    {"measure": "job_application", "responsible": "youth"},
    {"measure": "internship", "responsible": "employer"},
)
DETAILS = ("own_request", "moved", "other_unit", "parental_leave", "military_service")
VIA = ("drop_in", "phone", "email")


class _Open(NamedTuple):
    enrolment_id: str
    unit: str
    aim_id: str | None = None


class Support:
    """Logs the support steps of one youth."""

    def __init__(self, world: World, diary: Diary, residence: Residence, steps: Sequence[Step], number: int) -> None:
        self._world, self._diary, self._residence, self._number = world, diary, residence, number
        self._closed_on = {step.enrolment: step.day for step in steps if step.what is Happening.CLOSED}
        self._first: dict[EnrolmentPlan, _Open] = {}
        self._second: dict[EnrolmentPlan, _Open] = {}

    def enrol(self, day: int, plan: EnrolmentPlan) -> None:
        unit = self._residence.jobbtorg(day)
        opened = self._first[plan] = self._enrol(day, unit)
        last = self._closed_on.get(plan, self._world.last_day)
        self._other_service(day, last, opened)
        self._plan(day, last, opened.unit)
        self._follow_up(day, last, opened.unit)

    def enrol_at_second_unit(self, day: int, plan: EnrolmentPlan) -> None:
        others = [unit for unit in self._world.jobbtorg_on(day) if unit != self._first[plan].unit]
        self._second[plan] = self._enrol(day, others[int(self._world.rng.random() * len(others))])

    def start_aim(self, day: int, plan: EnrolmentPlan) -> None:
        opened = self._first[plan]
        self._first[plan] = opened._replace(aim_id=self._start_service(day, opened, "aim", "aim"))

    def close(self, day: int, plan: EnrolmentPlan) -> None:
        """Services still open end with the enrolment; some have been ended a little before, to the same."""
        opened = self._first[plan]
        outcome = plan.outcome or "no_occupation"
        if opened.aim_id is not None and self._world.rng.random() < SERVICE_ENDED_BEFORE_CLOSING:
            self._end_service(day, 870, opened.aim_id, outcome, "aim")
        self._close(day, opened, outcome)

    def close_at_second_unit(self, day: int, plan: EnrolmentPlan) -> None:
        self._close(day, self._second[plan], "no_occupation")

    def _enrol(self, day: int, unit: str) -> _Open:
        rng = self._world.rng
        opened = _Open(self._world.new_id(), unit)
        fields: dict[str, Any] = {
            "enrolment_id": opened.enrolment_id,
            "unit": unit,
            "on": _date(day),
            "contact_id": self._world.new_id(),
            "support_package_offered": rng.random() < SUPPORT_PACKAGE_OFFERED,
            "via": VIA[int(rng.random() * 3)],
        }
        self._diary.log(at_minute(day, 800), self._actor(day, unit), "enrol", **fields)
        return opened

    def _close(self, day: int, opened: _Open, outcome: Outcome) -> None:
        fields: dict[str, Any] = {"enrolment_id": opened.enrolment_id, "on": _date(day), "outcome": outcome}
        if outcome == "other":
            fields["detail"] = DETAILS[int(self._world.rng.random() * len(DETAILS))]
        self._diary.log(at_minute(day, 900), self._actor(day, opened.unit), "close-enrolment", **fields)

    def _start_service(self, day: int, opened: _Open, service: str, unit: str) -> str:
        service_id = self._world.new_id()
        fields = {
            "service_id": service_id,
            "enrolment_id": opened.enrolment_id,
            "service": service,
            "unit": unit,
            "on": _date(day),
        }
        self._diary.log(at_minute(day, 840), self._actor(day, opened.unit), "start-service", **fields)
        return service_id

    def _end_service(self, day: int, minute: int, service_id: str, outcome: Outcome, unit: str) -> None:
        fields = {"service_id": service_id, "on": _date(day), "outcome": outcome}
        self._diary.log(at_minute(day, minute), self._actor(day, unit), "end-service", **fields)

    def _other_service(self, day: int, last: int, opened: _Open) -> None:
        """A service besides Aim."""
        rng = self._world.rng
        if rng.random() >= OTHER_SERVICE:
            return
        service = SERVICES[int(rng.random() * len(SERVICES))]
        begins = min(day + rng.randint(0, 25), last)
        unit = "ungvux" if service == "ungvux" else self._unit_then(begins, opened.unit)
        service_id = self._start_service(begins, opened, service, unit)
        if last > begins + 3 and rng.random() < SERVICE_ENDED_BEFORE_CLOSING:
            outcome: Outcome = "other" if rng.random() < 0.3 else "studies"
            self._end_service(rng.randint(begins + 1, last - 1), 870, service_id, outcome, unit)

    def _plan(self, day: int, last: int, unit: str) -> None:
        rng = self._world.rng
        if rng.random() >= PLANNED:
            return
        on = min(day + rng.randint(0, 14), last)
        plan: dict[str, Any] = {"plan_id": self._world.new_id(), "template": "individual_plan_1"}
        self._log_plan("record-plan", on, plan, unit)
        again = on + rng.randint(30, 90)
        if again < last and rng.random() < REVISED:
            self._log_plan("revise-plan", again, plan, unit)

    def _log_plan(self, kind: str, on: int, plan: dict[str, Any], unit: str) -> None:
        rng = self._world.rng
        fields = {
            "on": _date(on),
            "goal": GOALS[int(rng.random() * len(GOALS))],
            "measures": rng.sample(MEASURES, 1 + int(rng.random() * 2)),
            "follow_up_on": _date(on + 60),
        }
        self._diary.log(at_minute(on, 850), self._actor(on, unit), kind, **plan, **fields)

    def _follow_up(self, day: int, last: int, unit: str) -> None:
        """A coach gets in touch with the enrolled youth, which is no outreach and reaches nobody anew."""
        rng = self._world.rng
        if last < day + 40 or rng.random() >= FOLLOWED_UP:
            return
        on = rng.randint(day + 10, last - 5)
        unit = self._unit_then(on, unit)
        at = in_working_hours(rng, on)
        attempt_id = self._world.new_id()
        actor = self._actor(on, unit)
        fields = {"attempt_id": attempt_id, "at": at, "channel": "phone", "unit": unit, "purpose": "follow_up"}
        self._diary.log(at, actor, "log-contact-attempt", **fields)
        if rng.random() < 0.7:
            self._diary.log(at, actor, "log-answer", attempt_id=attempt_id, at=at, by="youth")

    def _unit_then(self, day: int, unit: str) -> str:
        """The unit of an enrolment, or the one that works the district once that has closed."""
        known = self._world.reference.unit(unit)
        has_closed = known is not None and known.valid_to < _date(day)
        return self._residence.jobbtorg(day) if has_closed else unit

    def _actor(self, day: int, unit: str) -> Actor:
        if self._residence.is_protected(day):
            return self._world.coordinator(self._world.reference.handler_unit, self._number)
        return self._world.coach(self._unit_then(day, unit), self._number)


def _date(day: int) -> date:
    return date.fromordinal(day)
