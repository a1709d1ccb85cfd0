"""Who is in the directory, and since when."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, insert, or_, select, update

from kaa_tracker.adapters.outbound.directory.tables import IS_IN, directory_review, directory_user
from kaa_tracker.adapters.outbound.inbox.instants import stored_instant
from kaa_tracker.application.access.directory import DirectoryRefused
from kaa_tracker.application.access.user_names import is_user_name
from kaa_tracker.domain.case.refusal import Refusal

_user = directory_user.c


def is_in(name: str) -> ColumnElement[bool]:
    return (_user.name == name) & IS_IN


def number_of(connection: Connection, name: str) -> int:
    """The number of somebody who is in. Raises ``DirectoryRefused``."""
    number = connection.scalar(select(_user.number).where(is_in(name)))
    if number is None:
        raise DirectoryRefused(Refusal("unknown_user"))
    return int(number)


def add(connection: Connection, name: str, by: str, at: datetime) -> None:
    if not is_user_name(name):
        raise DirectoryRefused(Refusal("bad_user_name"))
    if connection.scalar(select(_user.number).where(is_in(name))) is not None:
        raise DirectoryRefused(Refusal("user_already_in"))
    connection.execute(insert(directory_user).values(name=name, added_by=by, added_at=stored_instant(at)))


def remove(connection: Connection, number: int, by: str, at: datetime) -> None:
    ended = update(directory_user).where(_user.number == number)
    connection.execute(ended.values(removed_by=by, removed_at=stored_instant(at)))


def note_seen(connection: Connection, name: str, today: date) -> None:
    seen = update(directory_user).where(is_in(name), or_(_user.seen_on.is_(None), _user.seen_on < today))
    connection.execute(seen.values(seen_on=today))


def note_review(connection: Connection, number: int, by: str, at: datetime) -> None:
    connection.execute(insert(directory_review).values(holder=number, reviewed_by=by, reviewed_at=stored_instant(at)))


def check_decider(by: str) -> None:
    """Whoever decides is written down, and nothing but a name can be. Raises ``DirectoryRefused``."""
    if not is_user_name(by):
        raise DirectoryRefused(Refusal("bad_user_name"))


def check_somebody_else(name: str, by: str) -> None:
    """Raises ``DirectoryRefused`` where somebody would review what is their own."""
    if by == name:
        raise DirectoryRefused(Refusal("own_review"))
