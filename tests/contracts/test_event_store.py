"""What every event store keeps, whichever engine it runs on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from uuid import UUID

import pytest

from kaa_tracker.adapters.outbound.event_store import KeyMissing, SealedEventStore, UnreadableEvent
from kaa_tracker.adapters.outbound.stream_ids import new_case_id
from kaa_tracker.application.ports import Change, EventStore, VersionConflict
from tests.contracts.happenings import RECOGNISABLE, attempts
from tests.engines import run_sql, stored_bytes
from tests.fakes import KeysInMemory


@pytest.fixture
def keys() -> KeysInMemory:
    return KeysInMemory()


@pytest.fixture
def store(event_store_environment: Mapping[str, str], keys: KeysInMemory) -> Iterator[EventStore]:
    with SealedEventStore(event_store_environment, keys) as store:
        store.create()
        yield store


def new_cases(keys: KeysInMemory, count: int) -> list[UUID]:
    """Ids of new cases, which have their keys."""
    case_ids = [new_case_id() for _ in range(count)]
    keys.create(case_ids)
    return case_ids


class TestReadingAndWriting:
    def test_what_was_appended_is_read_again(self, store: EventStore, keys: KeysInMemory) -> None:
        first, second = new_cases(keys, 2)
        written = [attempts(first, [1, 2, 3]), attempts(second, [1])]
        store.append(written)
        store.append([attempts(second, [2])])
        histories = store.histories([second, first])
        assert histories[first] == written[0].entries
        assert [entry.version for entry in histories[second]] == [1, 2]
        assert histories[second][:1] == written[1].entries

    def test_a_case_without_entries_is_left_out(self, store: EventStore, keys: KeysInMemory) -> None:
        known, unknown = new_cases(keys, 2)
        store.append([attempts(known, [1])])
        assert list(store.histories([known, unknown, new_case_id()])) == [known]
        assert store.histories([]) == {}

    def test_a_thousand_cases_are_read_at_once(self, store: EventStore, keys: KeysInMemory) -> None:
        case_ids = new_cases(keys, 1_000)
        store.append([attempts(case_id, [1, 2]) for case_id in case_ids])
        assert {case_id: len(history) for case_id, history in store.histories(case_ids).items()} == dict.fromkeys(
            case_ids, 2
        )

    def test_a_history_can_be_cut_at_a_position(self, store: EventStore, keys: KeysInMemory) -> None:
        case_id, later = new_cases(keys, 2)
        then = store.append([attempts(case_id, [1, 2])])
        store.append([attempts(case_id, [3]), attempts(later, [1])])
        histories = store.histories([case_id, later], up_to=then)
        assert {case: [entry.version for entry in history] for case, history in histories.items()} == {case_id: [1, 2]}

    def test_a_store_is_empty_at_first(self, store: EventStore) -> None:
        assert store.last_position() == 0
        assert store.changes(0, 10) == []
        assert list(store.scan(up_to=0)) == []

    def test_nothing_appended_is_nothing_written(self, store: EventStore, keys: KeysInMemory) -> None:
        assert store.append([]) == 0
        last = store.append([attempts(new_cases(keys, 1)[0], [1])])
        assert store.append([]) == last

    def test_creating_the_tables_again_changes_nothing(self, store: SealedEventStore, keys: KeysInMemory) -> None:
        (case_id,) = new_cases(keys, 1)
        store.append([attempts(case_id, [1])])
        store.create()
        assert case_id in store.histories([case_id])

    def test_tables_are_not_created_unasked(
        self, event_store_environment: Mapping[str, str], keys: KeysInMemory
    ) -> None:
        with SealedEventStore(event_store_environment, keys) as store, pytest.raises(Exception, match="stored_events"):
            store.last_position()


class TestConflicts:
    def test_who_comes_second_is_refused(self, store: EventStore, keys: KeysInMemory) -> None:
        (case_id,) = new_cases(keys, 1)
        first = attempts(case_id, [1])
        store.append([first])
        with pytest.raises(VersionConflict):
            store.append([attempts(case_id, [1])])
        assert store.histories([case_id])[case_id] == first.entries

    @pytest.mark.parametrize("others", [1, 100])
    def test_one_conflict_keeps_back_everything_of_the_same_append(
        self, store: EventStore, keys: KeysInMemory, others: int
    ) -> None:
        moved_on, *untouched = new_cases(keys, 1 + others)
        last = store.append([attempts(moved_on, [1])])
        with pytest.raises(VersionConflict):
            store.append([attempts(case_id, [1, 2]) for case_id in [*untouched, moved_on]])
        assert store.last_position() == last
        assert list(store.histories([*untouched, moved_on])) == [moved_on]
        store.append([attempts(case_id, [1, 2]) for case_id in untouched])
        assert len(store.histories(untouched)) == others

    def test_entries_that_do_not_follow_on_are_refused(self, store: EventStore, keys: KeysInMemory) -> None:
        (case_id,) = new_cases(keys, 1)
        append = attempts(case_id, [1, 3])
        with pytest.raises(ValueError, match="does not follow on"):
            store.append([append])
        with pytest.raises(ValueError, match="does not follow on"):
            store.append([append._replace(after_version=1)])
        assert store.last_position() == 0


class TestPositions:
    def test_positions_grow_and_are_told_in_order(self, store: EventStore, keys: KeysInMemory) -> None:
        first, second = new_cases(keys, 2)
        middle = store.append([attempts(first, [1]), attempts(second, [1])])
        last = store.append([attempts(first, [2])])
        changes = store.changes(0, 10)
        assert [change.case_id for change in changes] == [first, second, first]
        assert [change.position for change in changes] == sorted({change.position for change in changes})
        assert (changes[1].position, changes[2].position) == (middle, last)
        assert store.last_position() == last

    def test_changes_are_told_in_pieces(self, store: EventStore, keys: KeysInMemory) -> None:
        store.append([attempts(case_id, [1, 2]) for case_id in new_cases(keys, 40)])
        told: list[Change] = []
        while piece := store.changes(told[-1].position if told else 0, 7):
            assert len(piece) <= 7
            told.extend(piece)
        assert told == store.changes(0, 100)
        assert len(told) == 80

    @pytest.mark.parametrize("more", [1, 200])
    def test_a_position_is_not_used_again_after_the_newest_event_was_deleted(
        self, store: EventStore, keys: KeysInMemory, event_store_environment: Mapping[str, str], more: int
    ) -> None:
        first, second = new_cases(keys, 2)
        deleted = store.append([attempts(first, range(1, more + 1))])
        run_sql(event_store_environment, f"DELETE FROM stored_events WHERE position = {deleted}")
        store.append([attempts(second, [1])])
        assert store.changes(deleted - 1, 10)[-1].position > deleted


class TestScanning:
    def test_a_scan_yields_every_case_in_order(self, store: EventStore, keys: KeysInMemory) -> None:
        case_ids = new_cases(keys, 700)
        store.append([attempts(case_id, range(1, 9)) for case_id in reversed(case_ids)])
        store.append([attempts(case_id, [9]) for case_id in case_ids])
        scanned = list(store.scan(up_to=store.last_position()))
        assert [case_id for case_id, _ in scanned] == case_ids
        assert dict(scanned) == store.histories(case_ids)

    def test_a_scan_sees_nothing_after_its_position(self, store: EventStore, keys: KeysInMemory) -> None:
        case_id, later = new_cases(keys, 2)
        then = store.append([attempts(case_id, [1, 2])])
        store.append([attempts(later, [1]), attempts(case_id, [3])])
        assert dict(store.scan(up_to=then)) == store.histories([case_id], up_to=then)
        assert [len(history) for history in store.histories([case_id, later], up_to=then).values()] == [2]

    @pytest.mark.parametrize("parts", [1, 2, 3, 7])
    def test_the_parts_of_a_scan_are_disjoint_and_together_everything(
        self, store: EventStore, keys: KeysInMemory, parts: int
    ) -> None:
        case_ids = new_cases(keys, 60)
        last = store.append([attempts(case_id, [1]) for case_id in case_ids])
        scanned = [[case_id for case_id, _ in store.scan(up_to=last, part=part, parts=parts)] for part in range(parts)]
        assert sorted(case_id for part in scanned for case_id in part) == case_ids
        assert all(part == sorted(part) for part in scanned)

    @pytest.mark.parametrize(("part", "parts"), [(-1, 2), (2, 2), (0, 0), (0, 257)])
    def test_a_part_that_does_not_exist_is_refused(self, store: EventStore, part: int, parts: int) -> None:
        with pytest.raises(ValueError, match="no part"):
            next(store.scan(up_to=1, part=part, parts=parts))


class TestKeysOfCases:
    def test_a_disposed_case_is_left_out_by_every_reader(self, store: EventStore, keys: KeysInMemory) -> None:
        disposed, kept = new_cases(keys, 2)
        last = store.append([attempts(disposed, [1]), attempts(kept, [1])])
        keys.destroy(disposed)
        assert list(store.histories([disposed, kept])) == [kept]
        assert [case_id for case_id, _ in store.scan(up_to=last)] == [kept]
        assert [change.case_id for change in store.changes(0, 10)] == [disposed, kept]

    def test_nothing_is_written_of_a_case_without_a_key(self, store: EventStore, keys: KeysInMemory) -> None:
        (case_id,) = new_cases(keys, 1)
        with pytest.raises(KeyMissing):
            store.append([attempts(case_id, [1]), attempts(new_case_id(), [1])])
        assert store.last_position() == 0

    def test_bodies_cannot_be_read_in_the_files(
        self, store: EventStore, keys: KeysInMemory, event_store_environment: Mapping[str, str]
    ) -> None:
        (case_id,) = new_cases(keys, 1)
        store.append([attempts(case_id, [1, 2])])
        on_disk = stored_bytes(event_store_environment)
        assert b"contact-attempted.v1" in on_disk  # the envelope can be: the search does find what is there
        assert RECOGNISABLE.encode() not in on_disk
        assert b"handler-7" not in on_disk


class TestTampering:
    """Whatever is altered in the database is noticed when it is read, and told without telling the content."""

    @pytest.fixture
    def case_id(self, store: EventStore, keys: KeysInMemory) -> UUID:
        (case_id,) = new_cases(keys, 1)
        store.append([attempts(case_id, [1, 2, 3])])
        return case_id

    @pytest.fixture
    def database(self, event_store_environment: Mapping[str, str]) -> Mapping[str, str]:
        return event_store_environment

    @pytest.mark.parametrize("byte", [0, 12, 60, -1])
    def test_a_changed_byte_of_a_body_is_noticed(
        self, store: EventStore, case_id: UUID, database: Mapping[str, str], byte: int
    ) -> None:
        [(body,)] = run_sql(database, "SELECT body FROM stored_events WHERE version = 2")
        changed = bytearray(body)
        changed[byte] ^= 1
        run_sql(database, "UPDATE stored_events SET body = ? WHERE version = 2", bytes(changed))
        self.assert_told(store, case_id, version=2)

    def test_a_body_moved_to_another_place_is_noticed(
        self, store: EventStore, case_id: UUID, database: Mapping[str, str]
    ) -> None:
        [(body,)] = run_sql(database, "SELECT body FROM stored_events WHERE version = 3")
        run_sql(database, "UPDATE stored_events SET body = ? WHERE version = 1", body)
        self.assert_told(store, case_id, version=1)

    def test_a_body_of_another_case_under_the_same_key_is_noticed(
        self, store: EventStore, keys: KeysInMemory, case_id: UUID, database: Mapping[str, str]
    ) -> None:
        other = new_case_id()
        keys.share(case_id, other)
        store.append([attempts(other, [1])])
        [(body,)] = run_sql(database, "SELECT body FROM stored_events WHERE stream_id = ?", other.bytes)
        statement = "UPDATE stored_events SET body = ? WHERE version = 1 AND stream_id = ?"
        run_sql(database, statement, body, case_id.bytes)
        self.assert_told(store, case_id, version=1)

    def test_another_name_is_noticed(self, store: EventStore, case_id: UUID, database: Mapping[str, str]) -> None:
        run_sql(database, "UPDATE stored_events SET name = 'contact-answered.v1' WHERE version = 3")
        self.assert_told(store, case_id, version=3)

    def test_an_empty_body_is_noticed(self, store: EventStore, case_id: UUID, database: Mapping[str, str]) -> None:
        run_sql(database, "UPDATE stored_events SET body = ? WHERE version = 3", b"")
        self.assert_told(store, case_id, version=3)

    def test_an_entry_taken_out_is_noticed(self, store: EventStore, case_id: UUID, database: Mapping[str, str]) -> None:
        [_, _, third] = store.changes(0, 10)
        run_sql(database, "DELETE FROM stored_events WHERE version = 2")
        with pytest.raises(UnreadableEvent, match="the one before it is missing") as told:
            store.histories([case_id])
        assert (told.value.version, told.value.position) == (3, third.position)

    @staticmethod
    def assert_told(store: EventStore, case_id: UUID, version: int) -> None:
        position = store.changes(0, 10)[version - 1].position
        with pytest.raises(UnreadableEvent) as told:
            store.histories([case_id])
        assert RECOGNISABLE not in str(told.getrepr(style="long", showlocals=False))
        scanned = dict(store.scan(up_to=position))[case_id]
        for unreadable in (told.value, scanned):
            assert isinstance(unreadable, UnreadableEvent)
            assert (unreadable.position, unreadable.case_id, unreadable.version) == (position, case_id, version)
