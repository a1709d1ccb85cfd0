"""What can happen in the life of an invented youth, move by move, as the requests that tell of it.

A life does not ask whether the rules allow a move: what they refuse is part of a plausible history too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import NAMESPACE_OID, UUID, uuid5

from kaa_tracker.domain.case import commands as c
from kaa_tracker.domain.case.events import NO_DISTRICT, Actor, Addressee, Outcome, PlanMeasure, Purpose
from kaa_tracker.domain.identifiers import official_test_number, temporary_number
from kaa_tracker.domain.person import Address

FEED = Actor("ber", "system")
COORDINATOR = Actor("coordinator-1", "local_coordinator")
CENTRAL = Actor("central-1", "central_coordinator")

FIRST_DAY = date(2021, 9, 1)
DISTRICTS = ("farsta", "rinkeby_kista", "bromma", "sodermalm", NO_DISTRICT)
CHANNELS = ("letter", "phone", "sms", "email", "home_visit")
UNITS = ("globen", "kista", "vallingby")

RegisterCommand = c.RecordRegisterEntry | c.RecordRegisterChange | c.RecordRegisterExit


class Step(NamedTuple):
    """A request to the case of youth number ``youth``; ``told`` is what BER says of the person with it."""

    youth: int
    request: c.Request
    told: Mapping[str, Any] = {}
    value: str | None = None

    @property
    def is_from_register(self) -> bool:
        return isinstance(self.request.command, RegisterCommand)


class Move(NamedTuple):
    """Something that happens ``days`` after what happened before; ``choice`` picks among its variants."""

    name: str
    days: int
    choice: int


class Life:
    """Youth number ``number``, and what has been told of them so far."""

    def __init__(self, number: int, born: date) -> None:
        self.number = number
        self.born = born
        self.day = FIRST_DAY + timedelta(days=3 * number)
        self.revision = 0
        self.steps: list[Step] = []
        self.made = 0

    @property
    def register_key(self) -> str:
        return f"berkey-{self.number:04d}-qzx"

    @property
    def identity_number(self) -> str:
        if self.number % 2:
            return temporary_number(self.born, self.number % 100)
        return official_test_number(self.born, "woman" if self.number % 4 else "man")

    def person(self) -> dict[str, Any]:
        """Everything BER tells when it takes the youth in."""
        return {
            "identity_number": self.identity_number,
            "identity_kind": "temporary" if self.number % 2 else "personnummer",
            "birth_date": self.born,
            "given_name": f"Förnamnetna{self.number}",
            "family_name": f"Släktnamnetia{self.number}",
            "address": self._home(),
            "phones": (f"070-174060{self.number % 10}",),
            "emails": (f"brevlada{self.number}@example.org",),
        }

    def go(self, move: Move) -> None:
        self.day += timedelta(days=move.days)
        MOVES[move.name](self, move.choice)

    def the(self, name: str, nth: int = 0) -> UUID:
        """The id of the youth's ``nth`` thing of that name."""
        return uuid5(NAMESPACE_OID, f"{self.number} {name} {nth}")

    def ask(self, command: c.Command, *, by: Actor = COORDINATOR, value: str | None = None) -> None:
        self._add(Step(self.number, self._request(command, by), value=value))

    def register(self, command: RegisterCommand, **told: Any) -> None:
        self._add(Step(self.number, self._request(command, FEED), told))

    def next_revision(self) -> int:
        self.revision += 1
        return self.revision

    def at(self, hour: int = 9) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, hour, tzinfo=UTC)

    def count(self, kind: type) -> int:
        return sum(isinstance(step.request.command, kind) for step in self.steps)

    def _home(self, nth: int = 0) -> Address:
        return Address(street=f"Påhittsvägen{self.number}-{nth}", postal_code="123 45", city="Hittepåstad")

    def _request(self, command: c.Command, by: Actor) -> c.Request:
        self.made += 1
        return c.Request(command_id=self._command_id(self.made), actor=by, recorded_at=self.at(18), command=command)

    def _command_id(self, nth: int) -> str:
        return str(self.the("command", nth))

    def _add(self, step: Step) -> None:
        self.steps.append(step)

    def enter(self, choice: int) -> None:
        command = c.RecordRegisterEntry(
            entered_on=self.day,
            revision=self.next_revision(),
            gender="woman" if self.number % 2 else "man",
            birth_year=self.born.year,
            district=DISTRICTS[choice % len(DISTRICTS)],
            home_municipality="0180",
            last_school_occupation="upper_secondary",
        )
        self.register(command, **self.person())

    def change_district(self, choice: int) -> None:
        self._change(district=DISTRICTS[choice % len(DISTRICTS)])

    def change_gender(self, choice: int) -> None:
        self._change(gender=("woman", "man", "unknown")[choice % 3])

    def change_protection(self, choice: int) -> None:
        self._change(protection=("none", "confidentiality_marked", "protected_registration")[choice % 3])

    def move_home(self, choice: int) -> None:
        command = c.RecordRegisterChange(
            effective_on=self.day, revision=self.next_revision(), vault_fields=("address", "phones")
        )
        self.register(command, address=self._home(choice), phones=(f"070-17406{choice:02d}",))

    def _change(self, **what: Any) -> None:
        self.register(c.RecordRegisterChange(effective_on=self.day, revision=self.next_revision(), **what))

    def leave(self, choice: int) -> None:
        reasons = ("studies_registered", "unknown", "diploma", "misregistered", "moved_out")
        command = c.RecordRegisterExit(
            left_on=self.day,
            revision=self.next_revision(),
            reason=reasons[choice % len(reasons)],
            district=NO_DISTRICT if choice % 2 else DISTRICTS[choice % len(DISTRICTS)],
        )
        self.register(command)

    def attempt(self, choice: int) -> None:
        command = c.LogContactAttempt(
            attempt_id=self.the("attempt", self.count(c.LogContactAttempt)),
            at=self.at(),
            channel=CHANNELS[choice % len(CHANNELS)],
            unit=UNITS[choice % len(UNITS)],
            addressee="relative" if choice % 5 == 4 else "youth",
            purpose="follow_up" if choice % 4 == 3 else "outreach",
            early_reason="school" if choice % 2 else None,
            youth_agreed=choice % 3 == 0,
        )
        self.ask(command)

    def answer(self, choice: int) -> None:
        nth = max(self.count(c.LogContactAttempt) - 1, 0)
        by: tuple[Addressee, ...] = ("youth", "youth", "relative")
        self.ask(c.LogAnswer(attempt_id=self.the("attempt", nth), at=self.at(10), by=by[choice % 3]))

    def own_contact(self, choice: int) -> None:
        purpose: Purpose = "follow_up" if choice % 3 == 2 else "outreach"
        contact_id = self.the("contact", self.count(c.LogSelfContact))
        self.ask(c.LogSelfContact(contact_id=contact_id, at=self.at(11), via="drop_in", purpose=purpose))

    def plan_contact(self, choice: int) -> None:
        plan_id = self.the("plan", self.count(c.PlanContact))
        self.ask(c.PlanContact(plan_id=plan_id, at=self.at() + timedelta(days=choice), channel="phone"))

    def drop_plan(self, choice: int) -> None:
        plan_id = self.the("plan", max(self.count(c.PlanContact) - 1, 0))
        self.ask(c.DropPlannedContact(plan_id=plan_id, on=self.day, reason="rescheduled"))

    def occupation(self, choice: int) -> None:
        code = ("work", "none", "komvux", "unknown")[choice % 4]
        self.ask(c.RecordOccupation(on=self.day, code=code, source="youth"))

    def decline(self, choice: int) -> None:
        self.ask(c.RecordDecline(on=self.day, offered=("meeting", "guidance")[choice % 2]))

    def contact_detail(self, choice: int) -> None:
        command = c.RecordContactDetail(on=self.day, field=("phone", "email")[choice % 2], source="youth")
        self.ask(command, value=("070-1740699", f"annan{self.number}@example.org")[choice % 2])

    def failed_detail(self, choice: int) -> None:
        field, failure = (("phone", "disconnected"), ("email", "bounced"))[choice % 2]
        self.ask(c.ReportFailedContactDetail(on=self.day, field=field, failure=failure))

    def doubt_address(self, choice: int) -> None:
        self.ask(c.DoubtAddress(on=self.day, address_id=self.the("address")))

    def report_address(self, choice: int) -> None:
        self.ask(c.ReportAddress(on=self.day, address_id=self.the("address")))

    def close_report(self, choice: int) -> None:
        self.ask(c.CloseAddressReport(on=self.day, address_id=self.the("address"), result="confirmed"))

    def enrol(self, choice: int) -> None:
        nth = self.count(c.Enrol)
        command = c.Enrol(
            enrolment_id=self.the("enrolment", nth),
            unit=UNITS[choice % len(UNITS)],
            on=self.day,
            contact_id=self.the("contact at enrolment", nth),
            support_package_offered=choice % 2 == 0,
        )
        self.ask(command)

    def start_service(self, choice: int) -> None:
        command = c.StartService(
            service_id=self.the("service", self.count(c.StartService)),
            enrolment_id=self.the("enrolment", max(self.count(c.Enrol) - 1, 0)),
            service=("aim", "ungvux")[choice % 2],
            unit="aim",
            on=self.day,
        )
        self.ask(command)

    def end_service(self, choice: int) -> None:
        service_id = self.the("service", max(self.count(c.StartService) - 1, 0))
        self.ask(c.EndService(service_id=service_id, on=self.day, outcome=("studies", "unknown")[choice % 2]))

    def close_enrolment(self, choice: int) -> None:
        enrolment_id = self.the("enrolment", max(self.count(c.Enrol) - 1, 0))
        outcomes: tuple[Outcome, ...] = ("studies", "unknown", "work", "no_occupation")
        self.ask(c.CloseEnrolment(enrolment_id=enrolment_id, on=self.day, outcome=outcomes[choice % 4]))

    def individual_plan(self, choice: int) -> None:
        self.ask(self._plan(c.RevisePlan if choice % 2 else c.RecordPlan))

    def _plan(self, kind: type[c.RecordPlan] | type[c.RevisePlan]) -> c.Command:
        return kind(
            plan_id=self.the("individual plan"),
            on=self.day,
            template="individual_plan_1",
            goal="work",
            follow_up_on=self.day + timedelta(days=60),
            measures=(PlanMeasure("guidance", "coach"),),
        )

    def assign(self, choice: int) -> None:
        unit = UNITS[choice % len(UNITS)]
        self.ask(c.AssignCase(on=self.day, unit=unit, reason="distributed", user="coordinator-2"), by=CENTRAL)

    def disclose(self, choice: int) -> None:
        command = c.DiscloseData(on=self.day, recipient="school", fields=("name", "occupation"), ground="agreed")
        self.ask(command, by=CENTRAL)

    def begin_studies(self, choice: int) -> None:
        self.ask(c.EndResponsibility(on=self.day, aims_at_eligibility=True))

    def correct(self, choice: int) -> None:
        changes = {"on": self.day.isoformat()} if choice % 2 else {"channel": "phone"}
        command = c.CorrectEntry(reason="wrong_value", changes=changes, made_by=self._earlier(choice))
        self.ask(command, by=CENTRAL)

    def void(self, choice: int) -> None:
        command = c.VoidEntry(reason="did_not_happen", made_by=self._earlier(choice), with_dependents=choice % 2 == 0)
        self.ask(command, by=CENTRAL)

    def _earlier(self, back: int) -> str:
        return self._command_id(max(self.made - back % 3, 1))


