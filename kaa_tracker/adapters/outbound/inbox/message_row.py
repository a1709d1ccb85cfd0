"""A message as a row of ``inbox_message``, when it comes."""

from __future__ import annotations

from typing import NamedTuple

from kaa_tracker.adapters.outbound.inbox.naming import Named
from kaa_tracker.application.intake.inbox import Settled

MAX_BYTES = 16 * 1024 * 1024
"""A larger body is not kept: of that message stays that it came."""


class Receipt(NamedTuple):
    """What all messages of one call have in common, by the names of the columns."""

    delivery: int
    received_at: int
    local_day: str


class MessageRow(NamedTuple):
    """What tells one from the other, by the names of the columns; the rest is as in any new row."""

    number: int
    name_token: bytes
    variant: int
    body_token: bytes
    source: str | None
    sealed_id: bytes | None
    kind: str
    register_token: bytes | None
    size: int
    has_body: bool

    def __repr__(self) -> str:
        return f"MessageRow({self.number})"

    @property
    def named(self) -> Named:
        return Named(self.name_token, self.body_token)

    @property
    def objection(self) -> Settled | None:
        """Why nobody is to look at the message before somebody has decided about it."""
        if not self.has_body:
            return Settled(self.number, "quarantined", "too_large", "$")
        if self.variant > 1:
            return Settled(self.number, "quarantined", "id_reused", "$.id")
        return None
