"""A message as a row of ``inbox_message``, when it comes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from kaa_tracker.adapters.outbound.inbox.instants import stored_instant
from kaa_tracker.adapters.outbound.inbox.naming import Named, readable
from kaa_tracker.application.intake.inbox import Raw, State
from kaa_tracker.domain.periods import local_day

MAX_BYTES = 16 * 1024 * 1024
"""A larger body is not kept: of that message stays that it came."""


class MessageRow(NamedTuple):
    """In the order of the columns."""

    number: int
    delivery: int
    name_token: bytes
    variant: int
    body_token: bytes
    source: str | None
    id: str | None
    kind: str
    register_token: bytes | None
    size: int
    has_body: bool
    received_at: int
    local_day: str
    state: State
    reason: str
    path: str
    detail: str
    unknown_fields: int
    settled_at: int | None

    def __repr__(self) -> str:
        return f"MessageRow({self.number})"

    @property
    def named(self) -> Named:
        return Named(self.name_token, self.body_token)

    def under_a_used_name(self, variant: int) -> MessageRow:
        """The row in quarantine, as body number ``variant`` under its name."""
        reason, path = (self.reason, self.path) if self.reason else ("id_reused", "$.id")
        return self._replace(
            variant=variant, state="quarantined", reason=reason, path=path, settled_at=self.received_at
        )


class Receipt:
    """What all messages of one call have in common."""

    def __init__(self, delivery: int, at: datetime, register_token: Callable[[str], bytes]) -> None:
        self.delivery = delivery
        self.at = stored_instant(at)
        self.local_day = local_day(at).isoformat()
        self._register_token = register_token

    def row(self, number: int, named: Named, raw: Raw) -> MessageRow:
        """The first message of its name; without its body where that is too large."""
        body, envelope = raw
        source, id_, register_key = readable(envelope)
        is_kept = len(body) <= MAX_BYTES
        return MessageRow(
            number=number,
            delivery=self.delivery,
            name_token=named.name,
            variant=1,
            body_token=named.body,
            source=source,
            id=id_,
            kind=envelope.kind if envelope else "other",
            register_token=None if register_key is None else self._register_token(register_key),
            size=len(body),
            has_body=is_kept,
            received_at=self.at,
            local_day=self.local_day,
            state="received" if is_kept else "quarantined",
            reason="" if is_kept else "too_large",
            path="" if is_kept else "$",
            detail="",
            unknown_fields=0,
            settled_at=None if is_kept else self.at,
        )
