"""Invented youths, told day by day, and a city of them to ask for figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID, uuid5
from weakref import finalize

from sqlalchemy import Connection, Engine, create_engine, insert

from kaa_tracker.adapters.outbound.reference_files import load_reference
from kaa_tracker.adapters.outbound.stream_ids import RANDOM_BITS, uuid7
from kaa_tracker.domain.case import events as e
from kaa_tracker.domain.case.life import Life
from kaa_tracker.domain.case.state import replay
from kaa_tracker.domain.periods import SWEDEN, Period, noon, operating_year
from kaa_tracker.projections.catalogue import PROJECTIONS
from kaa_tracker.projections.contract import project, read_model
from kaa_tracker.projections.statistics.figures import Counted, Figures, cases, count
from kaa_tracker.projections.statistics.report.annual import annual_report
from kaa_tracker.projections.statistics.report.cells import Report
from kaa_tracker.projections.statistics.retained import retained_model

REFERENCE = load_reference()
RULES = REFERENCE.rules
YEAR_2022 = operating_year(2022)

_SOMEBODY = e.Actor("coordinator-1", "local_coordinator")
_IDS = UUID("6f2d3c1e-0000-4000-8000-000000000000")


def day(text: str) -> date:
    return date.fromisoformat(text)


class Youth:
    """What is told of one youth, in the order in which it was recorded. Days are written 2022-03-01."""

    def __init__(self, *, born: int = 2004, gender: e.Gender = "woman") -> None:
        self._born = born
        self._gender = gender
        self._told: list[e.CaseEvent] = []
        self._revision = 0
        self._made = 0
        self._open: dict[str, UUID] = {}
        self._rounds = True

    def enters(self, on: str, district: str = "farsta") -> Youth:
        return self._tell(
            e.RegisterEntered(
                entered_on=day(on),
                revision=self._next_revision(),
                gender=self._gender,
                birth_year=self._born,
                district=district,
                home_municipality="0180",
                last_school_occupation="upper_secondary",
            )
        )

    def changes(self, on: str, **details: Any) -> Youth:
        return self._tell(e.RegisterDetailsChanged(effective_on=day(on), revision=self._next_revision(), **details))

    def leaves(self, on: str, reason: str = "studies_registered", district: str = "farsta") -> Youth:
        revision = self._next_revision()
        return self._tell(e.RegisterLeft(left_on=day(on), revision=revision, reason=reason, district=district))

    def is_met_by_hand(self, on: str, district: str = e.NO_DISTRICT) -> Youth:
        return self._tell(
            e.CaseOpenedByHand(
                on=day(on), basis="drop_in", gender=self._gender, birth_year=self._born, district=district
            )
        )

    def begins_other_studies(self, on: str) -> Youth:
        return self._tell(e.ResponsibilityEnded(on=day(on), reason="equivalent_studies"))

    def turns_20(self, on: str) -> Youth:
        return self._tell(e.ResponsibilityEnded(on=day(on), reason="turned_20"))

    def search_begins(self, on: str) -> Youth:
        """Recorded by the daily round, before what is told after it."""
        started = e.SearchStarted(on=day(on), reason="wait_over", wait_days=RULES.wait_days, rule_version="1")
        return self._tell(started)

    def without_daily_rounds(self) -> Youth:
        self._rounds = False
        return self

    def is_tried(
        self,
        on: str,
        channel: str = "letter",
        unit: str = "globen",
        purpose: e.Purpose = "outreach",
        *,
        method: str | None = None,
        at: time = time(12),
    ) -> Youth:
        """At noon, unless it says another Swedish time."""
        attempt = e.ContactAttempted(
            attempt_id=self._new("attempt"),
            at=datetime.combine(day(on), at, SWEDEN).astimezone(UTC),
            channel=channel,
            addressee="youth",
            unit=unit,
            purpose=purpose,
            method=method,
        )
        return self._tell(attempt)

    def answers(self, on: str, by: e.Addressee = "youth") -> Youth:
        """The attempt made last."""
        return self._tell(e.ContactAnswered(attempt_id=self._open["attempt"], at=noon(day(on)), by=by))

    def comes(self, on: str, purpose: e.Purpose = "outreach") -> Youth:
        contact = e.SelfContactMade(contact_id=self._new("contact"), at=noon(day(on)), via="drop_in", purpose=purpose)
        return self._tell(contact)

    def does(self, occupation: str, on: str) -> Youth:
        return self._tell(e.OccupationRecorded(on=day(on), code=occupation, source="youth"))

    def declines(self, on: str, until: str) -> Youth:
        return self._tell(e.SupportDeclined(on=day(on), offered="meeting", by="youth", recontact_on=day(until)))

    def address_is_reported(self, on: str, address: str = "home") -> Youth:
        return self._tell(e.AddressReported(on=day(on), address_id=uuid5(_IDS, address)))

    def enrols(self, on: str, unit: str = "globen", *, package: bool = False) -> Youth:
        enrolled = e.Enrolled(
            enrolment_id=self._new(f"enrolment at {unit}"), unit=unit, on=day(on), support_package_offered=package
        )
        return self._tell(enrolled)

    def is_closed(self, on: str, to: e.Outcome = "studies", unit: str = "globen") -> Youth:
        closed = e.EnrolmentClosed(enrolment_id=self._open[f"enrolment at {unit}"], on=day(on), outcome=to)
        return self._tell(closed)

    def starts(self, service: str, on: str, unit: str = "aim") -> Youth:
        started = e.ServiceStarted(
            service_id=self._new(service),
            enrolment_id=self._new("any enrolment"),
            service=service,
            unit=unit,
            on=day(on),
        )
        return self._tell(started)

    def ends(self, service: str, on: str, to: e.Outcome = "studies") -> Youth:
        return self._tell(e.ServiceEnded(service_id=self._open[service], on=day(on), outcome=to))

    def takes_back_last_entry(self) -> Youth:
        return self._tell(e.EntryVoided(entry=len(self._told), reason="did_not_happen"))

    def history(self) -> e.History:
        told = list(self._told)
        if self._rounds:
            life = Life(replay(_entries(told)), RULES)
            told += [
                e.SearchStarted(on=on, reason=reason, wait_days=RULES.wait_days, rule_version=RULES.version)
                for on, reason in life.searches_due
            ]
        return tuple(_entries(told))

    def _tell(self, event: e.CaseEvent) -> Youth:
        self._told.append(event)
        return self

    def _next_revision(self) -> int:
        self._revision += 1
        return self._revision

    def _new(self, what: str) -> UUID:
        self._made += 1
        self._open[what] = uuid5(_IDS, f"{id(self)} {what} {self._made}")
        return self._open[what]


def _entries(told: Sequence[e.CaseEvent]) -> Iterator[e.Entry[e.CaseEvent]]:
    recorded = datetime(2023, 6, 1, tzinfo=UTC)
    return (e.Entry(n, recorded, _SOMEBODY, f"command-{n}", event) for n, event in enumerate(told, 1))


class City:
    """Youths by name, in a read model of its own."""

    def __init__(self, connection: Connection, **youths: Youth) -> None:
        self.connection = connection
        self.names = {uuid7(n << RANDOM_BITS | n): name for n, name in enumerate(youths, 1)}
        for case_id, youth in zip(self.names, youths.values(), strict=True):
            store(connection, case_id, youth.history())

    def count(self, measure: str, *by: str, period: Period = YEAR_2022, **how: Any) -> Figures:
        return count(self.connection, REFERENCE, measure, period, by, **how)

    def total(self, measure: str, period: Period = YEAR_2022) -> int:
        return self.count(measure, period=period).total

    def by(self, breakdown: str, measure: str, period: Period = YEAR_2022, **how: Any) -> dict[str, int]:
        return {value: n for (value,), n in self.count(measure, breakdown, period=period, **how).rows.items()}

    def behind(self, measure: str, period: Period = YEAR_2022, **where: str) -> list[Counted]:
        return cases(self.connection, REFERENCE, measure, period, where)

    def who(self, measure: str, period: Period = YEAR_2022, **where: str) -> set[str]:
        return {self.names[one.case_id] for one in self.behind(measure, period, **where)}

    def placed(self, measure: str, period: Period = YEAR_2022) -> dict[str, str]:
        return {self.names[one.case_id]: one.placed_on.isoformat() for one in self.behind(measure, period)}

    def report(self, *, year: int = 2022, **how: Any) -> Report:
        """The annual report, of 2022 unless another year is asked for."""
        return annual_report(self.connection, REFERENCE, year, **how)


def store(connection: Connection, case_id: UUID, history: e.History) -> None:
    """Write what the folds make of a history."""
    derived = project(case_id, history, PROJECTIONS, RULES)
    for projection, rows in zip(PROJECTIONS, derived.rows, strict=True):
        names = [column.name for column in projection.table.columns]
        if rows:
            connection.execute(
                insert(projection.table), [dict(zip(names, (case_id, *row), strict=True)) for row in rows]
            )


def city(**youths: Youth) -> City:
    """On SQLite, in memory; closed when nobody holds it any more."""
    engine = create_engine("sqlite://")
    connection = engine.connect()
    read_model.create_all(connection)
    retained_model.create_all(connection)
    told = City(connection, **youths)
    finalize(told, _close, connection, engine)
    return told


def _close(connection: Connection, engine: Engine) -> None:
    connection.close()
    engine.dispose()
