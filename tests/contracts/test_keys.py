"""The key store: what it promises whoever encrypts, and what it refuses to start with."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_tracker.adapters.outbound.keys import KeyStore
from kaa_tracker.adapters.outbound.master_key import KeyStoreRefused, derived_key
from kaa_tracker.application.ports import Keys
from tests.fakes import KeysInMemory


@pytest.fixture(params=["file", "memory"])
def keys(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Keys]:
    """The store, and the stand-in that other tests use for it."""
    if request.param == "memory":
        yield KeysInMemory()
        return
    store = opened(tmp_path)
    yield store
    store.close()


def opened(directory: Path, *, cached_keys: int = 1_000) -> KeyStore:
    return KeyStore(directory / "keys.sqlite", directory / "master.key", cached_keys=cached_keys)


def some_cases(count: int) -> list[UUID]:
    return [uuid4() for _ in range(count)]


def test_each_person_gets_a_key_of_32_bytes_unlike_any_other(keys: Keys) -> None:
    cases = some_cases(2_500)
    keys.create(cases)
    loaded = keys.load(cases)
    assert set(loaded) == set(cases)
    assert {len(key) for key in loaded.values()} == {32}
    assert len(set(loaded.values())) == len(cases)


def test_a_key_is_the_same_after_the_store_was_closed_and_opened(tmp_path: Path) -> None:
    cases = some_cases(3)
    first = opened(tmp_path)
    first.create(cases)
    before = dict(first.load(cases))
    first.close()
    assert opened(tmp_path).load(cases) == before


def test_making_a_key_again_changes_nothing(keys: Keys) -> None:
    old, new = some_cases(2)
    keys.create([old])
    before = keys.load([old])[old]
    keys.create([old, new, new])
    assert keys.load([old, new])[old] == before


def test_a_person_without_a_key_is_left_out(keys: Keys) -> None:
    known, unknown = some_cases(2)
    keys.create([known])
    assert set(keys.load([known, unknown])) == {known}


def test_nothing_asked_is_nothing_answered(keys: Keys) -> None:
    keys.create([])
    assert keys.load([]) == {}


def test_a_destroyed_key_is_gone_at_once_and_after_a_restart(tmp_path: Path) -> None:
    keys = opened(tmp_path)
    gone, kept = some_cases(2)
    keys.create([gone, kept])
    keys.load([gone, kept])
    keys.destroy(gone)
    assert set(keys.load([gone, kept])) == {kept}
    keys.close()
    assert set(opened(tmp_path).load([gone, kept])) == {kept}


def test_destroying_a_key_that_is_not_there_is_no_error(keys: Keys) -> None:
    keys.destroy(uuid4())


def test_a_key_destroyed_by_another_process_is_forgotten_here_too(tmp_path: Path) -> None:
    here, elsewhere = opened(tmp_path), opened(tmp_path)
    (case,) = some_cases(1)
    here.create([case])
    assert case in here.load([case])
    elsewhere.destroy(case)
    assert here.load([case]) == {}


def test_more_keys_can_be_asked_for_than_the_cache_holds(tmp_path: Path) -> None:
    keys = opened(tmp_path, cached_keys=10)
    cases = some_cases(35)
    keys.create(cases)
    assert keys.load(cases) == keys.load(cases[::-1])
    assert set(keys.load(cases)) == set(cases)


def test_threads_making_the_same_keys_agree_on_them(keys: Keys) -> None:
    cases = some_cases(50)
    seen: list[dict[UUID, bytes]] = []

    def make_and_load() -> None:
        keys.create(cases)
        seen.append(dict(keys.load(cases)))

    threads = [threading.Thread(target=make_and_load) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 4
    assert all(loaded == seen[0] for loaded in seen)


def test_no_key_lies_in_a_file_unwrapped_nor_a_destroyed_one_at_all(tmp_path: Path) -> None:
    keys = opened(tmp_path)
    cases = some_cases(300)
    for case in cases:
        keys.create([case])
    loaded = keys.load(cases)
    assert not any(key in written(tmp_path) for key in loaded.values())
    wrapped = wrapped_keys(tmp_path)
    assert all(row in written(tmp_path) for row in wrapped.values())
    for case in cases[::2]:
        keys.destroy(case)
    assert not any(wrapped[case] in written(tmp_path) for case in cases[::2])


def test_a_new_store_makes_files_that_nobody_else_may_read(tmp_path: Path) -> None:
    opened(tmp_path)
    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}
    assert len((tmp_path / "master.key").read_bytes()) == 32


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o610, 0o601])
def test_a_master_key_that_others_may_touch_is_refused(tmp_path: Path, mode: int) -> None:
    opened(tmp_path).close()
    (tmp_path / "master.key").chmod(mode)
    with pytest.raises(KeyStoreRefused, match=f"mode {mode:04o}.*chmod 600"):
        opened(tmp_path)


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_master_key_of_another_length_is_refused(tmp_path: Path, length: int) -> None:
    opened(tmp_path).close()
    (tmp_path / "master.key").write_bytes(os.urandom(length))
    with pytest.raises(KeyStoreRefused, match="not a master key of 32 bytes"):
        opened(tmp_path)


def test_keys_without_their_master_key_are_refused_and_no_new_one_is_made(tmp_path: Path) -> None:
    opened(tmp_path).close()
    (tmp_path / "master.key").unlink()
    with pytest.raises(KeyStoreRefused, match="is missing: restore it"):
        opened(tmp_path)
    assert not (tmp_path / "master.key").exists()


def test_another_master_key_is_refused_rather_than_mixed_in(tmp_path: Path) -> None:
    opened(tmp_path).close()
    (tmp_path / "master.key").write_bytes(os.urandom(32))
    with pytest.raises(KeyStoreRefused, match="is not the master key of this store"):
        opened(tmp_path)


def test_a_store_may_be_begun_with_a_master_key_brought_along(tmp_path: Path) -> None:
    (tmp_path / "master.key").write_bytes(os.urandom(32))
    (tmp_path / "master.key").chmod(0o600)
    (case,) = some_cases(1)
    keys = opened(tmp_path)
    keys.create([case])
    assert set(keys.load([case])) == {case}


def test_the_index_key_stays_and_is_no_other_key(tmp_path: Path) -> None:
    first = opened(tmp_path)
    second = opened(tmp_path)
    assert first.index_key == second.index_key
    assert len(first.index_key) == 32
    assert first.index_key != (tmp_path / "master.key").read_bytes()


@given(st.binary(min_size=32, max_size=32), st.text(), st.text())
def test_keys_for_two_purposes_never_agree(master: bytes, one: str, other: str) -> None:
    assert (derived_key(master, one) == derived_key(master, other)) is (one == other)


def written(directory: Path) -> bytes:
    return b"".join(file.read_bytes() for file in directory.iterdir())


def wrapped_keys(directory: Path) -> dict[UUID, bytes]:
    with sqlite3.connect(directory / "keys.sqlite") as reader:
        return {UUID(bytes=row[0]): row[1] for row in reader.execute("SELECT case_id, wrapped FROM person_key")}