MOVES: Mapping[str, Callable[[Life, int], None]] = {
    "change_district": Life.change_district,
    "change_gender": Life.change_gender,
    "change_protection": Life.change_protection,
    "move_home": Life.move_home,
    "leave": Life.leave,
    "enter": Life.enter,
    "attempt": Life.attempt,
    "answer": Life.answer,
    "own_contact": Life.own_contact,
    "plan_contact": Life.plan_contact,
    "drop_plan": Life.drop_plan,
    "occupation": Life.occupation,
    "decline": Life.decline,
    "contact_detail": Life.contact_detail,
    "failed_detail": Life.failed_detail,
    "doubt_address": Life.doubt_address,
    "report_address": Life.report_address,
    "close_report": Life.close_report,
    "enrol": Life.enrol,
    "start_service": Life.start_service,
    "end_service": Life.end_service,
    "close_enrolment": Life.close_enrolment,
    "individual_plan": Life.individual_plan,
    "assign": Life.assign,
    "disclose": Life.disclose,
    "begin_studies": Life.begin_studies,
    "correct": Life.correct,
    "void": Life.void,
}

REGISTER_MOVES = ("change_district", "change_gender", "change_protection", "move_home", "leave", "enter")

PHRASES: tuple[tuple[str, ...], ...] = (
    *((name,) for name in MOVES),
    ("attempt", "answer"),
    ("attempt", "attempt", "answer", "occupation"),
    ("plan_contact", "drop_plan"),
    ("doubt_address", "report_address", "close_report"),
    ("enrol", "close_enrolment"),
    ("enrol", "start_service", "end_service", "close_enrolment"),
    ("enrol", "start_service", "close_enrolment"),
    ("individual_plan", "individual_plan"),
    ("attempt", "correct"),
    ("attempt", "void"),
    ("attempt", "answer", "void"),
    ("enrol", "correct"),
    ("enrol", "close_enrolment", "void"),
    ("leave", "enter"),
)
"""Moves that make sense one after the other."""


def lived(number: int, born: date, moves: Iterable[Move]) -> list[Step]:
    """What is told of a youth whom BER takes in first, and who then makes the moves."""
    life = Life(number, born)
    life.go(Move("enter", 0, number))
    for move in moves:
        life.go(move)
    return life.steps
