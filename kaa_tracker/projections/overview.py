"""The case at a glance: one row a case, what it says now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    Select,
    String,
    Table,
    Uuid,
    and_,
    exists,
    extract,
    false,
    or_,
    select,
)

from kaa_tracker.domain.case.events import NO_DISTRICT, CaseAssigned, History
from kaa_tracker.domain.case.life import Life
from kaa_tracker.domain.case.responsibility import GOES_ON_AFTER
from kaa_tracker.domain.periods import FOREVER, ONE_DAY
from kaa_tracker.projections.contract import Row, Rows, read_model
from kaa_tracker.projections.statistics.support import enrolment

case_overview = Table(
    "case_overview",
    read_model,
    Column("case_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("gender", String, nullable=False),
    Column("birth_year", Integer, nullable=True),
    Column("district", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("user", String, nullable=True),
    Column("protected", Boolean, nullable=False),
    Column("entered_on", Date, nullable=True),
    Column("left_on", Date, nullable=True),
    Column("exit_unknown", Boolean, nullable=False),
    Column("responsible_from", Date, nullable=True),
    Column("responsible_through", Date, nullable=True),
    Column("turned_20", Boolean, nullable=False),
    Column("searched_from", Date, nullable=True),
    Column("searched_through", Date, nullable=True),
    Column("search_due_on", Date, nullable=True),
    Column("attempts", Integer, nullable=False),
    Column("last_attempt_on", Date, nullable=True),
    Column("first_reached_on", Date, nullable=True),
    Column("enrolments", Integer, nullable=False),
    Column("open_enrolments", Integer, nullable=False),
    Index("case_overview_case", "case_id", unique=True),
    Index("case_overview_due", "search_due_on"),
    Index("case_overview_unit", "unit"),
)
"""Days of the latest spell, responsibility and search; null through-days go on, attempts are of all time."""


def _open_as_null(day: date) -> date | None:
    return None if day == FOREVER else day


def _rows(life: Life, history: History) -> Iterator[Row]:
    assigned = life.case.last(CaseAssigned)
    spell = life.spells[-1] if life.spells else None
    held = life.responsible[-1] if life.responsible else None
    search = life.searches[-1].span if life.searches else None
    attempts = [day for day, _ in life.attempts]
    enrolments = life.enrolments
    yield (
        life.case.version,
        life.details.gender,
        life.details.birth_year,
        NO_DISTRICT if life.is_protected else life.details.district_known,
        assigned.event.unit if assigned else "",
        assigned.event.user if assigned else None,
        life.is_protected,
        spell.span.first if spell else None,
        _open_as_null(spell.span.last) if spell else None,
        bool(spell and spell.exit and spell.exit.event.reason == GOES_ON_AFTER),
        held.first if held else None,
        _open_as_null(held.last) if held else None,
        _turned_20_while_held(life),
        search.first if search else None,
        _open_as_null(search.last) if search else None,
        life.searches_due[0][0] if life.searches_due else None,
        len(attempts),
        max(attempts, default=None),
        life.reaches[0].day if life.reaches else None,
        len(enrolments),
        sum(enrolment.span.is_open for enrolment in enrolments),
    )


def _turned_20_while_held(life: Life) -> bool:
    """The clock may have said so of somebody who, as it turned out, had left before.

    The day itself would be the birth date, which is the vault's.
    """
    return life.turned_20 is not None and life.is_held(life.turned_20 - ONE_DAY)


OVERVIEW = (Rows(case_overview, _rows),)


def searches_due(through: date) -> Select[tuple[object]]:
    """The cases whose search should have begun by ``through`` and has not been recorded."""
    return select(case_overview.c.case_id).where(case_overview.c.search_due_on <= through)


def may_turn_20(through: date) -> Select[tuple[object]]:
    """The cases that nothing says have turned 20, and that may have been held on that birthday.

    Also those that have left since: a late round still has to say until when they were covered.
    """
    c = case_overview.c
    year_of_20 = c.birth_year + 20
    ends = (c.responsible_through, c.left_on)
    held_then = or_(c.birth_year.is_(None), *(or_(end.is_(None), extract("year", end) >= year_of_20) for end in ends))
    of_age = or_(c.birth_year.is_(None), year_of_20 <= through.year)
    return select(c.case_id).where(~c.turned_20, of_age, held_then)


def in_closed_units(last_days: Mapping[str, date]) -> Select[tuple[object]]:
    """The cases assigned to one of the units and still followed up there after its last day."""
    c = case_overview.c
    ends = (c.responsible_through, c.left_on)
    own = enrolment.c.case_id == c.case_id
    still = {
        unit: or_(exists().where(own, enrolment.c.last > last), *(or_(end.is_(None), end > last) for end in ends))
        for unit, last in last_days.items()
    }
    return select(c.case_id).where(or_(false(), *(and_(c.unit == unit, held) for unit, held in still.items())))
