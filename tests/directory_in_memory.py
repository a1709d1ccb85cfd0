"""A stand-in for the directory that keeps its whole contract, for as long as the object lives."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from kaa_tracker.application.access.directory import Colleague, DirectoryRefused, Held, Opening
from kaa_tracker.application.access.granting import unfit, unfit_reason
from kaa_tracker.application.access.user_names import is_user_name
from kaa_tracker.domain.access.roles import Posting, User
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.domain.periods import local_day
from kaa_tracker.domain.reference import Reference


@dataclass
class _Somebody:
    added_on: date
    held: dict[Posting, Held] = field(default_factory=dict)
    opened: list[int] = field(default_factory=list)
    reviewed: tuple[date, str] | None = None
    seen_on: date | None = None


class DirectoryInMemory:
    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._in: dict[str, _Somebody] = {}
        self._granted = 0
        self._openings: list[Opening] = []

    def user(self, name: str, today: date) -> User | None:
        somebody = self._in.get(name)
        return User(name, tuple(_in_force(somebody, today))) if somebody else None

    def users(self, names: Collection[str], today: date) -> dict[str, User]:
        return {name: user for name in names if (user := self.user(name, today))}

    def seen(self, name: str, today: date) -> None:
        if name in self._in:
            self._in[name].seen_on = max(self._in[name].seen_on or today, today)

    def add(self, name: str, by: str, at: datetime) -> None:
        _check(is_user_name(by) and is_user_name(name), "bad_user_name")
        _check(name not in self._in, "user_already_in")
        self._in[name] = _Somebody(local_day(at))

    def remove(self, name: str, by: str, at: datetime) -> None:
        _check(is_user_name(by), "bad_user_name")
        self._somebody(name)
        del self._in[name]

    def grant(self, name: str, posting: Posting, until: date, by: str, at: datetime) -> int:
        _check(is_user_name(by), "bad_user_name")
        _refuse(unfit(posting, until, local_day(at), self._reference))
        held = self._somebody(name).held
        held.pop(posting, None)
        self._granted += 1
        held[posting] = Held(self._granted, posting, local_day(at), until, by)
        return self._granted

    def revoke(self, name: str, posting: Posting, by: str, at: datetime) -> None:
        _check(is_user_name(by), "bad_user_name")
        somebody = self._somebody(name)
        _check(posting in somebody.held and somebody.held[posting].until >= local_day(at), "posting_not_held")
        del somebody.held[posting]

    def colleagues(self, today: date) -> list[Colleague]:
        return [_colleague(name, somebody, today) for name, somebody in sorted(self._in.items())]

    def review(self, name: str, by: str, at: datetime) -> None:
        _check(is_user_name(by), "bad_user_name")
        _check(name != by, "own_review")
        self._somebody(name).reviewed = local_day(at), by

    def holders(self, role: str, today: date) -> frozenset[str]:
        return frozenset(
            name
            for name, somebody in self._in.items()
            if any(posting.role == role for posting in _in_force(somebody, today))
        )

    def open(self, opening: Opening) -> int:
        _refuse(unfit_reason(opening, self._reference))
        somebody = self._somebody(opening.user)
        number = len(self._openings) + 1
        self._openings.append(opening._replace(number=number, reviewed_by=None, reviewed_at=None))
        somebody.opened.append(number)
        return number

    def opened_to(self, name: str, now: datetime) -> frozenset[UUID]:
        opened = (self._openings[number - 1] for number in self._in[name].opened) if name in self._in else ()
        return frozenset(one.case_id for one in opened if one.case_id and one.opened_at <= now < one.until)

    def openings(self, *, unreviewed_only: bool, limit: int, after: int = 0) -> list[Opening]:
        found = (one for one in reversed(self._openings) if not after or one.number < after)
        if unreviewed_only:
            found = (one for one in found if one.kind == "broken_glass" and one.reviewed_at is None)
        return list(found)[:limit]

    def review_opening(self, number: int, by: str, at: datetime) -> None:
        _check(is_user_name(by), "bad_user_name")
        _check(1 <= number <= len(self._openings), "unknown_opening")
        opening = self._openings[number - 1]
        _check(opening.kind == "broken_glass", "unknown_opening")
        _check(opening.user != by, "own_review")
        _check(opening.reviewed_at is None, "reviewed_before")
        self._openings[number - 1] = opening._replace(reviewed_by=by, reviewed_at=at)

    def forget_case(self, case_id: UUID) -> None:
        self._openings = [one._replace(case_id=None) if one.case_id == case_id else one for one in self._openings]

    def _somebody(self, name: str) -> _Somebody:
        _check(name in self._in, "unknown_user")
        return self._in[name]


def _in_force(somebody: _Somebody, today: date) -> Iterator[Posting]:
    return (held.posting for held in somebody.held.values() if held.since <= today <= held.until)


def _colleague(name: str, somebody: _Somebody, today: date) -> Colleague:
    held = tuple(held for held in somebody.held.values() if held.until >= today)
    reviewed_on, reviewed_by = somebody.reviewed or (None, None)
    return Colleague(name, held, somebody.added_on, reviewed_on, reviewed_by, somebody.seen_on)


def _check(holds: bool, code: str) -> None:
    _refuse(None if holds else Refusal(code))


def _refuse(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise DirectoryRefused(refusal)
