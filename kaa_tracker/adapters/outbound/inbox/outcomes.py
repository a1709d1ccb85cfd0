"""What becomes of messages: written down together with the tally, and never undone once it is the end."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple, get_args

from sqlalchemy import Connection

from kaa_tracker.adapters.outbound.inbox import tally
from kaa_tracker.adapters.outbound.inbox.statements import change_messages, messages_where, messages_with
from kaa_tracker.adapters.outbound.inbox.tables import inbox_body
from kaa_tracker.adapters.outbound.inbox.tally import FIELDS, Counted
from kaa_tracker.adapters.outbound.vault.statements import Row, delete_rows
from kaa_tracker.application.intake.inbox import DONE, Settled, State


class Standing(NamedTuple):
    """A message, and where it is counted."""

    number: int
    state: State
    delivery: int
    local_day: str
    unknown_fields: int


_STANDING = ", ".join(Standing._fields)
_SETTLED = ", ".join(Settled._fields)
_OUTCOME = (*Settled._fields[1:], "settled_at")
_OPEN = [state for state in get_args(State) if state not in DONE]
_ENDED = f"state IN ({', '.join(repr(state) for state in sorted(DONE))})"


def settle(connection: Connection, settled: Iterable[Settled], at: int) -> None:
    """Write the outcomes; a message that has come to its end stays as it is, an unknown one is passed over."""
    outcomes = _last_words(settled)
    found = (Standing(*row) for row in messages_with(connection, _STANDING, "number", outcomes))
    rows = sorted(row for row in found if row.state not in DONE)
    write(connection, [outcomes[row.number] for row in rows], at)
    _recount(connection, {row: outcomes[row.number] for row in rows})


def write(connection: Connection, settled: Iterable[Settled], at: int) -> None:
    """Write the outcomes; most are the same, and one statement writes all that are."""
    numbers: defaultdict[Row, list[int]] = defaultdict(list)
    for one in settled:
        numbers[one[1:]].append(one.number)
    for outcome, alike in numbers.items():
        written = Settled(0, *outcome).writable[1:]
        change_messages(connection, dict(zip(_OUTCOME, (*written, at), strict=True)), alike)


def settled(connection: Connection, numbers: Iterable[int]) -> dict[int, Settled]:
    """What has become of each message so far."""
    return {row[0]: Settled(*row) for row in messages_with(connection, _SETTLED, "number", numbers)}


def take_up_again(connection: Connection, numbers: Collection[int] | None) -> list[int]:
    """Let those in quarantine, ``None``: all, be looked at anew if their bodies are there; answers which."""
    anew = {"reason": "", "path": "", "detail": "", "unknown_fields": 0, "settled_at": None}
    rows = _among(connection, numbers, "state = 'quarantined' AND has_body")
    change_messages(connection, {"state": "received", **anew}, [row.number for row in rows])
    _recount(connection, {row: Settled(row.number, "received") for row in rows})
    return sorted(row.number for row in rows)


def discard(connection: Connection, numbers: Collection[int], at: int) -> list[int]:
    """End those in quarantine; why they were there stays. Answers which."""
    return _end(connection, _among(connection, numbers, "state = 'quarantined'"), at)


def discard_delivery(connection: Connection, delivery: int, at: int) -> list[int]:
    """End all of a delivery that has not come to its end; answers which."""
    rows = [
        row for state in _OPEN for row in _among(connection, None, f"state = '{state}' AND delivery = {delivery:d}")
    ]
    return _end(connection, rows, at)


def forget_settled_before(connection: Connection, moment: int) -> int:
    """Delete the bodies of messages that came to their end before then; answers how many."""
    rows = _among(connection, None, f"has_body AND settled_at < {moment:d} AND {_ENDED}")
    forget(connection, [row.number for row in rows])
    return len(rows)


def forget(connection: Connection, numbers: Collection[int]) -> None:
    """Delete the bodies of the messages, and nothing else."""
    delete_rows(connection, inbox_body, [(number,) for number in numbers])
    change_messages(connection, {"has_body": False}, numbers)


def forget_persons(connection: Connection, register_tokens: Iterable[bytes], at: int) -> int:
    """End what is open of the persons' messages, and delete what tells whose they are; answers how many."""
    rows = [Standing(*row) for row in messages_with(connection, _STANDING, "register_token", register_tokens)]
    _end(connection, [row for row in rows if row.state not in DONE], at)
    numbers = [row.number for row in rows]
    forget(connection, numbers)
    change_messages(connection, {"sealed_id": None, "register_token": None}, numbers)
    return len(numbers)


def _last_words(settled: Iterable[Settled]) -> dict[int, Settled]:
    """The outcome of each message: the last one said, but nothing after the end."""
    outcomes: dict[int, Settled] = {}
    for one in settled:
        if one.number not in outcomes or outcomes[one.number].state not in DONE:
            outcomes[one.number] = one
    return outcomes


def _among(connection: Connection, numbers: Collection[int] | None, condition: str) -> list[Standing]:
    """Those of the messages, ``None``: all, of which the condition is true."""
    if numbers is None:
        return [Standing(*row) for row in messages_where(connection, _STANDING, condition)]
    return [Standing(*row) for row in messages_with(connection, _STANDING, "number", numbers, condition)]


def _end(connection: Connection, rows: Collection[Standing], at: int) -> list[int]:
    """Without effect; answers which."""
    numbers = sorted(row.number for row in rows)
    change_messages(connection, {"state": "discarded", "settled_at": at}, numbers)
    ended = {row: Settled(row.number, "discarded", unknown_fields=row.unknown_fields) for row in rows}
    _recount(connection, ended)
    return numbers


def _recount(connection: Connection, moves: Mapping[Standing, Settled]) -> None:
    changes: Counter[Counted] = Counter()
    for row, outcome in moves.items():
        changes[Counted(row.delivery, row.local_day, "state", row.state)] -= 1
        changes[Counted(row.delivery, row.local_day, "state", outcome.state)] += 1
        unknown = Counted(row.delivery, row.local_day, "unknown", FIELDS)
        changes[unknown] += outcome.unknown_fields - row.unknown_fields
    tally.add(connection, changes)
