"""What is asked at the same time is done in one go, and each is answered for itself."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from uuid import UUID

import pytest

from kaa_tracker.application.casework import Casework, Order
from kaa_tracker.application.handling import Recorded, Result
from kaa_tracker.application.together import AT_ONCE, Together
from kaa_tracker.bootstrap import open_system
from kaa_tracker.domain.case import commands as c
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.settings import Settings
from kaa_tracker.system import System
from tests.application.told import ADA, COORDINATOR, attempt, entry, moment

MANY = 40
FAILS = "the one that fails"


class Watched(Casework):
    """Counts the goes, holds the first one until it may go on, and fails over one order."""

    def __init__(self, system: System) -> None:
        super().__init__(system.handler, system.vault)
        self.goes: list[int] = []
        self.may_go_on = Event()

    def take(self, orders: Sequence[Order]) -> list[Result]:
        self.goes.append(len(orders))
        self.may_go_on.wait(10)
        if any(order.request.command_id == FAILS for order in orders):
            raise RuntimeError
        return super().take(orders)


@pytest.fixture
def system(tmp_path: Path) -> Iterator[System]:
    with open_system(Settings(folder=tmp_path)) as opened:
        opened.register_intake().take([entry()])
        yield opened


@pytest.fixture
def ada(system: System) -> UUID:
    return system.vault.cases_of_register_keys([ADA])[ADA]


def tried(case_id: UUID, name: str, recorded: str = "2022-03-20") -> Order:
    """A call on the 20th of March, told of then."""
    command = attempt("2022-03-20", name)
    return Order(case_id, c.Request(command_id=name, actor=COORDINATOR, recorded_at=moment(recorded), command=command))


def answers(casework: Watched, orders: Sequence[Order]) -> list[Result | BaseException]:
    """What each is answered when all of them come while the first is being carried out."""
    together = Together(casework.take, apart=True)

    async def ask() -> list[Result | BaseException]:
        asked = [asyncio.ensure_future(together.ask(order)) for order in orders]
        while not casework.goes:
            await asyncio.sleep(0)
        casework.may_go_on.set()
        return await asyncio.gather(*asked, return_exceptions=True)

    return asyncio.run(ask())


def test_what_comes_while_one_is_carried_out_is_carried_out_in_one_go(system: System, ada: UUID) -> None:
    casework = Watched(system)
    told = answers(casework, [tried(ada, f"call {n}") for n in range(MANY)])
    assert sum(casework.goes) == MANY
    assert len(casework.goes) <= 2
    assert all(isinstance(one, Recorded) for one in told)
    assert len(system.store.histories([ada])[ada]) == 2 + MANY


def test_one_that_is_refused_is_refused_alone(system: System, ada: UUID) -> None:
    not_made_yet = tried(ada, "tomorrow's", recorded="2022-03-19")
    told = answers(Watched(system), [tried(ada, "a"), not_made_yet, tried(ada, "b")])
    assert [type(one) for one in told] == [Recorded, Refusal, Recorded]


def test_one_that_the_program_fails_over_takes_no_other_with_it(system: System, ada: UUID) -> None:
    told = answers(Watched(system), [tried(ada, "a"), tried(ada, FAILS), tried(ada, "b")])
    assert [type(one) for one in told] == [Recorded, RuntimeError, Recorded]


def test_what_cannot_be_looked_up_fails_for_all_of_them_at_once() -> None:
    goes = []

    def fail(asked: Sequence[int]) -> Sequence[int]:
        goes.append(list(asked))
        raise ConnectionError

    async def ask() -> list[int | BaseException]:
        together = Together(fail)
        return await asyncio.gather(*(together.ask(number) for number in range(3)), return_exceptions=True)

    assert [type(one) for one in asyncio.run(ask())] == [ConnectionError] * 3
    assert sorted(number for some in goes for number in some) == [0, 1, 2]


def test_a_go_begins_after_everything_in_it_was_asked() -> None:
    value, first_has_begun, may_end = ["old"], Event(), Event()

    def look(asked: Sequence[int]) -> Sequence[str]:
        seen = value[0]
        first_has_begun.set()
        may_end.wait(10)
        return [seen] * len(asked)

    async def ask() -> list[str]:
        together = Together(look)
        before = asyncio.ensure_future(together.ask(1))
        await asyncio.to_thread(first_has_begun.wait)
        value[0] = "new"
        after = asyncio.ensure_future(together.ask(2))
        await asyncio.sleep(0)
        may_end.set()
        return [await before, await after]

    assert asyncio.run(ask()) == ["old", "new"]


def test_no_go_is_larger_than_it_may_be() -> None:
    goes = []

    def count(asked: Sequence[int]) -> Sequence[int]:
        goes.append(len(asked))
        return asked

    async def ask() -> list[int]:
        together = Together(count)
        return await asyncio.gather(*(together.ask(number) for number in range(3 * AT_ONCE)))

    assert asyncio.run(ask()) == list(range(3 * AT_ONCE))
    assert max(goes) <= AT_ONCE


def test_who_goes_away_before_the_answer_is_missed_by_nobody() -> None:
    may_end = Event()

    def wait(asked: Sequence[int]) -> Sequence[int]:
        may_end.wait(10)
        return asked

    async def ask() -> int:
        together = Together(wait)
        gone, stays = (asyncio.ensure_future(together.ask(number)) for number in (1, 2))
        await asyncio.sleep(0)
        gone.cancel()
        may_end.set()
        return await stays

    assert asyncio.run(ask()) == 2


def test_those_in_other_loops_are_answered_too() -> None:
    def double(asked: Sequence[int]) -> list[int]:
        return [2 * number for number in asked]

    together = Together(double)

    async def ask(first: int) -> list[int]:
        return [await together.ask(number) for number in range(first, first + 100)]

    with ThreadPoolExecutor(4) as threads:
        told = list(threads.map(lambda nth: asyncio.run(ask(100 * nth)), range(4)))
    assert told == [[2 * number for number in range(100 * nth, 100 * nth + 100)] for nth in range(4)]
