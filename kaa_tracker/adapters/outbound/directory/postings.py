"""What users hold, and held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Date, Row, bindparam, insert, select, update

from kaa_tracker.adapters.outbound.directory.tables import IS_IN, directory_posting, directory_review, directory_user
from kaa_tracker.adapters.outbound.inbox.instants import stored_instant, told_instant
from kaa_tracker.application.access.directory import Colleague, Held
from kaa_tracker.domain.access.roles import Posting, User
from kaa_tracker.domain.periods import local_day

_posting = directory_posting.c
_user = directory_user.c
_review = directory_review.c


def users(connection: Connection, names: Collection[str], today: date) -> dict[str, User]:
    held: dict[str, tuple[Posting, ...]] = {}
    for name, role, unit in connection.execute(_OF_NAMES, {"today": today, "names": list(names)}):
        held[name] = (*held.get(name, ()), Posting(role, unit)) if role is not None else ()
    return {name: User(name, postings) for name, postings in held.items()}


def holders(connection: Connection, role: str, today: date) -> frozenset[str]:
    held = select(_user.name).join(directory_posting, _posting.holder == _user.number)
    return frozenset(connection.scalars(held.where(_posting.role == role, _in_force(today))))


def grant(connection: Connection, holder: int, posting: Posting, until: date, by: str, at: datetime) -> int:
    """What they held of the same ends, so that what is granted last is what counts."""
    end(connection, holder, posting, by, at)
    granted = {
        "holder": holder,
        **posting._asdict(),
        "since": local_day(at),
        "until": until,
        "granted_by": by,
        "granted_at": stored_instant(at),
    }
    number = connection.scalar(insert(directory_posting).values(granted).returning(_posting.number))
    assert number is not None
    return int(number)


def end(connection: Connection, holder: int, posting: Posting | None, by: str, at: datetime) -> int:
    """End the posting, or all of them; answers how many were held."""
    held = [_posting.holder == holder, _posting.revoked_at.is_(None), _posting.until >= local_day(at)]
    if posting is not None:
        held += [_posting.role == posting.role, _posting.unit == posting.unit]
    ended = update(directory_posting).where(*held).values(revoked_by=by, revoked_at=stored_instant(at))
    return connection.execute(ended).rowcount


def colleagues(connection: Connection, today: date) -> list[Colleague]:
    held: dict[int, list[Held]] = defaultdict(list)
    to_come = select(directory_posting).where(_posting.revoked_at.is_(None), _posting.until >= today)
    for row in connection.execute(to_come.order_by(_posting.number)):
        told = Held(row.number, Posting(row.role, row.unit), row.since, row.until, row.granted_by)
        held[row.holder].append(told)
    reviews = _latest_reviews(connection)
    everybody = connection.execute(select(directory_user).where(IS_IN)).all()
    return sorted(_colleague(row, tuple(held[row.number]), reviews.get(row.number)) for row in everybody)


def _in_force(today: date | ColumnElement[date]) -> ColumnElement[bool]:
    return _posting.revoked_at.is_(None) & (_posting.since <= today) & (_posting.until >= today)


_TODAY = bindparam("today", type_=Date)
_OF_NAMES = (
    select(_user.name, _posting.role, _posting.unit)
    .select_from(directory_user.outerjoin(directory_posting, (_posting.holder == _user.number) & _in_force(_TODAY)))
    .where(_user.name.in_(bindparam("names", expanding=True)), IS_IN)
    .order_by(_posting.number)
)


def _latest_reviews(connection: Connection) -> Mapping[int, Row[Any]]:
    return {row.holder: row for row in connection.execute(select(directory_review).order_by(_review.number))}


def _colleague(row: Row[Any], held: tuple[Held, ...], review: Row[Any] | None) -> Colleague:
    return Colleague(
        name=row.name,
        postings=held,
        added_on=_day(row.added_at),
        reviewed_on=_day(review.reviewed_at) if review else None,
        reviewed_by=review.reviewed_by if review else None,
        seen_on=row.seen_on,
    )


def _day(instant: int) -> date:
    return local_day(told_instant(instant))
