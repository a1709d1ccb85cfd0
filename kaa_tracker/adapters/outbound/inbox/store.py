"""``Inbox`` on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Engine

from kaa_tracker.adapters.outbound.inbox import (
    arrivals,
    deliveries,
    ledger,
    outcomes,
    piles,
    quarantine,
    rulings,
    taking,
    tally,
)
from kaa_tracker.adapters.outbound.inbox.instants import stored_instant
from kaa_tracker.adapters.outbound.inbox.message_row import Receipt
from kaa_tracker.adapters.outbound.inbox.naming import Naming
from kaa_tracker.adapters.outbound.inbox.sealing import Seal
from kaa_tracker.adapters.outbound.inbox.statements import deciding, writing
from kaa_tracker.adapters.outbound.inbox.tables import inbox_body
from kaa_tracker.adapters.outbound.vault.blind_index import BlindIndex
from kaa_tracker.adapters.outbound.vault.statements import insert_rows, transaction
from kaa_tracker.application.intake.inbox import (
    Delivery,
    DeliveryState,
    Door,
    InboxMessage,
    LedgerDay,
    Pile,
    Quarantined,
    Raw,
    Ruling,
    Settled,
    State,
    Stored,
    WaitingPart,
)
from kaa_tracker.domain.periods import local_day

BYTES_AT_ONCE = 64 * 1024 * 1024


class SqlInbox:
    """The inbox's tables; every method is a transaction of its own, for any number of threads and processes."""

    def __init__(
        self, engine: Engine, inbox_key: bytes, index_key: bytes, *, bytes_at_once: int = BYTES_AT_ONCE
    ) -> None:
        """Bodies are sealed under the inbox key. Tokens are made under the index key, a person's as the vault's,
        so that who is disposed of there is found here. ``bytes_at_once``: so much of bodies is taken out to be
        worked on at once; a single larger one all the same."""
        self._engine = engine
        self._bytes_at_once = bytes_at_once
        self._seal = Seal(inbox_key)
        self._naming = Naming(index_key)
        self._blind = BlindIndex(index_key)

    def deliver(self, door: Door, name: str, at: datetime, held: Callable[[], int]) -> int:
        return deliveries.number_of(self._engine, door, name, at, held)

    def store(self, delivery: int, messages: Sequence[Raw], at: datetime) -> list[Stored]:
        """Each message is there once, whoever stores it at the same time. Raises ``DeliveryClosed``."""
        if not messages:
            return []
        arrived = [self._naming.of(raw) for raw in messages]
        different = dict(zip(arrived, messages, strict=True))
        receipt = Receipt(delivery, stored_instant(at), local_day(at).isoformat())
        with writing(self._engine) as connection:
            known, placed = arrivals.place(connection, receipt, different, self._register_token, self._seal)
            bodies = [(row.number, row.name_token, different[row.named].body) for row in placed if row.has_body]
            insert_rows(connection, inbox_body, self._seal.seal(bodies))
            outcomes.write(connection, filter(None, (row.objection for row in placed)), receipt.received_at)
            deliveries.note_arrival(connection, receipt)
            tally.add(connection, arrivals.counts(receipt, len(messages), placed))
        return arrivals.answers(arrived, known, placed)

    def received(self, limit: int, after: int = 0) -> list[InboxMessage]:
        """The oldest messages nobody has looked at; fewer than ``limit`` where they are large."""
        with transaction(self._engine) as connection:
            return taking.received(connection, self._seal, limit, after, self._bytes_at_once)

    def waiting(self, register_keys: Collection[str]) -> list[InboxMessage]:
        tokens = {self._register_token(key) for key in register_keys}
        with transaction(self._engine) as connection:
            return taking.waiting(connection, self._seal, tokens)

    def waiting_extracts(self) -> list[WaitingPart]:
        with transaction(self._engine) as connection:
            return taking.waiting_extracts(connection)

    def opened(self, numbers: Collection[int]) -> list[InboxMessage]:
        with transaction(self._engine) as connection:
            return taking.opened(connection, self._seal, numbers)

    def waiting_since_before(self, moment: datetime) -> list[int]:
        with transaction(self._engine) as connection:
            return taking.waiting_since_before(connection, stored_instant(moment))

    def settle(self, settled: Sequence[Settled], at: datetime, *, forget: bool = False) -> None:
        """Write down what has become of the messages; what has come to its end stays as it is."""
        with deciding(self._engine) as connection:
            outcomes.settle(connection, settled, stored_instant(at))
            if forget:
                outcomes.forget(connection, [one.number for one in settled])

    def settled(self, numbers: Collection[int]) -> dict[int, Settled]:
        with transaction(self._engine) as connection:
            return outcomes.settled(connection, numbers)

    def quarantine(self, *, limit: int, after: int = 0) -> list[Quarantined]:
        with transaction(self._engine) as connection:
            return quarantine.quarantined(connection, self._seal, limit, after)

    def quarantine_counts(self) -> Mapping[str, int]:
        with transaction(self._engine) as connection:
            return quarantine.counts(connection)

    def take_up_again(self, numbers: Collection[int] | None, ruling: Ruling) -> int:
        """A message whose body is not there stays in quarantine."""
        with deciding(self._engine) as connection:
            taken_up = outcomes.take_up_again(connection, numbers)
            rulings.note(connection, "retry", "message", taken_up, ruling)
        return len(taken_up)

    def discard(self, numbers: Collection[int], ruling: Ruling) -> int:
        with deciding(self._engine) as connection:
            discarded = outcomes.discard(connection, numbers, stored_instant(ruling.at))
            rulings.note(connection, "discard", "message", discarded, ruling)
        return len(discarded)

    def deliveries(self, *, limit: int, state: DeliveryState | None = None) -> list[Delivery]:
        with transaction(self._engine) as connection:
            return ledger.deliveries(connection, limit, state)

    def unjudged(self) -> list[Delivery]:
        with transaction(self._engine) as connection:
            return ledger.unjudged(connection)

    def let_through_since(self, moment: datetime) -> list[Delivery]:
        with transaction(self._engine) as connection:
            return ledger.let_through_since(connection, stored_instant(moment))

    def released_last(self) -> datetime | None:
        with transaction(self._engine) as connection:
            return rulings.released_last(connection)

    def pause(self, delivery: int, judgement: Mapping[str, int], at: datetime) -> None:
        """Pause an open delivery, or one released by other figures; a rejected one stays as it is."""
        with deciding(self._engine) as connection:
            deliveries.pause(connection, delivery, judgement, stored_instant(at))

    def release(self, delivery: int, ruling: Ruling) -> None:
        with deciding(self._engine) as connection:
            deliveries.decide(connection, delivery, "released")
            rulings.note(connection, "release", "delivery", [delivery], ruling)

    def reject(self, delivery: int, ruling: Ruling) -> int:
        with deciding(self._engine) as connection:
            deliveries.decide(connection, delivery, "rejected")
            rulings.note(connection, "reject", "delivery", [delivery], ruling)
            return len(outcomes.discard_delivery(connection, delivery, stored_instant(ruling.at)))

    def piles(self) -> dict[State, Pile]:
        with transaction(self._engine) as connection:
            return piles.piles(connection)

    def days(self, *, limit: int) -> list[LedgerDay]:
        with transaction(self._engine) as connection:
            return ledger.days(connection, limit)

    def forget_bodies(self, settled_before: datetime) -> int:
        with deciding(self._engine) as connection:
            return outcomes.forget_settled_before(connection, stored_instant(settled_before))

    def forget_persons(self, register_keys: Collection[str], at: datetime) -> int:
        tokens = {self._register_token(key) for key in register_keys}
        with deciding(self._engine) as connection:
            return outcomes.forget_persons(connection, tokens, stored_instant(at))

    def _register_token(self, register_key: str) -> bytes:
        return self._blind.of_register_key(register_key).token
