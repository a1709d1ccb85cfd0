"""Stores of the program, made and filled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice
from uuid import UUID

from kaa_tracker.adapters.outbound.keys import KeyStore
from kaa_tracker.application.ports import Append, EventStore
from kaa_tracker.bootstrap import open_system
from scripts.benchmarks.engines import Place
from scripts.benchmarks.stages import Advance

CASES_A_BATCH = 250
"""About five thousand events: what an import writes at once."""


def create_tables(place: Place) -> None:
    with open_system(place.settings()):
        pass


def create_keys(place: Place, case_ids: Iterable[UUID]) -> None:
    """The place's tables and key store exist."""
    with closing(KeyStore(place.folder / "keys.db", place.folder / "master.key")) as keys:
        keys.create(case_ids)


def fill(place: Place, cases: Iterable[Append], advance: Advance) -> int:
    """Append new cases in batches; answers the number of events."""
    create_tables(place)
    with open_system(place.settings()) as system:
        for some in batches(cases):
            create_keys(place, [case.case_id for case in some])
            system.store.append(some)
            advance(count_events(some))
        return system.store.last_position()


def append_in_batches(store: EventStore, cases: Iterable[Append]) -> None:
    for some in batches(cases):
        store.append(some)


def batches(cases: Iterable[Append]) -> Iterator[list[Append]]:
    rest = iter(cases)
    while some := list(islice(rest, CASES_A_BATCH)):
        yield some


def count_events(cases: Iterable[Append]) -> int:
    return sum(len(case.entries) for case in cases)
