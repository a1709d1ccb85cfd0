"""Outreach as it is logged: attempts and answers, own contacts, and what they find."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from kaa_tracker.domain.periods import birthday
from kaa_tracker.simulation.lives.diary import Diary, Line
from kaa_tracker.simulation.lives.identity import Personal
from kaa_tracker.simulation.lives.moments import around_midnight, at_minute, in_working_hours
from kaa_tracker.simulation.lives.residence import Residence
from kaa_tracker.simulation.lives.route import WAIT
from kaa_tracker.simulation.lives.world import Actor, World
from kaa_tracker.simulation.plans.plan import Gender, YearPlan
from kaa_tracker.simulation.plans.quotas import Odds

TO_A_RELATIVE = 0.12
ANSWERED_BY_A_RELATIVE = 0.25
"""Of the answers to an attempt that was addressed to a relative or might be opened by one."""

AROUND_MIDNIGHT = 0.06
"""Of the answers in writing."""

PLANNED = 0.06
DETAIL_LEARNED = 0.05
DOUBTED = 0.7
DETAIL_FAILED = 0.05
DECLINED = 0.18
MINUTES = timedelta(minutes=1)

FAILURES = {
    "letter": ("address", ("returned_mail",)),
    "phone": ("phone", ("wrong_number", "disconnected")),
    "sms": ("phone", ("disconnected",)),
    "email": ("email", ("bounced",)),
}
EARLY_REASONS = ("school", "other_authority", "service", "relative", "self")
REFERRED_BY = ("school", "other_authority", "service", "relative", "self", None)
OWN_CONTACT_VIA = Odds({"drop_in": 45, "phone": 30, "email": 20, "other": 5})
OCCUPIED = Odds(
    {
        "work": 50,
        "komvux": 14,
        "folk_high_school": 8,
        "internship": 6,
        "other_studies": 9,
        "studies_abroad": 5,
        "military_service": 3,
        "parental_leave": 5,
    }
)
NOT_OCCUPIED = Odds({"job_seeking": 45, "none": 35, "unknown": 12, "abroad": 8})
DETAILS = ("upper_secondary_elsewhere", "vocational_training", "higher_education", "course")
OFFERED = ("meeting", "enrolment", "guidance", "service", "studies", "work")


class Outreach:
    """Logs the outreach steps of one youth."""

    def __init__(self, world: World, diary: Diary, residence: Residence, born: date, number: int) -> None:
        self._world, self._diary, self._residence = world, diary, residence
        self._number = number
        self._adult_from = birthday(born, 18).toordinal()
        self._attempt: Line | None = None

    @property
    def attempted(self) -> Line | None:
        """The latest attempt."""
        return self._attempt

    def attempt(self, day: int, channel: str, entered: int, *, in_run: bool) -> Line:
        """An attempt in the stay that began on ``entered``, possibly a letter that its unit posts with others."""
        rng = self._world.rng
        unit = self._residence.unit(day)
        fields: dict[str, Any] = {"channel": channel, "unit": unit}
        if in_run and not self._residence.is_protected(day):
            fields |= {"batch_id": self._world.letter_run(unit, day), "method": "letter_run"}
        if day < entered + WAIT:
            fields["early_reason"] = EARLY_REASONS[int(rng.random() * 5)]
        if channel in ("phone", "sms", "email") and rng.random() < TO_A_RELATIVE:
            fields["addressee"] = "relative"
            if day >= self._adult_from:
                fields["youth_agreed"] = True
        at = at_minute(day, 600) if in_run else in_working_hours(rng, day)
        actor = self._actor(day)
        line = self._diary.log(at, actor, "log-contact-attempt", attempt_id=self._world.new_id(), at=at, **fields)
        line.search_from = entered + WAIT
        self._attempt = line
        return line

    def answer(self, day: int) -> Line:
        """Somebody answers the latest attempt."""
        rng = self._world.rng
        attempt = self._attempt
        assert attempt is not None, "a route has no answer before an attempt"
        channel = attempt.command["channel"]
        at = attempt.happened + (2 + int(rng.random() * 40)) * MINUTES
        if day > attempt.happened.toordinal():
            at = in_working_hours(rng, day)
            if channel in ("sms", "email") and rng.random() < AROUND_MIDNIGHT:
                at = around_midnight(rng, day, after=rng.random() < 0.5)
        may_be_relative = attempt.command.get("addressee") == "relative" or channel in ("letter", "home_visit")
        by_relative = may_be_relative and rng.random() < ANSWERED_BY_A_RELATIVE
        fields = {"attempt_id": attempt.command["attempt_id"], "at": at, "by": "relative" if by_relative else "youth"}
        return self._diary.log(at, self._actor(day), "log-answer", **fields)

    def open_by_hand(self, day: int, gender: Gender, person: Personal) -> None:
        """Somebody drops in before BER tells: the case is opened with what they say of themselves."""
        fields = {
            "on": date.fromordinal(day),
            "basis": "drop_in",
            "gender": gender,
            "birth_year": person["birth_date"].year,
            "district": self._residence.said(day),
        }
        actor = self._world.coordinator(self._residence.jobbtorg(day), self._number)
        line = self._diary.log(at_minute(day, 490), actor, "open-case-by-hand", **fields)
        line.beside["person"] = {name: value for name, value in person.items() if name != "identity_number"}

    def own_contact(self, day: int, *, dropped_in: bool) -> Line:
        rng = self._world.rng
        via = "drop_in" if dropped_in else OWN_CONTACT_VIA.draw(rng)
        at = in_working_hours(rng, day)
        if via == "email" and rng.random() < AROUND_MIDNIGHT:
            at = around_midnight(rng, day, after=True)
        fields: dict[str, Any] = {"contact_id": self._world.new_id(), "at": at, "via": via}
        referred = REFERRED_BY[int(rng.random() * 6)]
        if referred is not None:
            fields["referred_by"] = referred
        return self._diary.log(at, self._actor(day), "log-self-contact", **fields)

    def find_occupation(self, day: int, year: YearPlan, *, at_once: bool) -> str | None:
        """Record how the reached youth is occupied: on the day, or within the week that follows."""
        rng = self._world.rng
        if year.occupation_when_reached == "missing":
            return None
        later = 0 if at_once or rng.random() < 0.8 else int(rng.random() * 7)
        code = (OCCUPIED if year.occupation_when_reached == "occupied" else NOT_OCCUPIED).draw(rng)
        fields = {"on": date.fromordinal(day + later), "code": code, "source": "youth"}
        if code == "other_studies":
            fields["detail"] = DETAILS[int(rng.random() * 4)]
        self._diary.log(at_minute(day + later, 1010), self._actor(day + later), "record-occupation", **fields)
        return code

    def maybe_decline(self, day: int) -> None:
        rng = self._world.rng
        if rng.random() < DECLINED:
            fields = {"on": date.fromordinal(day), "offered": OFFERED[int(rng.random() * 6)]}
            self._diary.log(at_minute(day, 1020), self._actor(day), "record-decline", **fields)

    def maybe_fail(self, attempt: Line, day: int, until: int) -> None:
        """The detail an unanswered attempt went by turns out not to work."""
        rng = self._world.rng
        failing = FAILURES.get(attempt.command["channel"])
        if failing is None or rng.random() >= DETAIL_FAILED:
            return
        field, failures = failing
        on = min(day + (int(rng.random() * 6) if field == "address" else 0), until)
        fields = {
            "on": date.fromordinal(on),
            "field": field,
            "failure": failures[int(rng.random() * len(failures))],
            "attempt_id": attempt.command["attempt_id"],
        }
        self._diary.log(at_minute(on, 1030), self._actor(on), "report-failed-contact-detail", **fields)

    def maybe_plan(self, before: Line, attempt: Line) -> None:
        """The attempt was planned when the one before was made, and is off the list when it is done."""
        rng = self._world.rng
        if rng.random() >= PLANNED:
            return
        plan, at = self._world.new_id(), attempt.happened
        channel = attempt.command["channel"]
        planned_at = before.happened + 3 * MINUTES
        self._diary.log(planned_at, before.actor, "plan-contact", plan_id=plan, at=at, channel=channel)
        if rng.random() < 0.7:
            done = {"plan_id": plan, "on": at.date(), "reason": "done"}
            self._diary.log(at + MINUTES, attempt.actor, "drop-planned-contact", **done)

    def maybe_learn_detail(self, day: int) -> None:
        """Whoever is reached may leave a number that the register does not know."""
        if self._world.rng.random() < DETAIL_LEARNED:
            fields = {"on": date.fromordinal(day), "field": "phone", "source": "youth"}
            line = self._diary.log(at_minute(day, 1025), self._actor(day), "record-contact-detail", **fields)
            line.beside["value"] = self._world.identities.phone()

    def report_address(self, on: int, closes_by: int) -> None:
        """The home address is doubted and reported to Skatteverket; a decision may follow before ``closes_by``."""
        rng = self._world.rng
        if self._attempt is not None and rng.random() < DOUBTED:
            doubt = {"on": date.fromordinal(on), "attempt_id": self._attempt.command["attempt_id"]}
            self._diary.log(at_minute(on, 1035), self._actor(on), "doubt-address", **doubt)
        self._diary.log(at_minute(on, 1040), self._actor(on), "report-address", on=date.fromordinal(on))
        closed_on = on + rng.randint(20, 70)
        if closed_on <= closes_by and rng.random() < 0.6:
            result = ("confirmed", "changed", "deregistered")[int(rng.random() * 3)]
            fields = {"on": date.fromordinal(closed_on), "result": result}
            self._diary.log(at_minute(closed_on, 1040), self._actor(closed_on), "close-address-report", **fields)

    def end_responsibility(self, on: int) -> None:
        """The youth studies where BER cannot see it."""
        fields = {"on": date.fromordinal(on), "aims_at_eligibility": True}
        self._diary.log(at_minute(on, 1045), self._actor(on), "end-responsibility", **fields)

    def _actor(self, day: int) -> Actor:
        return self._world.coordinator(self._residence.unit(day), self._number)
