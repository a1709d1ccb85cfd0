"""Two cases were one person: merged by somebody who may merge both."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kaa_tracker.application.access.seeing import Seeing
from kaa_tracker.application.handling import UNKNOWN_CASE, CommandHandler, Result, Unchanged
from kaa_tracker.application.ports import EventStore
from kaa_tracker.application.two_cases import merge_cases
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.case.commands import MergeInto, Request
from kaa_tracker.domain.case.events import Actor


class Merging:
    def __init__(self, handler: CommandHandler, store: EventStore, seeing: Seeing) -> None:
        self._handler = handler
        self._store = store
        self._seeing = seeing

    def merge(self, user: User, merged: UUID, command: MergeInto, command_id: str, now: datetime) -> Result:
        """How it went in the case that stays; ``UNKNOWN_CASE`` where either does not exist to the user.

        ``command_id`` is one of the user's own: the order again answers that it had its effect before.
        """
        stays = self._seeing.case(user, command.into, now, "merge")
        if stays is None:
            return UNKNOWN_CASE
        if self._was_merged_by(command_id, merged):
            return Unchanged(command.into, stays.life.case.version, "repeated")
        if self._seeing.case(user, merged, now, "merge") is None:
            return UNKNOWN_CASE
        actor = Actor(user.name, stays.reader.role)
        request = Request(command_id=command_id, actor=actor, recorded_at=now, command=command)
        return merge_cases(self._handler, self._store, merged, request)

    def _was_merged_by(self, command_id: str, case_id: UUID) -> bool:
        history = self._store.histories([case_id]).get(case_id, ())
        return any(entry.cause == command_id for entry in history)
