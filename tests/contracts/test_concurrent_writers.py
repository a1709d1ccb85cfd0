"""Several writers at once: no update lost, no event passed over by who follows the log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from random import Random
from time import sleep
from uuid import UUID

import pytest

from kaa_tracker.adapters.outbound.event_store import SealedEventStore
from kaa_tracker.adapters.outbound.stream_ids import new_case_id
from kaa_tracker.application.ports import Append, EventStore, VersionConflict
from tests.contracts.following import followed
from tests.contracts.happenings import attempt, attempts
from tests.fakes import KeysInMemory

WRITERS = 8
CONTESTED_CASES = 5


@pytest.fixture
def keys() -> KeysInMemory:
    return KeysInMemory()


@pytest.fixture
def store(event_store_environment: Mapping[str, str], keys: KeysInMemory) -> Iterator[EventStore]:
    with SealedEventStore(event_store_environment, keys) as store:
        store.create()
        yield store


def new_cases(keys: KeysInMemory, count: int) -> list[UUID]:
    case_ids = [new_case_id() for _ in range(count)]
    keys.create(case_ids)
    return case_ids


def add_to_each(store: EventStore, case_ids: list[UUID], times: int, seed: int) -> int:
    """Add to a case drawn by lot, ``times`` times, trying again after each conflict; the number of conflicts."""
    random, conflicts = Random(seed), 0
    for _ in range(times):
        case_id = random.choice(case_ids)
        while True:
            version = len(store.histories([case_id]).get(case_id, ()))
            sleep(random.random() / 1000)
            try:
                store.append([Append(case_id, version, (attempt(version + 1),))])
            except VersionConflict:
                conflicts += 1
            else:
                break
    return conflicts


def test_no_update_is_lost_between_writers_of_the_same_cases(store: EventStore, keys: KeysInMemory) -> None:
    case_ids = new_cases(keys, CONTESTED_CASES)
    with ThreadPoolExecutor(WRITERS) as threads:
        conflicts = sum(threads.map(lambda seed: add_to_each(store, case_ids, 25, seed), range(WRITERS)))
    histories = store.histories(case_ids)
    assert sum(len(history) for history in histories.values()) == WRITERS * 25
    assert all([entry.version for entry in h] == list(range(1, len(h) + 1)) for h in histories.values())
    assert conflicts > 0  # or the test has shown nothing


def write_batches(store: EventStore, own: UUID, contested: list[UUID], seed: int) -> int:
    """Write batches of any size to a case of one's own, some bound to fail; the number that failed."""
    random, version, failed = Random(seed), 0, 0
    for _ in range(30):
        batch = attempts(own, range(version + 1, version + 1 + random.choice([1, 1, 2, 70])))
        doomed = [attempts(random.choice(contested), [1])] if random.random() < 0.4 else []
        sleep(random.random() / 500)
        try:
            store.append([batch, *doomed])
        except VersionConflict:
            failed += 1
        else:
            version += len(batch.entries)
    return failed


def test_a_follower_sees_every_event_once_and_in_order(store: EventStore, keys: KeysInMemory) -> None:
    own, contested = new_cases(keys, WRITERS), new_cases(keys, 3)
    with followed(store) as follower, ThreadPoolExecutor(WRITERS) as threads:
        failed = sum(threads.map(lambda n: write_batches(store, own[n], contested, n), range(WRITERS)))
    positions = [change.position for change in follower.seen]
    assert positions == sorted(set(positions))
    assert Counter(change.case_id for change in follower.seen) == {
        case_id: len(history) for case_id, history in store.histories([*own, *contested]).items()
    }
    assert failed > 0
