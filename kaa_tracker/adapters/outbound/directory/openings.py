"""The cases that are open to a user for a time."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, insert, select, update

from kaa_tracker.adapters.outbound.directory.tables import directory_opening, directory_user
from kaa_tracker.adapters.outbound.directory.users import check_somebody_else, is_in
from kaa_tracker.adapters.outbound.inbox.instants import stored_instant, told_instant
from kaa_tracker.application.access.directory import DirectoryRefused, Opening
from kaa_tracker.domain.case.refusal import Refusal

_opening = directory_opening.c
_user = directory_user.c
_with_user = select(directory_opening, _user.name).join(directory_user, _opening.holder == _user.number)


def add(connection: Connection, holder: int, opening: Opening) -> int:
    opened = {
        "kind": opening.kind,
        "holder": holder,
        "case_id": opening.case_id,
        "reason": opening.reason,
        "opened_at": stored_instant(opening.opened_at),
        "until": stored_instant(opening.until),
    }
    number = connection.scalar(insert(directory_opening).values(opened).returning(_opening.number))
    assert number is not None
    return int(number)


def opened_to(connection: Connection, name: str, now: datetime) -> frozenset[UUID]:
    """What was opened to somebody under the name before they were removed and let in again is closed."""
    opened = select(_opening.case_id).join(directory_user, _opening.holder == _user.number)
    instant = stored_instant(now)
    still = (_opening.opened_at <= instant, _opening.until > instant, _opening.case_id.is_not(None))
    return frozenset(connection.scalars(opened.where(is_in(name), *still)))


def latest(connection: Connection, *, unreviewed_only: bool, limit: int, before: int) -> list[Opening]:
    query = _with_user.order_by(_opening.number.desc()).limit(limit)
    if before:
        query = query.where(_opening.number < before)
    if unreviewed_only:
        query = query.where(_opening.kind == "broken_glass", _opening.reviewed_at.is_(None))
    return [_told(row) for row in connection.execute(query)]


def review(connection: Connection, number: int, by: str, at: datetime) -> None:
    found = connection.execute(_with_user.where(_opening.number == number, _opening.kind == "broken_glass")).first()
    if found is None:
        raise DirectoryRefused(Refusal("unknown_opening"))
    check_somebody_else(found.name, by)
    if found.reviewed_at is not None:
        raise DirectoryRefused(Refusal("reviewed_before"))
    reviewed = update(directory_opening).where(_opening.number == number)
    connection.execute(reviewed.values(reviewed_by=by, reviewed_at=stored_instant(at)))


def forget_case(connection: Connection, case_id: UUID) -> None:
    connection.execute(update(directory_opening).where(_opening.case_id == case_id).values(case_id=None))


def _told(row: Row[Any]) -> Opening:
    return Opening(
        number=row.number,
        kind=row.kind,
        user=row.name,
        case_id=row.case_id,
        reason=row.reason,
        opened_at=told_instant(row.opened_at),
        until=told_instant(row.until),
        reviewed_by=row.reviewed_by,
        reviewed_at=told_instant(row.reviewed_at) if row.reviewed_at is not None else None,
    )
