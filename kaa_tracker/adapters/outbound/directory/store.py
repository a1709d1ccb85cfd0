"""``Directory`` on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Engine

from kaa_tracker.adapters.outbound.directory import openings, postings, users
from kaa_tracker.adapters.outbound.directory.transactions import deciding
from kaa_tracker.application.access.directory import Colleague, DirectoryRefused, Opening
from kaa_tracker.application.access.granting import unfit, unfit_reason
from kaa_tracker.domain.access.roles import Posting, User
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.domain.periods import local_day
from kaa_tracker.domain.reference import Reference


class SqlDirectory:
    """Every method is a transaction of its own, for any number of threads and processes."""

    def __init__(self, engine: Engine, reference: Reference) -> None:
        self._engine = engine
        self._reference = reference

    def user(self, name: str, today: date) -> User | None:
        with self._engine.connect() as connection:
            return postings.users(connection, [name], today).get(name)

    def users(self, names: Collection[str], today: date) -> dict[str, User]:
        with self._engine.connect() as connection:
            return postings.users(connection, names, today)

    def seen(self, name: str, today: date) -> None:
        with self._engine.begin() as connection:
            users.note_seen(connection, name, today)

    def add(self, name: str, by: str, at: datetime) -> None:
        users.check_decider(by)
        with deciding(self._engine) as connection:
            users.add(connection, name, by, at)

    def remove(self, name: str, by: str, at: datetime) -> None:
        users.check_decider(by)
        with deciding(self._engine) as connection:
            number = users.number_of(connection, name)
            postings.end(connection, number, None, by, at)
            users.remove(connection, number, by, at)

    def grant(self, name: str, posting: Posting, until: date, by: str, at: datetime) -> int:
        users.check_decider(by)
        _raise(unfit(posting, until, local_day(at), self._reference))
        with deciding(self._engine) as connection:
            return postings.grant(connection, users.number_of(connection, name), posting, until, by, at)

    def revoke(self, name: str, posting: Posting, by: str, at: datetime) -> None:
        users.check_decider(by)
        with deciding(self._engine) as connection:
            if not postings.end(connection, users.number_of(connection, name), posting, by, at):
                raise DirectoryRefused(Refusal("posting_not_held"))

    def colleagues(self, today: date) -> list[Colleague]:
        with self._engine.connect() as connection:
            return postings.colleagues(connection, today)

    def review(self, name: str, by: str, at: datetime) -> None:
        users.check_decider(by)
        users.check_somebody_else(name, by)
        with deciding(self._engine) as connection:
            users.note_review(connection, users.number_of(connection, name), by, at)

    def holders(self, role: str, today: date) -> frozenset[str]:
        with self._engine.connect() as connection:
            return postings.holders(connection, role, today)

    def open(self, opening: Opening) -> int:
        """Raises ``DirectoryRefused`` for an unknown reason, and for whoever is not in the directory."""
        _raise(unfit_reason(opening, self._reference))
        with deciding(self._engine) as connection:
            return openings.add(connection, users.number_of(connection, opening.user), opening)

    def opened_to(self, name: str, now: datetime) -> frozenset[UUID]:
        with self._engine.connect() as connection:
            return openings.opened_to(connection, name, now)

    def openings(self, *, unreviewed_only: bool, limit: int, after: int = 0) -> list[Opening]:
        with self._engine.connect() as connection:
            return openings.latest(connection, unreviewed_only=unreviewed_only, limit=limit, before=after)

    def review_opening(self, number: int, by: str, at: datetime) -> None:
        users.check_decider(by)
        with deciding(self._engine) as connection:
            openings.review(connection, number, by, at)

    def forget_case(self, case_id: UUID) -> None:
        """The row stays, with an id that is all zeros: that the glass was broken is still to be answered for."""
        with deciding(self._engine) as connection:
            openings.forget_case(connection, case_id)


def _raise(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise DirectoryRefused(refusal)
