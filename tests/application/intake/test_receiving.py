"""Whatever comes through a door is in the inbox, as one delivery."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kaa_tracker.application.intake.inbox import Raw, Ruling, Stored
from kaa_tracker.application.intake.receiving import Receiving
from tests.application.intake.post import Hands
from tests.application.told import moment
from tests.inbox_in_memory import InboxInMemory


class DecidedAbout(InboxInMemory):
    """Somebody rejects the first delivery between its beginning and what comes with it."""

    def store(self, delivery: int, messages: Sequence[Raw], at: datetime) -> list[Stored]:
        if delivery == 1:
            self.pause(delivery, {}, at)
            self.reject(delivery, Ruling("line.ek", "faulty", at))
        return super().store(delivery, messages, at)


class TestWhatComes:
    def setup_method(self) -> None:
        self.inbox = InboxInMemory()
        self.asked = 0
        self.receiving = Receiving(self.inbox, Hands(moment("2022-03-31 23")), self.held)

    def held(self) -> int:
        self.asked += 1
        return 7

    def test_without_a_name_belongs_to_the_local_day_of_the_door(self) -> None:
        self.receiving.receive("https", [Raw(b"one", None)])
        self.receiving.receive("nats", [Raw(b"two", None)])
        self.receiving.receive("https", [Raw(b"three", None)])
        found = [(one.door, one.name, one.received) for one in self.inbox.deliveries(limit=10)]
        assert found == [("nats", "2022-04-01", 1), ("https", "2022-04-01", 2)]

    def test_under_a_name_is_a_delivery_of_its_own(self) -> None:
        self.receiving.receive("https", [Raw(b"one", None)], "the night's")
        self.receiving.receive("https", [Raw(b"two", None)])
        assert [one.name for one in self.inbox.deliveries(limit=10)] == ["2022-04-01", "the night's"]

    def test_is_measured_by_who_was_in_the_register_when_it_began(self) -> None:
        for body in (b"one", b"two", b"three"):
            self.receiving.receive("file", [Raw(body, None)], "a file")
        assert self.asked == 1
        assert [one.held_before for one in self.inbox.deliveries(limit=10)] == [7]

    def test_after_a_decision_is_a_delivery_of_its_own_also_when_it_was_under_way(self) -> None:
        inbox = DecidedAbout()
        stored = Receiving(inbox, Hands(moment("2022-03-31 23")), self.held).receive("nats", [Raw(b"one", None)])
        assert [one.how for one in stored] == ["new"]
        assert [(one.name, one.state, one.received) for one in inbox.deliveries(limit=10)] == [
            ("2022-04-01 (2)", "open", 1),
            ("2022-04-01", "rejected", 0),
        ]

    def test_unreadable_or_not_is_there_in_order_and_nothing_at_all_is_nothing(self) -> None:
        stored = self.receiving.receive("https", [Raw(b"\xff", None), Raw(b"", None), Raw(b"\xff", None)])
        assert [one.how for one in stored] == ["new", "new", "repeat"]
        assert self.receiving.receive("https", []) == []
