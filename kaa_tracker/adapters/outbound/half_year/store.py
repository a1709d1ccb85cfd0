"""``HalfYearFiles`` on SQLite and PostgreSQL.

Every transaction that writes begins by writing: SQLite would refuse one that has read where another has written
since.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection, Engine, delete, insert, select, update

from kaa_tracker.adapters.outbound.half_year.rows import decision_values, file_values, told_decision, told_file
from kaa_tracker.adapters.outbound.half_year.sealing import Place, digest
from kaa_tracker.adapters.outbound.half_year.tables import half_year_decision, half_year_file, half_year_row
from kaa_tracker.adapters.outbound.inbox.instants import stored_instant
from kaa_tracker.application.half_year.files import (
    FORGOTTEN,
    AlteredFile,
    Decision,
    HalfYearFile,
    PersonLines,
)
from kaa_tracker.application.ports import Keys
from kaa_tracker.domain.half_year.half import HalfYear

_file = half_year_file.c
_row = half_year_row.c
_decision = half_year_decision.c


class SqlHalfYearFiles:
    def __init__(self, engine: Engine, keys: Keys) -> None:
        self._engine = engine
        self._keys = keys

    def add(self, file: HalfYearFile, persons: Sequence[PersonLines]) -> HalfYearFile:
        keys = self._keys.load([one.case_id for one in persons])
        if len(keys) < len(persons):
            raise LookupError("somebody in the file has no key any more")
        with self._engine.begin() as connection:
            made = connection.execute(insert(half_year_file).values(file_values(file)).returning(_file.number))
            number = int(made.scalar_one())
            _supersede(connection, file.half, number)
            rows = [_row_values(number, place, one, keys[one.case_id]) for place, one in enumerate(persons, 1)]
            if rows:
                connection.execute(insert(half_year_row), rows)
        return file._replace(number=number)

    def file(self, number: int) -> HalfYearFile | None:
        with self._engine.connect() as connection:
            return _found(connection, number)

    def files(self, half: HalfYear | None = None) -> Sequence[HalfYearFile]:
        latest = select(half_year_file).order_by(_file.number.desc())
        if half is not None:
            latest = latest.where(_file.half == str(half))
        with self._engine.connect() as connection:
            return [told_file(row) for row in connection.execute(latest)]

    def members(self, number: int) -> Sequence[UUID]:
        there = select(_row.case_id).where(_row.file == number, _row.case_id != FORGOTTEN).order_by(_row.place)
        with self._engine.connect() as connection:
            return list(connection.execute(there).scalars())

    def persons(self, number: int) -> Sequence[PersonLines]:
        with self._engine.connect() as connection:
            file, rows = _found(connection, number), _rows(connection, number)
        if file is None:
            return []
        if file.digest is not None and digest(file, ((row.place, row.sealed) for row in rows)) != file.digest:
            raise AlteredFile(f"the rows of file {number} are not those that were sealed")
        keys = self._keys.load([row.case_id for row in rows])
        return list(_opened(number, rows, keys))

    def seal(self, number: int, by: str, at: datetime) -> HalfYearFile:
        open_ = update(half_year_file).where(_file.number == number, _file.sealed_at.is_(None), ~_file.is_superseded)
        with self._engine.begin() as connection:
            taken = connection.execute(open_.values(sealed_by=by, sealed_at=stored_instant(at))).rowcount
            if taken:
                file = _the(connection, number)
                made = digest(file, ((row.place, row.sealed) for row in _rows(connection, number)))
                connection.execute(update(half_year_file).where(_file.number == number).values(digest=made))
            return _the(connection, number)

    def sent(self, number: int, by: str, at: datetime) -> HalfYearFile:
        unsent = update(half_year_file).where(_file.number == number, _file.sent_at.is_(None))
        with self._engine.begin() as connection:
            connection.execute(unsent.values(sent_by=by, sent_at=stored_instant(at)))
            return _the(connection, number)

    def decide(self, decision: Decision) -> None:
        with self._engine.begin() as connection:
            connection.execute(insert(half_year_decision).values(decision_values(decision)))

    def decisions(self, half: HalfYear) -> Mapping[UUID, Decision]:
        made = select(half_year_decision).where(_decision.half == str(half)).order_by(_decision.number)
        with self._engine.connect() as connection:
            return {row.case_id: told_decision(row) for row in connection.execute(made)}

    def forget_case(self, case_id: UUID) -> int:
        theirs = update(half_year_row).where(_row.case_id == case_id).values(case_id=FORGOTTEN)
        with self._engine.begin() as connection:
            files = list(connection.execute(theirs.returning(_row.file)).scalars())
            counted = update(half_year_file).where(_file.number.in_(files)).values(disposed=_file.disposed + 1)
            connection.execute(counted)
            connection.execute(delete(half_year_decision).where(_decision.case_id == case_id))
        return len(files)


def _supersede(connection: Connection, half: HalfYear, number: int) -> None:
    """What was built before and not sealed is of no use any more, and holds persons."""
    earlier = update(half_year_file).where(
        _file.half == str(half), _file.number < number, _file.sealed_at.is_(None), ~_file.is_superseded
    )
    gone = list(connection.execute(earlier.values(is_superseded=True).returning(_file.number)).scalars())
    connection.execute(delete(half_year_row).where(_row.file.in_(gone)))


def _row_values(number: int, place: int, one: PersonLines, key: bytes) -> dict[str, Any]:
    sealed = Place(number, place, one.case_id).seal(one.written, key)
    return {"file": number, "place": place, "case_id": one.case_id, "sealed": sealed}


def _opened(number: int, rows: Sequence[Any], keys: Mapping[UUID, bytes]) -> Iterator[PersonLines]:
    for row in rows:
        key = keys.get(row.case_id)
        if key is None:
            continue
        try:
            yield PersonLines(row.case_id, Place(number, row.place, row.case_id).unseal(row.sealed, key))
        except InvalidTag:
            raise AlteredFile(f"row {row.place} of file {number} cannot be opened") from None


def _rows(connection: Connection, number: int) -> Sequence[Any]:
    return connection.execute(select(half_year_row).where(_row.file == number).order_by(_row.place)).all()


def _found(connection: Connection, number: int) -> HalfYearFile | None:
    row = connection.execute(select(half_year_file).where(_file.number == number)).first()
    return told_file(row) if row else None


def _the(connection: Connection, number: int) -> HalfYearFile:
    file = _found(connection, number)
    if file is None:
        raise LookupError("no such half-year file")
    return file
