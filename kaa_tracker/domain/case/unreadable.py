"""What a reader of the log is told of a case that has a key and yet cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from uuid import UUID

from kaa_tracker.domain.case.events import History


class UnreadableHistory(Exception):
    """An entry of the case is damaged, or says what this program does not know.

    Tells where it stands, never what it holds.
    """

    def __init__(self, message: str, case_id: UUID, position: int) -> None:
        super().__init__(message)
        self.case_id = case_id
        self.position = position


def read_all_readable(
    read: Callable[[Collection[UUID]], Mapping[UUID, History]], case_ids: Iterable[UUID]
) -> dict[UUID, History | UnreadableHistory]:
    """What ``read`` gives for the cases; one that cannot be read keeps no other from being read."""
    wanted = set(case_ids)
    unreadable: dict[UUID, History | UnreadableHistory] = {}
    while True:
        try:
            return {**read(wanted), **unreadable}
        except UnreadableHistory as error:
            unreadable[error.case_id] = error
            wanted.remove(error.case_id)
