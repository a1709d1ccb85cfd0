"""Orders given at the same time are carried out together, and each is answered for itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from uuid import UUID

import pytest

from kaa_tracker.application.casework import Casework, Order
from kaa_tracker.application.handling import Recorded, Result
from kaa_tracker.application.order_queue import OrderQueue
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


def answers(queue: OrderQueue, casework: Watched, orders: Sequence[Order]) -> list[Result | Exception]:
    """What each is answered when all of them come while the first is being carried out."""
    with ThreadPoolExecutor(len(orders)) as threads:
        asked = [threads.submit(queue.take, order) for order in orders]
        while len(queue._waiting) < len(orders) - 1:  # the first has been taken
            pass
        casework.may_go_on.set()
        return [one.exception() or one.result() for one in asked]  # type: ignore[misc]  # no BaseException is raised


def test_what_comes_while_one_is_carried_out_is_carried_out_in_one_go(system: System, ada: UUID) -> None:
    casework = Watched(system)
    told = answers(OrderQueue(casework), casework, [tried(ada, f"call {n}") for n in range(MANY)])
    assert casework.goes == [1, MANY - 1]
    assert all(isinstance(one, Recorded) for one in told)
    assert len(system.store.histories([ada])[ada]) == 2 + MANY


def test_one_that_is_refused_is_refused_alone(system: System, ada: UUID) -> None:
    casework = Watched(system)
    not_made_yet = tried(ada, "tomorrow's", recorded="2022-03-19")
    told = answers(OrderQueue(casework), casework, [tried(ada, "a"), not_made_yet, tried(ada, "b")])
    assert [type(one) for one in told] == [Recorded, Refusal, Recorded]


def test_one_that_the_program_fails_over_takes_no_other_with_it(system: System, ada: UUID) -> None:
    casework = Watched(system)
    told = answers(OrderQueue(casework), casework, [tried(ada, "a"), tried(ada, FAILS), tried(ada, "b")])
    assert [type(one) for one in told] == [Recorded, RuntimeError, Recorded]
