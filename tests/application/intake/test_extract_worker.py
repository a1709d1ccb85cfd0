"""Extracts in the inbox have their effect once they are whole, and messages that waited have theirs with them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from kaa_tracker.application.intake.extract import ExtractPart
from kaa_tracker.application.intake.inbox import InboxMessage, Settled, State
from kaa_tracker.application.intake.rejected import Rejected
from kaa_tracker.application.ports import VersionConflict
from kaa_tracker.system import System
from tests.application.intake.post import NOW, RULING, WAITS, Outage, Post, Unreadable, events, failing
from tests.application.interruptions import PowerCut
from tests.application.told import ADA, BO, change, entry, leaving
from tests.extracts import extract, listed
from tests.inbox_in_memory import InboxInMemory

NIGHT = date(2022, 4, 1)
ENTERED, CHANGED, LEFT = "RegisterEntered", "RegisterDetailsChanged", "RegisterLeft"


def shown(*keys: str, of: date = NIGHT, **others: Any) -> list[ExtractPart]:
    """An extract of these youths, as their entries tell of them."""
    return extract(of, [listed([entry(key, number=None)]) for key in keys], **others)


class PowerCutBeforeTheExtractIsSettled(InboxInMemory):
    """The power goes once, when the extract has had its effect."""

    is_to_come = True

    def settle(self, settled: Sequence[Settled], at: datetime, *, forget: bool = False) -> None:
        if forget and self.is_to_come:
            self.is_to_come = False
            raise PowerCut
        super().settle(settled, at, forget=forget)


class PowerCutBeforeAnyMessageThatWaited(InboxInMemory):
    """The power goes once, when the extract has had its effect and those who waited for it are asked for."""

    is_to_come = True

    def waiting(self, register_keys: Collection[str]) -> list[InboxMessage]:
        if self.is_to_come:
            self.is_to_come = False
            raise PowerCut
        return super().waiting(register_keys)


class CountingWhatIsOpened(InboxInMemory):
    def __init__(self) -> None:
        super().__init__()
        self.looked_into: list[int] = []

    def opened(self, numbers: Collection[int]) -> list[InboxMessage]:
        self.looked_into += numbers
        return super().opened(numbers)


@pytest.fixture
def post(system: System) -> Post:
    return Post(system)


class TestAnExtract:
    @pytest.mark.parametrize("order", [*permutations(range(3))])
    def test_may_come_in_parts_in_any_order(self, post: Post, order: tuple[int, ...]) -> None:
        parts = shown(ADA, BO, "berkey-cleo", parts=3)
        for number in order:
            assert events(post.system) == []
            post.comes(parts[number], door="https")
            post.work()
        assert [events(post.system, key) for key in (ADA, BO, "berkey-cleo")] == [[ENTERED]] * 3
        assert post.came_to(*parts) == ["applied"] * 3

    def test_is_forgotten_once_it_has_had_its_effect(self, post: Post) -> None:
        parts = shown(ADA)
        post.comes(*parts)
        post.work()
        assert post.inbox.forget_bodies(NOW + WAITS) == 0

    def test_that_shows_what_we_hold_has_no_effect(self, post: Post) -> None:
        post.comes(entry(number=None), *shown(ADA))
        post.work()
        assert (events(post.system), post.came_to(*shown(ADA))) == ([ENTERED], ["no_effect"])

    def test_comes_after_the_messages_that_came_before_it(self, post: Post) -> None:
        post.comes(*shown(), entry(number=None), leaving())
        post.work()
        assert (events(post.system), post.came_to(*shown())) == ([ENTERED, LEFT], ["no_effect"])

    def test_is_stale_once_a_later_one_has_had_its_effect(self, post: Post) -> None:
        post.comes(*shown(ADA))
        post.work()
        older = shown(of=NIGHT - timedelta(days=1))
        post.comes(*older)
        post.work()
        assert (events(post.system), post.came_to(*older)) == ([ENTERED], ["stale"])

    def test_that_comes_with_a_later_one_has_its_effect_first(self, post: Post) -> None:
        earlier, later = shown(ADA), shown(ADA, BO, of=NIGHT + timedelta(days=1))
        post.comes(*earlier, *later)
        post.work()
        assert post.came_to(*earlier, *later) == ["applied", "applied"]

    def test_broken_off_before_its_outcome_is_reconciled_again_without_a_second_effect(self, system: System) -> None:
        post = Post(system, inbox=PowerCutBeforeTheExtractIsSettled(), outages=(PowerCut,))
        post.comes(*shown(ADA))
        with pytest.raises(PowerCut):
            post.work()
        assert (events(system), post.came_to(*shown(ADA))) == ([ENTERED], ["waiting"])
        post.work()
        assert (events(system), post.came_to(*shown(ADA))) == ([ENTERED], ["applied"])

    def test_broken_off_before_messages_that_waited_has_them_taken_up_the_next_time(self, system: System) -> None:
        late = change(revision=2, district="bromma")
        post = Post(system, inbox=PowerCutBeforeAnyMessageThatWaited(), outages=(PowerCut,))
        post.comes(late, *shown(ADA))
        with pytest.raises(PowerCut):
            post.work()
        assert (events(system), post.came_to(late)) == ([ENTERED], ["waiting"])
        post.work()
        assert (events(system), post.came_to(late)) == ([ENTERED, CHANGED], ["applied"])


def test_an_extract_has_no_effect_while_a_delivery_of_messages_is_stopped(system: System) -> None:
    post = Post(system, held=lambda: 10)
    many = [f"berkey-{n}" for n in range(3)]
    parts = shown(ADA, *many)
    post.comes(*parts)
    post.worker.work()
    post.comes(*(entry(key, number=None) for key in many), delivery="many")
    post.work()
    assert post.came_to(*parts) == ["waiting"]
    [stopped] = post.inbox.deliveries(limit=10, state="paused")
    post.inbox.release(stopped.number, RULING)
    post.work()
    assert post.came_to(*parts) == ["applied"]


class TestAChangeThatWaited:
    def test_has_its_effect_when_the_entry_comes_by_an_extract(self, post: Post) -> None:
        late = change(revision=2, district="bromma")
        post.comes(late)
        post.work()
        assert post.came_to(late) == ["waiting"]
        post.comes(*shown(ADA))
        post.work()
        assert (events(post.system), post.came_to(late)) == ([ENTERED, CHANGED], ["applied"])


class TestAnExtractThatIsNotWhole:
    def test_waits_for_the_rest_and_is_given_up_as_incomplete_after_the_time_for_it(self, post: Post) -> None:
        first, _ = shown(ADA, BO, parts=2)
        post.comes(first)
        post.work()
        assert post.came_to(first) == ["waiting"]
        post.clock.at = NOW + WAITS + timedelta(seconds=1)
        post.work()
        assert (post.came_to(first), post.reasons()) == (["quarantined"], ["incomplete_extract"])

    def test_waits_for_as_long_as_parts_come(self, post: Post) -> None:
        first, second, third = shown(ADA, BO, parts=3)
        post.comes(first)
        post.work()
        post.clock.at = NOW + WAITS
        post.comes(second)
        post.work()
        post.clock.at = NOW + WAITS + timedelta(days=1)
        post.work()
        assert post.came_to(first, second) == ["waiting", "waiting"]
        post.comes(third)
        post.work()
        assert post.came_to(first, second, third) == ["applied"] * 3

    def test_given_up_is_taken_up_again_with_the_rest(self, post: Post) -> None:
        first, second = shown(ADA, BO, parts=2)
        post.comes(first)
        post.work()
        post.clock.at = NOW + 2 * WAITS
        post.work()
        post.comes(second)
        post.inbox.take_up_again(None, RULING)
        post.work()
        assert post.came_to(first, second) == ["applied", "applied"]

    def test_because_parts_contradict_each_other_is_quarantined_and_keeps_no_other_back(self, post: Post) -> None:
        first, _ = shown(ADA, BO, parts=2)
        other = shown(BO, parts=2)[0]._replace(message_id="/ber extract-again")
        whole = shown(BO, name="whole")
        post.comes(first, other, *whole)
        post.work()
        assert post.reasons() == ["contradiction", "contradiction"]
        assert post.came_to(*whole) == ["applied"]


class TestAPartThatWaits:
    def test_is_looked_into_once_and_again_when_its_extract_is_whole(self, system: System) -> None:
        inbox = CountingWhatIsOpened()
        post = Post(system, inbox=inbox)
        first, second = shown(ADA, BO, parts=2)
        post.comes(first)
        for _ in range(3):
            post.work()
        assert inbox.looked_into == [1]
        post.comes(second)
        post.work()
        assert inbox.looked_into == [1, 2, 1, 2]
        post.work()
        assert inbox.looked_into == [1, 2, 1, 2]

    def test_and_is_rejected_when_it_is_read_is_quarantined_with_the_reason(self, post: Post) -> None:
        first, second = shown(ADA, BO, parts=2)
        post.comes(first)
        post.worker.work()
        post.says_now(first, Rejected("unknown_code", "$.data.persons[3].district"))
        post.work()
        [found] = post.inbox.quarantine(limit=10)
        assert (found.number, found.reason, found.path) == (1, "unknown_code", "$.data.persons[3].district")
        post.says_now(first, first)
        post.comes(second)
        post.work()
        assert post.came_to(first, second) == ["quarantined", "waiting"]
        post.inbox.take_up_again(None, RULING)
        post.work()
        assert post.came_to(first, second) == ["applied", "applied"]

    def test_and_is_rejected_when_its_extract_is_whole_is_quarantined_while_the_rest_waits(self, post: Post) -> None:
        first, second = shown(ADA, BO, parts=2)
        post.comes(first)
        post.work()
        post.says_now(first, Rejected("unknown_code", "$.data.persons[3].district"))
        post.comes(second)
        post.work()
        assert (post.came_to(first, second), post.reasons()) == (["quarantined", "waiting"], ["unknown_code"])

    def test_and_that_the_program_cannot_read_is_a_fault_and_keeps_no_other_back(self, post: Post) -> None:
        first, _ = shown(ADA, BO, parts=2)
        whole = shown(BO, name="whole")
        post.comes(first, *whole)
        post.worker.work()
        post.says_now(first, Unreadable())
        post.work()
        [found] = post.inbox.quarantine(limit=10)
        assert (found.reason, found.detail, post.came_to(*whole)) == ("fault", "Unreadable", ["applied"])


class TestAnExtractThatTheProgramFailsOver:
    @pytest.mark.parametrize("error", [RuntimeError(), ValueError()])
    def test_is_a_fault_and_keeps_no_other_back(self, system: System, error: Exception) -> None:
        post, _ = failing(system, BO, error, outages=(Outage,))
        failed, other = shown(BO), shown(ADA, name="other", of=NIGHT + timedelta(days=1))
        post.comes(*failed, *other)
        post.work()
        [found] = post.inbox.quarantine(limit=10)
        assert (found.reason, found.detail) == ("fault", type(error).__name__)
        assert post.came_to(*failed, *other) == ["quarantined", "applied"]

    def test_has_its_effect_when_it_is_taken_up_again_after_mending(self, system: System) -> None:
        post, intake = failing(system, BO, RuntimeError())
        post.comes(*shown(BO))
        post.work()
        intake.error = None
        post.inbox.take_up_again(None, RULING)
        post.work()
        assert (events(system, BO), post.came_to(*shown(BO))) == ([ENTERED], ["applied"])

    @pytest.mark.parametrize("error", [Outage(), VersionConflict()])
    def test_because_the_store_is_away_waits_and_is_tried_again(self, system: System, error: Exception) -> None:
        post, intake = failing(system, BO, error, outages=(Outage,))
        post.comes(*shown(BO))
        with pytest.raises(type(error)):
            post.work()
        assert post.came_to(*shown(BO)) == ["waiting"]
        intake.error = None
        post.work()
        assert (events(system, BO), post.came_to(*shown(BO))) == ([ENTERED], ["applied"])


class TestAnExtractInADeliveryStoppedForItsMessages:
    MANY = tuple(entry(f"berkey-{n}", number=None) for n in range(3))

    @pytest.fixture
    def post(self, system: System) -> Post:
        post = Post(system, held=lambda: 10)
        post.comes(entry(number=None), delivery="before")
        post.work()
        post.comes(*self.MANY, *shown(), delivery="the night's")
        post.work()
        return post

    def release(self, post: Post) -> None:
        [stopped] = post.inbox.deliveries(limit=10, state="paused")
        post.inbox.release(stopped.number, RULING)
        post.work()

    def test_is_not_released_with_them(self, post: Post) -> None:
        self.release(post)
        [stopped] = post.inbox.deliveries(limit=10, state="paused")
        assert (stopped.name, stopped.judgement["empty_extract"]) == ("the night's", 0)
        assert post.came_to(*self.MANY, *shown()) == ["applied", "applied", "applied", "waiting"]

    def test_has_its_effect_when_it_is_released_itself(self, post: Post) -> None:
        self.release(post)
        self.release(post)
        assert (events(post.system), post.came_to(*shown())) == ([ENTERED, LEFT], ["applied"])


class TestAnExtractOfNobody:
    @pytest.fixture(autouse=True)
    def stopped(self, post: Post) -> None:
        post.comes(entry(number=None))
        post.work()
        post.comes(*shown(), delivery="of nobody")
        post.work()

    def test_waits_for_a_person_and_stops_everything(self, post: Post) -> None:
        [stopped] = post.inbox.deliveries(limit=10, state="paused")
        assert stopped.judgement["empty_extract"] == 0
        post.comes(entry(BO))
        post.work()
        assert (events(post.system), post.came_to(*shown(), entry(BO))) == ([ENTERED], ["waiting", "received"])

    def test_has_its_effect_when_it_is_released(self, post: Post) -> None:
        [stopped] = post.inbox.deliveries(limit=10, state="paused")
        post.inbox.release(stopped.number, RULING)
        post.work()
        assert (events(post.system), post.came_to(*shown())) == ([ENTERED, LEFT], ["applied"])

    def test_has_none_when_it_is_rejected(self, post: Post) -> None:
        [stopped] = post.inbox.deliveries(limit=10, state="paused")
        post.inbox.reject(stopped.number, RULING)
        post.work()
        assert (events(post.system), post.came_to(*shown())) == ([ENTERED], ["discarded"])

    @pytest.mark.parametrize("ruling", ["release", "reject"])
    def test_under_the_name_of_one_decided_about_waits_for_a_person_itself(self, post: Post, ruling: str) -> None:
        [stopped] = post.inbox.deliveries(limit=10, state="paused")
        getattr(post.inbox, ruling)(stopped.number, RULING)
        post.work()
        post.comes(entry("berkey-cleo", number=None))
        post.work()
        again = shown(name="again", of=NIGHT + timedelta(days=1))
        post.comes(*again, delivery="of nobody")
        post.work()
        assert post.came_to(*again) == ["waiting"]
        assert [one.name for one in post.inbox.deliveries(limit=10, state="paused")] == ["of nobody (2)"]


class TestAReleasedExtract:
    """Ten are in the register, so an extract that drops two is stopped."""

    KEYS = tuple(f"berkey-{n}" for n in range(10))

    @pytest.fixture
    def post(self, system: System) -> Post:
        post = Post(system, held=system.reading.in_register_count)
        post.comes(*(entry(key, number=None) for key in self.KEYS), delivery="before")
        post.work()
        return post

    def stopped(self, post: Post) -> dict[str, int]:
        [one] = post.inbox.deliveries(limit=10, state="paused")
        return {name: one.judgement[name] for name in ("entering", "leaving")}

    def release(self, post: Post) -> None:
        for one in post.inbox.deliveries(limit=10, state="paused"):
            post.inbox.release(one.number, RULING)
        post.work()

    def test_is_stopped_again_where_more_would_leave_than_was_shown(self, post: Post) -> None:
        parts = shown(*self.KEYS[:7], of=NIGHT + timedelta(days=1))
        post.comes(*parts, delivery="the night's")
        post.work()
        assert self.stopped(post) == {"entering": 0, "leaving": 3}
        post.comes(*(entry(f"more-{n}", number=None) for n in range(5)), delivery="more")
        post.work()
        night, _ = sorted(post.inbox.deliveries(limit=10, state="paused"))
        post.inbox.release(night.number, RULING)
        self.release(post)
        assert post.came_to(*parts) == ["waiting"]
        assert self.stopped(post) == {"entering": 0, "leaving": 8}
        self.release(post)
        assert post.came_to(*parts) == ["applied"]

    def test_takes_no_other_in_its_file_with_it(self, post: Post) -> None:
        first = shown(*self.KEYS[:7], name="first", of=NIGHT + timedelta(days=1))
        second = shown(*self.KEYS[3:], name="second", of=NIGHT + timedelta(days=2))
        post.comes(*first, *second, delivery="both")
        post.work()
        self.release(post)
        assert post.came_to(*first, *second) == ["applied", "waiting"]
        assert self.stopped(post) == {"entering": 3, "leaving": 3}
        self.release(post)
        assert post.came_to(*first, *second) == ["applied", "applied"]

    def test_is_seen_and_stops_nothing_that_comes_after_it(self, post: Post) -> None:
        parts = shown(*self.KEYS[:7], of=NIGHT + timedelta(days=1))
        post.comes(*parts, delivery="the night's")
        post.work()
        self.release(post)
        last = leaving(self.KEYS[0])
        post.comes(last, delivery="after")
        post.work()
        assert post.came_to(*parts, last) == ["applied", "applied"]


class TestWhatComesInSmallPieces:
    """Ten are in the register, so the second who leaves within a week is one too many."""

    @pytest.fixture
    def post(self, system: System) -> Post:
        post = Post(system, held=system.reading.in_register_count)
        post.comes(*(entry(key, number=None) for key in TestAReleasedExtract.KEYS), delivery="before")
        post.work()
        return post

    def leaves(self, post: Post, n: int) -> State:
        left = leaving(f"berkey-{n}")
        post.comes(left, door="https", delivery=f"push-{n}")
        post.work()
        return post.came_to(left)[0]

    def test_is_stopped_where_it_has_added_up(self, post: Post) -> None:
        assert [self.leaves(post, n) for n in range(2)] == ["applied", "received"]
        [stopped] = post.inbox.deliveries(limit=10, state="paused")
        assert (stopped.judgement["leaving"], stopped.judgement["leaving_lately"]) == (1, 1)

    def test_adds_up_with_what_an_extract_dropped(self, post: Post) -> None:
        post.comes(*shown(*TestAReleasedExtract.KEYS[:9], of=NIGHT + timedelta(days=1)))
        post.work()
        assert self.leaves(post, 0) == "received"

    def test_goes_on_after_a_release_as_if_nothing_had_come(self, post: Post) -> None:
        assert [self.leaves(post, n) for n in range(2)] == ["applied", "received"]
        [stopped] = post.inbox.deliveries(limit=10, state="paused")
        post.clock.at = NOW + timedelta(minutes=1)
        post.inbox.release(stopped.number, RULING._replace(at=post.clock.at))
        post.work()
        post.clock.at += timedelta(minutes=1)
        assert [self.leaves(post, n) for n in (2, 3)] == ["applied", "received"]

    def test_goes_on_after_a_week(self, post: Post) -> None:
        assert self.leaves(post, 0) == "applied"
        post.clock.at = NOW + timedelta(days=7, minutes=1)
        assert self.leaves(post, 1) == "applied"
