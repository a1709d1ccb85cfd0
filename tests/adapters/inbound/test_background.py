"""The work beside: it goes on, fails without ending, and stops when it is told to."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from threading import Event
from time import monotonic, sleep

from kaa_tracker.adapters.inbound.background import APART_SECONDS, Background

PATIENCE_SECONDS = 10


class Turns:
    """Turns that go as they are told to, one after the other, and then find nothing to do."""

    def __init__(self, *turns: Callable[[], bool]) -> None:
        self._turns = list(turns)
        self.done = Event()

    def __call__(self) -> bool:
        if self._turns:
            return self._turns.pop(0)()
        self.done.set()
        return False


def fails() -> bool:
    raise OSError("the disk of somebody")


def test_work_is_done_until_there_is_no_more() -> None:
    turns = Turns(lambda: True, lambda: True)
    with Background(turns, every_seconds=3600).running():
        assert turns.done.wait(PATIENCE_SECONDS)


def test_what_comes_later_is_worked_on_when_it_comes() -> None:
    turns = Turns(lambda: False)
    background = Background(turns, every_seconds=3600)
    with background.running():
        assert not turns.done.wait(0.1)
        background.wake()
        assert turns.done.wait(PATIENCE_SECONDS)


def test_what_comes_at_the_same_time_is_worked_on_together() -> None:
    turns: list[float] = []

    def turn() -> bool:
        turns.append(monotonic())
        return False

    background = Background(turn, every_seconds=3600)
    with background.running():
        for _ in range(200):
            background.wake()
            sleep(0.001)
    apart = [later - earlier for earlier, later in pairwise(turns)]
    assert all(seconds >= 0.9 * APART_SECONDS for seconds in apart)
    assert apart


def test_a_turn_that_fails_is_tried_again() -> None:
    turns = Turns(fails, fails)
    background = Background(turns, every_seconds=0.01)
    with background.running():
        assert turns.done.wait(PATIENCE_SECONDS)
    assert not background.failing


def test_while_it_fails_it_is_not_ready_and_says_what_kind_of_error_it_was() -> None:
    failed = Event()

    def fails_and_tells() -> bool:
        failed.set()
        return fails()

    background = Background(fails_and_tells, every_seconds=0.01)
    with background.running():
        assert failed.wait(PATIENCE_SECONDS)
        while not background.failing:
            pass
        assert background.failing == "OSError"


def test_the_turn_in_hand_is_finished_at_the_end() -> None:
    begun, may_end, ended = Event(), Event(), Event()

    def long_turn() -> bool:
        begun.set()
        may_end.wait(PATIENCE_SECONDS)
        ended.set()
        return False

    with Background(long_turn).running():
        assert begun.wait(PATIENCE_SECONDS)
        may_end.set()
    assert ended.is_set()
