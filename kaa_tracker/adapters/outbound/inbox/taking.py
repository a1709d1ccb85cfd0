"""Messages as they are taken out to be worked on: their bodies opened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from kaa_tracker.adapters.outbound.inbox.instants import told_instant
from kaa_tracker.adapters.outbound.inbox.naming import Named, effect_name
from kaa_tracker.adapters.outbound.inbox.sealing import Seal
from kaa_tracker.adapters.outbound.inbox.statements import messages_where, messages_with
from kaa_tracker.adapters.outbound.inbox.tables import inbox_body, inbox_delivery
from kaa_tracker.adapters.outbound.vault.statements import Row, rows_with
from kaa_tracker.application.intake.inbox import InboxMessage, WaitingPart

_COLUMNS = "number, size, delivery, received_at, kind, source, sealed_id, variant, name_token, body_token"


def received(connection: Connection, seal: Seal, limit: int, after: int, bytes_at_once: int) -> list[InboxMessage]:
    """The oldest nobody has looked at after number ``after``; fewer than ``limit`` where they are large."""
    unseen = f"state = 'received' AND number > {after:d} ORDER BY number LIMIT {limit:d}"
    oldest = messages_where(connection, _COLUMNS, unseen)
    return _opened(connection, seal, _light_enough(oldest, bytes_at_once))


def waiting(connection: Connection, seal: Seal, register_tokens: Iterable[bytes]) -> list[InboxMessage]:
    """Those that wait for the entry of one of the persons, oldest first."""
    found = messages_with(connection, _COLUMNS, "register_token", register_tokens, "state = 'waiting'")
    return _opened(connection, seal, sorted(found))


def waiting_extracts(connection: Connection) -> list[WaitingPart]:
    """Those parts of extracts that wait, oldest first."""
    found = messages_where(
        connection, "number, delivery, received_at", "state = 'waiting' AND kind = 'extract' AND has_body"
    )
    return [WaitingPart(number, delivery, told_instant(at)) for number, delivery, at in sorted(found)]


def opened(connection: Connection, seal: Seal, numbers: Iterable[int]) -> list[InboxMessage]:
    """Those whose bodies are there, oldest first."""
    return _opened(connection, seal, sorted(messages_with(connection, _COLUMNS, "number", numbers)))


def waiting_since_before(connection: Connection, moment: int) -> list[int]:
    """The numbers of those received before then that still wait for an entry, oldest first."""
    waiting = f"state = 'waiting' AND received_at < {moment:d} AND kind <> 'extract'"
    return sorted(number for (number,) in messages_where(connection, "number", waiting))


def _light_enough(rows: Iterable[Row], bytes_at_once: int) -> list[Row]:
    """The first of the rows, at least one, whose bodies may be opened at once."""
    taken: list[Row] = []
    size = 0
    for row in rows:
        size += row[1]
        if taken and size > bytes_at_once:
            break
        taken.append(row)
    return taken


def _opened(connection: Connection, seal: Seal, rows: Sequence[Row]) -> list[InboxMessage]:
    bodies: dict[int, bytes] = dict(rows_with(connection, inbox_body.c.number, [row[0] for row in rows]))
    deliveries = rows_with(connection, inbox_delivery.c.number, {row[2] for row in rows})
    doors = {number: door for number, door, *_ in deliveries}
    return [
        InboxMessage(
            number=number,
            delivery=delivery,
            door=doors[delivery],
            received_at=told_instant(received_at),
            kind=kind,
            body=seal.unseal(bodies[number], number, name),
            name=effect_name(source, sealed_id and seal.unseal_id(sealed_id, name), variant, Named(name, body)),
        )
        for number, _, delivery, received_at, kind, source, sealed_id, variant, name, body in rows
        if number in bodies
    ]
