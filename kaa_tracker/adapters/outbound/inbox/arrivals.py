"""A batch of messages takes its place among those that came before, each once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal, TypeAlias

from sqlalchemy import Connection

from kaa_tracker.adapters.outbound.inbox.message_row import MAX_BYTES, MessageRow, Receipt
from kaa_tracker.adapters.outbound.inbox.naming import Named, readable
from kaa_tracker.adapters.outbound.inbox.sealing import Seal
from kaa_tracker.adapters.outbound.inbox.statements import (
    decide_alone,
    insert_messages,
    messages_with,
    reserved_numbers,
)
from kaa_tracker.adapters.outbound.inbox.tally import EVERY, REPEAT, Counted
from kaa_tracker.application.intake.inbox import Raw, Stored

Known: TypeAlias = defaultdict[bytes, dict[bytes, int]]
"""The number of each body under each name; a name has as many variants as bodies."""


def place(
    connection: Connection,
    receipt: Receipt,
    messages: Mapping[Named, Raw],
    token_of: Callable[[str], bytes],
    seal: Seal,
) -> tuple[Known, list[MessageRow]]:
    """Write a row for each message that is new; answers where all of them are, and the new rows.

    ``messages``: each different one, in order of arrival; ``token_of`` makes the token of a register key.
    """
    known = _known(connection, messages)
    new = [named for named in messages if named.body not in known[named.name]]
    numbers = reserved_numbers(connection, len(new))
    rows = [_row(number, named, messages[named], token_of, seal) for number, named in zip(numbers, new, strict=True)]
    placed = _place_firsts(connection, receipt, known, rows)
    if others := [row for row in rows if row.body_token not in known[row.name_token]]:
        placed += _place_others(connection, receipt, known, others)
    return known, placed


def answers(arrived: Iterable[Named], known: Known, placed: Iterable[MessageRow]) -> list[Stored]:
    """What became of each message of the batch, in order."""
    how: dict[int, Literal["new", "reused"]] = {row.number: "new" if row.variant == 1 else "reused" for row in placed}
    numbers = [known[named.name][named.body] for named in arrived]
    return [Stored(number, how.pop(number, "repeat")) for number in numbers]


def counts(receipt: Receipt, arrived: int, placed: Sequence[MessageRow]) -> Counter[Counted]:
    """What the batch adds to the tally."""
    delivery, _, local_day = receipt
    states = (row.objection.state if row.objection else "received" for row in placed)
    added = Counter(Counted(delivery, local_day, "state", state) for state in states)
    added.update(Counted(delivery, local_day, "kind", row.kind) for row in placed)
    added[Counted(delivery, local_day, "arrival", EVERY)] = arrived
    added[Counted(delivery, local_day, "arrival", REPEAT)] = arrived - len(placed)
    return added


def _row(number: int, named: Named, raw: Raw, token_of: Callable[[str], bytes], seal: Seal) -> MessageRow:
    """As the first of its name."""
    body, envelope = raw
    source, id_, register_key = readable(envelope)
    return MessageRow(
        number=number,
        name_token=named.name,
        variant=1,
        body_token=named.body,
        source=source,
        sealed_id=None if id_ is None else seal.seal_id(id_, named.name),
        kind=envelope.kind if envelope else "other",
        register_token=None if register_key is None else token_of(register_key),
        size=len(body),
        has_body=len(body) <= MAX_BYTES,
    )


def _place_firsts(
    connection: Connection, receipt: Receipt, known: Known, rows: Sequence[MessageRow]
) -> list[MessageRow]:
    """Write those whose name nobody has used; where another process was faster, none is written.

    In one order, so that two with the same messages wait for each other and never in a ring.
    """
    firsts = {row.name_token: row for row in reversed(rows) if not known[row.name_token]}
    tried = [row for _, row in sorted(firsts.items())]
    written = insert_messages(connection, receipt, tried)
    placed = [row for row in tried if row.number in written]
    for row in placed:
        known[row.name_token][row.body_token] = row.number
    return placed


def _place_others(
    connection: Connection, receipt: Receipt, known: Known, rows: Sequence[MessageRow]
) -> list[MessageRow]:
    """Write those whose name somebody has used, unless it was for the same body."""
    decide_alone(connection)
    known.update(_known(connection, [row.named for row in rows]))
    placed: list[MessageRow] = []
    for row in rows:
        bodies = known[row.name_token]
        if row.body_token not in bodies:
            bodies[row.body_token] = row.number
            placed.append(row._replace(variant=len(bodies)))
    insert_messages(connection, receipt, placed)
    return placed


def _known(connection: Connection, messages: Iterable[Named]) -> Known:
    known: Known = defaultdict(dict)
    names = {named.name for named in messages}
    for name, body, number in messages_with(connection, "name_token, body_token, number", "name_token", names):
        known[name][body] = number
    return known
