"""What lies in quarantine, without what it says."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, func, select

from kaa_tracker.adapters.outbound.inbox.instants import told_instant
from kaa_tracker.adapters.outbound.inbox.sealing import Seal
from kaa_tracker.adapters.outbound.inbox.tables import in_state, inbox_delivery, inbox_message
from kaa_tracker.application.intake.inbox import Quarantined
from kaa_tracker.application.intake.shown_names import shown_name

_message = inbox_message.c
_COLUMNS = (
    _message.number,
    _message.delivery,
    inbox_delivery.c.door,
    _message.received_at,
    _message.kind,
    _message.source,
    _message.sealed_id,
    _message.name_token,
    _message.reason,
    _message.path,
    _message.detail,
    _message.size,
)
_is_there = in_state("quarantined")


def quarantined(connection: Connection, seal: Seal, limit: int, after: int) -> list[Quarantined]:
    """In order of number, from the one after number ``after``."""
    query = (
        select(*_COLUMNS)
        .join(inbox_delivery, inbox_delivery.c.number == _message.delivery)
        .where(_is_there, _message.number > after)
        .order_by(_message.number)
        .limit(limit)
    )
    return [
        Quarantined(
            number,
            delivery,
            door,
            told_instant(received_at),
            kind,
            shown_name(source),
            shown_name(sealed_id and seal.unseal_id(sealed_id, name)),
            *others,
        )
        for number, delivery, door, received_at, kind, source, sealed_id, name, *others in connection.execute(query)
    ]


def counts(connection: Connection) -> Mapping[str, int]:
    """How many there are, by reason."""
    query = select(_message.reason, func.count()).where(_is_there).group_by(_message.reason)
    return dict(connection.execute(query).all())
