"""Whether a letter can go: the case must be the writer's, as it was when the run was prepared, and the rules of
an attempt must allow it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple, TypeAlias
from uuid import UUID, uuid5

from kaa_tracker.application.casework import NO_ADDRESS
from kaa_tracker.application.handling import CASE_CHANGED, TRIES, UNKNOWN_CASE, Asked, CommandHandler
from kaa_tracker.application.letters.reach import WRITE_LETTERS
from kaa_tracker.application.letters.runs import FORGOTTEN, LetterRun, Recipient
from kaa_tracker.application.ports import EventStore, PersonVault, VersionConflict
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.access.scope import scope
from kaa_tracker.domain.access.standing import standing
from kaa_tracker.domain.case.commands import LogContactAttempt, Request
from kaa_tracker.domain.case.events import Actor, History
from kaa_tracker.domain.case.life import Life
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.domain.case.state import replay
from kaa_tracker.domain.case.unreadable import UnreadableHistory, read_all_readable
from kaa_tracker.domain.periods import birthday, local_day, noon
from kaa_tracker.domain.reference import Reference

Handlers: TypeAlias = Callable[[], CommandHandler]
"""The handler to decide with: the one that writes, or each time a new one that writes nothing."""


class Writing(NamedTuple):
    """The letters of ``run`` go on a day, by somebody, as told at an instant."""

    run: LetterRun
    user: User
    on: date
    now: datetime


class Seen(NamedTuple):
    """A case within the writer's reach, or one in which the run's attempt is written already."""

    version: int
    unit: str
    address_id: UUID | None
    is_20: bool
    has_left: bool
    is_written: bool


class Judging:
    """Decides on the log and the vault, never on a read model that lags behind."""

    def __init__(self, store: EventStore, vault: PersonVault, reference: Reference) -> None:
        self._store = store
        self._vault = vault
        self._reference = reference

    def within(self, user: User, case_ids: Collection[UUID], now: datetime) -> set[UUID]:
        """Those of the cases that the user may write letters to."""
        reach, today = scope(user, WRITE_LETTERS), local_day(now)
        lives = ((case_id, life) for case_id, _, life in self._lives(case_ids))
        return {case_id for case_id, life in lives if not life.is_ended and reach.posting_for(standing(life), today)}

    def seen(self, writing: Writing, case_ids: Collection[UUID]) -> dict[UUID, Seen]:
        """What the letters look at; a case that is left out does not exist to the writer."""
        reach, today = scope(writing.user, WRITE_LETTERS), local_day(writing.now)
        addresses, births = self._vault.addresses_of(case_ids), self._vault.births(case_ids)
        found: dict[UUID, Seen] = {}
        for case_id, history, life in self._lives(case_ids):
            about, born = standing(life), births.get(case_id)
            is_written = writing.run.cause in life.case.made_by
            if is_written or (not life.is_ended and reach.posting_for(about, today)):
                found[case_id] = Seen(
                    version=life.case.version,
                    unit=about.unit,
                    address_id=addresses.get(case_id),
                    is_20=born is not None and birthday(born, 20) <= writing.on,
                    has_left=not life.is_held(writing.on) and self._was_known(history, writing.on),
                    is_written=is_written,
                )
        return found

    def outcomes(
        self,
        writing: Writing,
        recipients: Sequence[Recipient],
        handlers: Handlers,
        seen: Mapping[UUID, Seen] | None = None,
    ) -> dict[int, Refusal | None]:
        """Why the letter at each place cannot go; ``None``: it goes, and is written if the handler writes.

        What was looked at still holds when the attempt is decided on: a case that somebody else has written to
        in between, or since it was ``seen``, is looked at anew. Raises ``VersionConflict`` if that never ends.
        """
        found: dict[int, Refusal | None] = {}
        left = recipients
        for _ in range(TRIES):
            seen = self.seen(writing, [one.case_id for one in left]) if seen is None else seen
            found |= {one.place: _why_not(one, seen.get(one.case_id)) for one in left}
            going = [one for one in left if found[one.place] is None and not seen[one.case_id].is_written]
            asked = [self._asked(writing, one, seen[one.case_id].version) for one in going]
            for one, result in zip(going, handlers().handle(asked) if asked else (), strict=True):
                found[one.place] = result if isinstance(result, Refusal) else None
            left = [one for one in going if found[one.place] == CASE_CHANGED]
            if not left:
                return found
            seen = None
        raise VersionConflict("the cases of the letters kept changing; try again later")

    def _asked(self, writing: Writing, recipient: Recipient, version: int) -> Asked:
        run, user = writing.run, writing.user
        attempt = LogContactAttempt(
            attempt_id=uuid5(run.run_id, recipient.case_id.hex),
            at=min(noon(writing.on), writing.now),
            channel="letter",
            unit=run.unit or self._reference.pool_unit,
            batch_id=run.run_id,
        )
        request = Request(
            command_id=run.cause, actor=Actor(user.name, run.role), recorded_at=writing.now, command=attempt
        )
        return Asked(recipient.case_id, request, user=user, at_version=version)

    def _lives(self, case_ids: Collection[UUID]) -> Iterator[tuple[UUID, History, Life]]:
        wanted = {case_id for case_id in case_ids if case_id != FORGOTTEN}
        for case_id, history in read_all_readable(self._store.histories, wanted).items():
            if not isinstance(history, UnreadableHistory) and history:
                yield case_id, history, Life(replay(history), self._reference.rules)

    def _was_known(self, history: History, on: date) -> bool:
        """Whether it could be known on the day that the youth was not covered: an unposted letter lapses then,
        while one that went before anybody could know was an attempt."""
        known = Life(replay(entry for entry in history if local_day(entry.recorded_at) <= on), self._reference.rules)
        return not known.is_held(on)


def _why_not(recipient: Recipient, seen: Seen | None) -> Refusal | None:
    """What keeps the letter back before any rule of an attempt is asked."""
    if seen is None:
        return UNKNOWN_CASE
    if seen.is_written:
        return None
    if seen.unit != recipient.unit:
        return Refusal("changed_hands")
    if seen.address_id is None:
        return NO_ADDRESS
    if seen.address_id != recipient.address_id:
        return Refusal("address_changed")
    if seen.is_20:
        return Refusal("turned_20")
    return Refusal("outreach_stops_at_exit") if seen.has_left else None
