"""``LetterRuns`` on SQLite and PostgreSQL.

Every transaction that writes begins by writing: SQLite would refuse one that has read where another has written
since.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection, Engine, and_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from kaa_tracker.adapters.outbound.inbox.instants import stored_instant
from kaa_tracker.adapters.outbound.letters.rows import (
    recipient_values,
    run_values,
    told_recipient,
    told_run,
    told_why,
    turn_values,
)
from kaa_tracker.adapters.outbound.letters.tables import letter_recipient, letter_run
from kaa_tracker.application.letters.runs import FORGOTTEN, MOST, Fate, LetterRun, Recipient, Turn, Turns

_run = letter_run.c
_letter = letter_recipient.c


class SqlLetterRuns:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, run: LetterRun, recipients: Sequence[Recipient]) -> LetterRun:
        with self._engine.begin() as connection:
            if _insert_new(connection, run) and recipients:
                connection.execute(insert(letter_recipient), [recipient_values(run.run_id, one) for one in recipients])
            return _the(connection, run.run_id)

    def run(self, run_id: UUID) -> LetterRun | None:
        with self._engine.connect() as connection:
            return _found(connection, run_id)

    def runs(self, units: Collection[str] | None, *, limit: int, page: int = 1) -> tuple[Sequence[LetterRun], int]:
        mine = [] if units is None else [_run.unit.in_(units)]
        latest = select(letter_run).where(*mine).order_by(_run.prepared_at.desc(), _run.run_id)
        with self._engine.connect() as connection:
            rows = connection.execute(latest.limit(limit).offset(limit * (page - 1))).all()
            total = connection.scalar(select(func.count()).select_from(letter_run).where(*mine)) or 0
        return [told_run(row) for row in rows], total

    def recipients(
        self, run_id: UUID, fates: Collection[Fate] = (), *, limit: int = MOST, page: int = 1
    ) -> Sequence[Recipient]:
        of_fate = [_letter.fate.in_(fates)] if fates else []
        letters = select(letter_recipient).where(_letter.run_id == run_id, *of_fate).order_by(_letter.place)
        with self._engine.connect() as connection:
            return [told_recipient(row) for row in connection.execute(letters.limit(limit).offset(limit * (page - 1)))]

    def tally(self, run_id: UUID) -> Mapping[Turn, int]:
        kinds = (_letter.fate, _letter.rule, _letter.about)
        counted = select(*kinds, func.count()).where(_letter.run_id == run_id).group_by(*kinds).order_by(*kinds)
        with self._engine.connect() as connection:
            rows = connection.execute(counted).all()
        return {Turn(fate, told_why(rule, about)): count for fate, rule, about, count in rows}

    def begin_posting(self, run_id: UUID, on: date, by: str) -> LetterRun:
        unsettled = update(letter_run).where(_run.run_id == run_id, _run.posted_on.is_(None))
        with self._engine.begin() as connection:
            connection.execute(unsettled.values(posted_on=on, posted_by=by))
            return _the(connection, run_id)

    def turn(self, run_id: UUID, turns: Turns) -> None:
        if turns:
            with self._engine.begin() as connection:
                _turn(connection, run_id, turns)

    def posted(self, run_id: UUID, turns: Turns, at: datetime) -> LetterRun:
        first = update(letter_run).where(_run.run_id == run_id, _run.posted_at.is_(None))
        with self._engine.begin() as connection:
            connection.execute(first.values(posted_at=stored_instant(at)))
            _turn(connection, run_id, turns)
            return _the(connection, run_id)

    def undone(self, run_id: UUID, turns: Turns, by: str, at: datetime) -> LetterRun:
        first = update(letter_run).where(_run.run_id == run_id, _run.undone_at.is_(None))
        with self._engine.begin() as connection:
            connection.execute(first.values(undone_by=by, undone_at=stored_instant(at)))
            _turn(connection, run_id, turns)
            return _the(connection, run_id)

    def forget_case(self, case_id: UUID) -> int:
        forgotten = update(letter_recipient).where(_letter.case_id == case_id)
        with self._engine.begin() as connection:
            return connection.execute(forgotten.values(case_id=FORGOTTEN, address_id=None)).rowcount

    def forget_before(self, moment: datetime) -> int:
        old = select(_run.run_id).where(_run.prepared_at < stored_instant(moment))
        with self._engine.begin() as connection:
            return connection.execute(delete(letter_recipient).where(_letter.run_id.in_(old))).rowcount


def _insert_new(connection: Connection, run: LetterRun) -> bool:
    """Whether there was none under its id."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    new = dialect.insert(letter_run).values(run_values(run)).on_conflict_do_nothing().returning(_run.run_id)
    return connection.execute(new).first() is not None


def _found(connection: Connection, run_id: UUID) -> LetterRun | None:
    row = connection.execute(select(letter_run).where(_run.run_id == run_id)).first()
    return told_run(row) if row else None


def _the(connection: Connection, run_id: UUID) -> LetterRun:
    run = _found(connection, run_id)
    if run is None:
        raise LookupError("no such letter run")
    return run


def _turn(connection: Connection, run_id: UUID, turns: Turns) -> None:
    its = and_(_letter.run_id == run_id, _letter.place == bindparam("its_place"))
    for before, rows in turn_values(turns):
        was = or_(*(_letter.fate == fate for fate in before))  # many rows at once know no list of values
        connection.execute(update(letter_recipient).where(its, was), rows)
