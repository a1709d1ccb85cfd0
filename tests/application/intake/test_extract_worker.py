"""Extracts in the inbox have their effect once they are whole, and messages that waited have theirs with them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from kaa_tracker.application.intake.extract import ExtractPart
from kaa_tracker.application.intake.inbox import Settled
from kaa_tracker.system import System
from tests.application.intake.post import NOW, RULING, WAITS, Post, events
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
        post = Post(system, inbox=PowerCutBeforeTheExtractIsSettled())
        post.comes(*shown(ADA))
        with pytest.raises(PowerCut):
            post.work()
        assert (events(system), post.came_to(*shown(ADA))) == ([ENTERED], ["waiting"])
        post.work()
        assert (events(system), post.came_to(*shown(ADA))) == ([ENTERED], ["no_effect"])


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
