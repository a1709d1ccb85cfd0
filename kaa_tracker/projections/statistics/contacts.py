"""Attempts, what reached the youth, and what was then said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Table, Uuid

from kaa_tracker.domain.case.events import (
    AddressReportClosed,
    AddressReported,
    History,
    OccupationRecorded,
    SelfContactMade,
    SupportDeclined,
)
from kaa_tracker.domain.case.life import Life
from kaa_tracker.domain.case.outreach import Reach, answers
from kaa_tracker.domain.periods import FOREVER, SWEDEN, is_covered, local_day
from kaa_tracker.projections.contract import Row, Rows, read_model

attempt = Table(
    "attempt",
    read_model,
    Column("case_id", Uuid, nullable=False),
    Column("attempt_id", Uuid, nullable=False),
    Column("day", Date, nullable=False),
    Column("channel", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("method", String, nullable=True),
    Column("nth", Integer, nullable=False),
    Column("weekday", String, nullable=False),
    Column("hour", String, nullable=False),
    Column("answered_on", Date, nullable=True),
    Column("counts", Boolean, nullable=False),
    Index("attempt_case", "case_id"),
    Index("attempt_day", "day"),
)
"""An attempt; ``counts`` while register or responsibility held that day, else it was outside coverage.

``nth`` of the outreach attempts since the youth last entered the register; 0 where it is none. ``weekday``
(``1`` is Monday) and ``hour`` (``00`` to ``23``) are Swedish.
"""

reach = Table(
    "reach",
    read_model,
    Column("case_id", Uuid, nullable=False),
    Column("day", Date, nullable=False),
    Column("nth", Integer, nullable=False),
    Column("reached_by", String, nullable=False),
    Column("unprompted", Boolean, nullable=False),
    Column("counts", Boolean, nullable=False),
    Column("covered", Boolean, nullable=False),
    Column("occupation", String, nullable=True),
    Index("reach_case", "case_id"),
    Index("reach_day", "day"),
)
"""A fact that reached the youth, the ``nth`` in the order of happening.

``unprompted``: an own contact with no attempt before it in the spell. ``occupation``: the code
recorded nearest the day and near enough; the later one where two are as near.
"""

decline = Table(
    "decline",
    read_model,
    Column("case_id", Uuid, nullable=False),
    Column("day", Date, nullable=False),
    Column("recontact_on", Date, nullable=True),
    Column("kept_on", Date, nullable=True),
    Index("decline_case", "case_id"),
    Index("decline_day", "day"),
    Index("decline_recontact", "recontact_on"),
)
"""A decline, when to ask again, and when that was done.

``recontact_on`` is null where it lapsed: on that day neither register nor responsibility held, or the
youth was enrolled. It is kept by the first contact or enrolment from that day while they still held.
"""

address_report = Table(
    "address_report",
    read_model,
    Column("case_id", Uuid, nullable=False),
    Column("address_id", Uuid, nullable=False),
    Column("day", Date, nullable=False),
    Column("closed_on", Date, nullable=True),
    Column("result", String, nullable=True),
    Index("address_report_case", "case_id"),
    Index("address_report_day", "day"),
)


def _attempts(life: Life, history: History) -> Iterator[Row]:
    answered, held, numbers = answers(life.case), life.held, _numbers(life)
    for day, entry in life.attempts:
        event = entry.event
        answer = answered.get(event.attempt_id) if answered else None
        yield (
            event.attempt_id,
            day,
            event.channel,
            event.unit,
            event.purpose,
            event.method,
            numbers.get(event.attempt_id, 0),
            f"{day.isoweekday()}",
            f"{event.at.astimezone(SWEDEN):%H}",
            local_day(answer.event.at) if answer else None,
            is_covered(day, held),
        )


def _numbers(life: Life) -> Mapping[UUID, int]:
    """Which of its spell's outreach attempts each is: as they were made, those of one instant as they were logged."""
    made = [(entry.event, day) for day, entry in life.attempts if entry.event.purpose == "outreach"]
    numbers, made_in = {}, Counter[date]()
    for event, day in sorted(made, key=lambda one: one[0].at):
        start = life.spell_start(day)
        made_in[start] += 1
        numbers[event.attempt_id] = made_in[start]
    return numbers


def _reaches(life: Life, history: History) -> Iterator[Row]:
    occupations = [(o.event.on, o.version, o.event.code) for o in life.case.all(OccupationRecorded)]
    near = timedelta(days=life.rules.occupation_near_reach_days)
    for nth, found in enumerate(life.reaches):
        yield (
            found.day,
            nth,
            found.by,
            found.by == "own_contact" and not _is_prompted(life, found),
            life.is_held(found.day),
            life.in_register(found.day),
            _nearest(occupations, found.day, near),
        )


def _is_prompted(life: Life, contact: Reach) -> bool:
    """Whether an outreach attempt of the spell came before."""
    start = life.spell_start(contact.day)
    return any(
        start <= day and entry.event.at <= contact.at and entry.event.purpose == "outreach"
        for day, entry in life.attempts
    )


def _nearest(occupations: list[tuple[date, int, str]], day: date, near: timedelta) -> str | None:
    within = [(abs(on - day), -on.toordinal(), -version, code) for on, version, code in occupations]
    nearest = min(within, default=None)
    return nearest[3] if nearest and nearest[0] <= near else None


def _declines(life: Life, history: History) -> Iterator[Row]:
    declined = life.case.all(SupportDeclined)
    if not declined:
        return
    contacts = [local_day(own.event.at) for own in life.case.all(SelfContactMade)]
    contacts += [day for day, _ in life.attempts]
    contacts += [enrolment.span.first for enrolment in life.enrolments]
    for entry in declined:
        due = entry.event.recontact_on
        held = next((span for span in life.held if span.covers(due)), None)
        if held is None or life.is_enrolled(due):
            yield (entry.event.on, None, None)
        else:
            kept = (day for day in contacts if day >= due and held.covers(day))
            yield (entry.event.on, due, min(kept, default=None))


def _address_reports(life: Life, history: History) -> Iterator[Row]:
    """Each report of an address with its own closing: the first from its day on that closed no earlier one."""
    reports = sorted(life.case.all(AddressReported), key=lambda entry: (entry.event.on, entry.version))
    closings = sorted(life.case.all(AddressReportClosed), key=lambda entry: (entry.event.on, entry.version))
    for n, entry in enumerate(reports):
        report = entry.event
        again = min((r.event.on for r in reports[n + 1 :] if r.event.address_id == report.address_id), default=FOREVER)
        own = [c for c in closings if c.event.address_id == report.address_id and report.on <= c.event.on <= again]
        closed = own[0] if own else None
        if closed is not None:
            closings.remove(closed)
        yield (
            report.address_id,
            report.on,
            closed.event.on if closed else None,
            closed.event.result if closed else None,
        )


CONTACTS = (
    Rows(attempt, _attempts),
    Rows(reach, _reaches),
    Rows(decline, _declines),
    Rows(address_report, _address_reports),
)
