"""What comes has one effect, whatever happens between, and what cannot have one is kept with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from kaa_tracker.adapters.outbound.database import OUTAGES
from kaa_tracker.application.intake.inbox import Settled
from kaa_tracker.application.intake.register import RegisterMessage
from kaa_tracker.application.intake.rejected import Rejected
from kaa_tracker.domain.case import commands as c
from kaa_tracker.system import System
from tests.application.intake.post import NOW, RULING, WAITS, Outage, Post, Sent, events, failing, told
from tests.application.interruptions import PowerCut
from tests.application.told import ADA, BO, change, entry, leaving
from tests.inbox_in_memory import InboxInMemory

ENTERED, CHANGED, LEFT = "RegisterEntered", "RegisterDetailsChanged", "RegisterLeft"
POISON = Rejected("unknown_type", "$.type")


class PowerCutBeforeOutcomes(InboxInMemory):
    """The power goes once before outcomes are written down."""

    is_to_come = True

    def settle(self, settled: Sequence[Settled], at: datetime, *, forget: bool = False) -> None:
        if self.is_to_come:
            self.is_to_come = False
            raise PowerCut
        super().settle(settled, at, forget=forget)


@pytest.fixture
def post(system: System) -> Post:
    return Post(system)


class TestAMessage:
    def test_twice_has_one_effect(self, post: Post) -> None:
        post.comes(entry(), entry())
        post.work()
        post.comes(entry(), delivery="tomorrow")
        post.work()
        assert events(post.system) == [ENTERED]
        assert post.came_to(entry()) == ["applied"]

    def test_worked_on_again_after_a_crash_before_its_outcome_has_one_effect_and_is_applied(
        self, system: System
    ) -> None:
        post = Post(system, inbox=PowerCutBeforeOutcomes())
        post.comes(entry(), change(district="bromma"))
        with pytest.raises(PowerCut):
            post.work()
        assert events(system) == [ENTERED, CHANGED]
        assert post.came_to(entry()) == ["received"]
        post.work()
        assert events(system) == [ENTERED, CHANGED]
        assert post.came_to(entry(), change(district="bromma")) == ["applied", "applied"]

    def test_is_stale_only_where_its_revision_was_applied(self, post: Post) -> None:
        again = change(revision=3, district="bromma")._replace(message_id="ber sent-again")
        late = change(revision=2, on="2022-03-04", district="farsta")
        post.comes(entry(), change(revision=3, district="bromma"))
        post.work()
        post.comes(again, late)
        post.work()
        assert post.came_to(again, late) == ["stale", "applied"]

    def test_is_recorded_when_it_came_unless_a_file_tells_when(self, post: Post) -> None:
        post.comes(entry())
        post.comes(entry(BO), door="https")
        post.work()
        cases = post.system.vault.cases_of_register_keys([ADA, BO])
        recorded = {key: post.system.store.histories([cases[key]])[cases[key]][0].recorded_at for key in cases}
        assert recorded == {ADA: entry().recorded_at, BO: NOW}

    def test_with_fields_that_are_not_known_is_applied_and_they_are_counted(self, post: Post) -> None:
        [stored] = post.comes(entry()._replace(unknown_fields=2))
        post.work()
        assert post.inbox.settled([stored.number])[stored.number].unknown_fields == 2


class TestAChangeBeforeItsEntry:
    def test_waits_and_is_taken_up_with_it(self, post: Post) -> None:
        post.comes(change(district="bromma"), leaving())
        post.work()
        assert post.came_to(change(district="bromma"), leaving()) == ["waiting", "waiting"]
        post.comes(entry())
        post.work()
        assert events(post.system) == [ENTERED, CHANGED, LEFT]
        assert post.came_to(change(district="bromma"), leaving()) == ["applied", "applied"]

    def test_waits_for_no_other_persons_entry(self, post: Post) -> None:
        post.comes(change(district="bromma"), entry(BO))
        post.work()
        assert post.came_to(change(district="bromma"), entry(BO)) == ["waiting", "applied"]

    def test_goes_on_waiting_where_the_entry_is_refused(self, post: Post) -> None:
        post.comes(change(district="bromma"), of_age(entry()))
        post.work()
        assert post.came_to(change(district="bromma")) == ["waiting"]
        assert post.reasons() == ["not_under_20"]

    def test_is_quarantined_when_it_has_waited_too_long_and_not_before(self, post: Post) -> None:
        post.comes(change(district="bromma"))
        post.work()
        post.clock.at = NOW + WAITS
        post.work()
        assert post.reasons() == []
        post.clock.at += timedelta(seconds=1)
        post.work()
        [found] = post.inbox.quarantine(limit=10)
        assert (found.reason, found.path) == ("no_entry", "$.subject")

    def test_that_was_given_up_is_taken_up_again_by_hand_when_the_entry_has_come(self, post: Post) -> None:
        post.comes(change(district="bromma"))
        post.work()
        post.clock.at = NOW + 2 * WAITS
        post.work()
        post.comes(entry(), delivery="late")
        post.work()
        assert events(post.system) == [ENTERED]
        post.inbox.take_up_again(None, RULING)
        post.work()
        assert events(post.system) == [ENTERED, CHANGED]
        assert post.reasons() == []


def of_age(message: RegisterMessage) -> RegisterMessage:
    command = message.command
    assert isinstance(command, c.RecordRegisterEntry)
    values = {name: getattr(command, name) for name in command.__dataclass_fields__}
    return message._replace(command=c.RecordRegisterEntry(**{**values, "birth_year": 1990}))


class TestWhatCannotHaveItsEffect:
    def test_is_quarantined_with_the_reason_of_the_reader_and_where(self, post: Post) -> None:
        post.comes(POISON, entry())
        post.work()
        [found] = post.inbox.quarantine(limit=10)
        assert (found.reason, found.path) == ("unknown_type", "$.type")
        assert post.came_to(entry()) == ["applied"]

    def test_is_quarantined_with_the_code_of_the_rule_that_refuses_it(self, post: Post) -> None:
        post.comes(of_age(entry()), entry(BO))
        post.work()
        [found] = post.inbox.quarantine(limit=10)
        assert (found.reason, found.path) == ("not_under_20", "$.data")
        assert post.came_to(entry(BO)) == ["applied"]

    def test_because_the_program_fails_over_it_takes_no_other_with_it(self, system: System) -> None:
        post, fault = failing(system, BO, KeyError(BO))
        post.comes(entry(), entry(BO), change(district="bromma"))
        post.work()
        assert (events(system), events(system, BO)) == ([ENTERED, CHANGED], [])
        [found] = post.inbox.quarantine(limit=10)
        assert (found.reason, found.detail) == ("fault", "KeyError")
        fault.error = None
        post.inbox.take_up_again(None, RULING)
        post.work()
        assert (events(system, BO), post.reasons()) == ([ENTERED], [])

    def test_because_the_program_cannot_read_it_is_a_fault_of_its_own(self, post: Post) -> None:
        post.unreadable = True
        post.comes(entry())
        post.work()
        [found] = post.inbox.quarantine(limit=10)
        assert (found.reason, found.detail) == ("fault", "Unreadable")

    def test_under_an_id_used_before_waits_for_a_person_and_then_has_an_effect_of_its_own(self, post: Post) -> None:
        reused = change(revision=2, district="bromma")._replace(message_id=entry().message_id)
        post.comes(entry(), reused)
        post.work()
        assert (events(post.system), post.reasons()) == ([ENTERED], ["id_reused"])
        post.inbox.take_up_again(None, RULING)
        post.work()
        assert (events(post.system), post.reasons()) == ([ENTERED, CHANGED], [])


@pytest.mark.parametrize("error", [DataError, IntegrityError])
def test_a_message_that_the_database_cannot_hold_is_a_fault_and_takes_no_other_with_it(
    system: System, error: type[DBAPIError]
) -> None:
    post, _ = failing(system, BO, error("INSERT", {}, Exception()), outages=OUTAGES)
    post.comes(entry(), entry(BO))
    post.work()
    [found] = post.inbox.quarantine(limit=10)
    assert (found.reason, found.detail) == ("fault", error.__name__)
    assert post.came_to(entry(), entry(BO)) == ["applied", "quarantined"]


class TestAnOutage:
    def test_settles_nothing_and_it_is_tried_again(self, system: System) -> None:
        post, outage = failing(system, BO, Outage(), outages=(Outage,))
        post.comes(entry(), entry(BO))
        with pytest.raises(Outage):
            post.work()
        assert post.came_to(entry(), entry(BO)) == ["received", "received"]
        outage.error = None
        post.work()
        assert post.came_to(entry(), entry(BO)) == ["applied", "applied"]


class TestAnAbnormalDelivery:
    MANY = tuple(entry(f"berkey-{n}", number=None) for n in range(3))

    @pytest.fixture
    def post(self, system: System) -> Post:
        return Post(system, held=lambda: 10)

    def test_stops_everything_until_it_is_released_and_then_has_its_effect(self, post: Post) -> None:
        post.comes(*self.MANY, delivery="many")
        post.comes(entry(), delivery="another")
        for _ in range(2):
            post.work()
            assert post.came_to(*self.MANY, entry()) == ["received"] * 4
        [stopped] = post.inbox.deliveries(limit=10, state="paused")
        assert stopped.judgement == {"held_before": 10, "entering": 3, "leaving": 0, "entering_over_share": 2}
        post.inbox.release(stopped.number, RULING)
        post.work()
        assert post.came_to(*self.MANY, entry()) == ["applied"] * 4

    def test_that_is_rejected_is_discarded_and_the_rest_goes_on(self, post: Post) -> None:
        post.comes(*self.MANY, delivery="many")
        post.comes(entry(), delivery="another")
        post.work()
        [stopped] = post.inbox.deliveries(limit=10, state="paused")
        assert post.inbox.reject(stopped.number, RULING) == 3
        post.work()
        assert post.came_to(*self.MANY, entry()) == [*["discarded"] * 3, "applied"]

    def test_holds_back_everything_but_that_somebody_is_protected(self, post: Post, system: System) -> None:
        post.comes(entry(), delivery="before")
        post.work()
        moved = change(on="2022-03-20", revision=2, district="bromma")
        marked = change(on="2022-03-21", revision=3, protection="confidentiality_marked")
        unknown = change(BO, on="2022-03-21", revision=2, protection="confidentiality_marked")
        post.comes(*self.MANY, moved, marked, unknown, delivery="many")
        post.work()
        assert post.came_to(*self.MANY, moved, marked, unknown) == [*["received"] * 4, "applied", "received"]
        assert post.adds_up()
        [stopped] = post.inbox.deliveries(limit=10, state="paused")
        post.inbox.release(stopped.number, RULING)
        post.work()
        assert post.came_to(*self.MANY, moved, marked, unknown) == [*["applied"] * 5, "waiting"]
        assert events(system) == ["RegisterEntered", "RegisterDetailsChanged", "RegisterDetailsChanged"]

    def test_protects_those_of_whom_it_is_told_while_it_stands_still(self, post: Post) -> None:
        post.comes(entry(), delivery="before")
        post.work()
        post.comes(*self.MANY, delivery="many")
        post.work()
        marked = change(on="2022-03-21", revision=2, protection="confidentiality_marked")
        post.comes(marked, delivery="later")
        post.work()
        assert post.came_to(*self.MANY, marked) == [*["received"] * 3, "applied"]

    def test_is_judged_again_as_more_of_it_comes(self, post: Post) -> None:
        post.comes(*self.MANY[:2], delivery="many")
        post.work()
        assert post.came_to(*self.MANY[:2]) == ["applied"] * 2
        post.comes(self.MANY[2], delivery="many")
        post.work()
        assert post.came_to(self.MANY[2]) == ["received"]


_STEPS = ("deliver", "deliver elsewhere", "work", "crash", "retry", "discard", "wait")


def test_the_ledger_adds_up_after_whatever_happens_and_nothing_is_had_twice(system: System) -> None:
    numbers = count(1)

    @given(st.lists(st.tuples(st.sampled_from(_STEPS), st.integers(0, 5)), max_size=14))
    @settings(max_examples=40, deadline=None)
    def holds(steps: list[tuple[str, int]]) -> None:
        story = Story(system, f"berkey-story-{next(numbers)}")
        for step, number in steps:
            story.goes_on(step, number)
            assert story.post.adds_up()
            causes = [entry.cause for entry in told(system, story.key)]
            assert len(causes) == len(set(causes))

    holds()


class Story:
    """What BER sends about one youth, and what may happen to it on its way."""

    def __init__(self, system: System, key: str) -> None:
        self.key = key
        self.inbox = PowerCutBeforeOutcomes()
        self.inbox.is_to_come = False
        self.post = Post(system, inbox=self.inbox)
        taken_in = entry(key, number=None)
        reused = change(key, revision=5, district="farsta")._replace(message_id=taken_in.message_id)
        moved, left = change(key, district="bromma"), leaving(key)
        self.news: list[Sent] = [moved, left, taken_in, reused, POISON, of_age(entry(key))]

    def goes_on(self, step: str, number: int) -> None:
        match step:
            case "deliver":
                self.post.comes(*self.news[number:], *self.news[:number])
            case "deliver elsewhere":
                self.post.comes(self.news[number], delivery=f"file {number}")
            case "work":
                self.post.work()
            case "crash":
                self.inbox.is_to_come = True
                with suppress(PowerCut):
                    self.post.work()
                self.inbox.is_to_come = False
            case "retry":
                self.inbox.take_up_again(None, RULING)
            case "discard":
                self.inbox.discard([one.number for one in self.inbox.quarantine(limit=number)], RULING)
            case _:
                self.post.clock.at += WAITS / 2
