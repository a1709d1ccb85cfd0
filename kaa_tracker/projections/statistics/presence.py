"""When a youth was in the register, answered for, searched for; and their details over time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from sqlalchemy import Column, Date, Index, String, Table, Uuid

from kaa_tracker.domain.case.events import History
from kaa_tracker.domain.case.life import Life
from kaa_tracker.domain.case.outreach import due_day
from kaa_tracker.domain.periods import FOREVER
from kaa_tracker.projections.contract import Row, Rows, read_model

register_spell = Table(
    "register_spell",
    read_model,
    Column("case_id", Uuid, nullable=False),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("search_due_on", Date, nullable=False),
    Column("first_attempt_on", Date, nullable=True),
    Column("first_reached_on", Date, nullable=True),
    Column("first_enrolled_on", Date, nullable=True),
    Index("register_spell_case", "case_id"),
    Index("register_spell_last", "last", "first"),
)
"""A stay in the register under the age of 20, both days included, with the day its wait is over.

The firsts are those within the stay: the first outreach attempt, reach and enrolment of it.
"""

responsible_span = Table(
    "responsible_span",
    read_model,
    Column("case_id", Uuid, nullable=False),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Index("responsible_span_case", "case_id"),
    Index("responsible_span_last", "last", "first"),
)

search_span = Table(
    "search_span",
    read_model,
    Column("case_id", Uuid, nullable=False),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("reason", String, nullable=False),
    Index("search_span_case", "case_id"),
    Index("search_span_last", "last", "first"),
)

detail_span = Table(
    "detail_span",
    read_model,
    Column("case_id", Uuid, nullable=False),
    Column("detail", String, nullable=False),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("value", String, nullable=False),
    Index("detail_span_case", "case_id", "detail"),
)
"""``detail``: gender, district_known (a blank never erases it), district_said (what BER said last),
birth_year."""


def _register_spells(life: Life, history: History) -> Iterator[Row]:
    attempted = [day for day, entry in life.attempts if entry.event.purpose == "outreach"]
    reached = [reach.day for reach in life.reaches]
    enrolled = [enrolment.span.first for enrolment in life.enrolments]
    for spell in life.spells:
        first, last = spell.span
        firsts = [
            min([day for day in days if first <= day <= last], default=None) for days in (attempted, reached, enrolled)
        ]
        yield (first, last, due_day(spell, life.rules.wait_days), *firsts)


def _responsible(life: Life, history: History) -> Iterable[Row]:
    return life.responsible


def _searches(life: Life, history: History) -> Iterator[Row]:
    for search in life.searches:
        yield (*search.span, search.reason)


def _details(life: Life, history: History) -> Iterator[Row]:
    """The details that figures are broken down by; a protected youth has no district in any row."""
    told = life.details
    values = [("gender", told.genders)]
    if not life.is_protected:
        values += [("district_known", told.districts_known), ("district_said", told.districts_said)]
    for name, steps in values:
        for step in steps:
            yield (name, *step.span, step.value)
    if told.birth_year is not None:
        yield ("birth_year", date.min, FOREVER, str(told.birth_year))


PRESENCE = (
    Rows(register_spell, _register_spells),
    Rows(responsible_span, _responsible),
    Rows(search_span, _searches),
    Rows(detail_span, _details),
)
