"""The ``eventsourcing`` library works with our mapper and our persistence modules as with its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
import pytest
from eventsourcing.application import Application
from eventsourcing.persistence import EventStore, InfrastructureFactory, StoredEvent

from kaa_tracker.adapters.outbound.event_store import KeyMissing, SealedEventStore, UnreadableEvent
from kaa_tracker.adapters.outbound.event_store.mapper import CaseEntry, CaseMapper
from kaa_tracker.adapters.outbound.event_store.sealing import closing
from kaa_tracker.adapters.outbound.stream_ids import new_case_id
from kaa_tracker.domain.case.events import CaseEvent, Entry
from kaa_tracker.domain.case.upcasting import Fields, Step
from tests.contracts.happenings import attempt, attempts
from tests.engines import run_sql
from tests.fakes import KeysInMemory


class Library(NamedTuple):
    factory: InfrastructureFactory[Any]
    store: EventStore[UUID]
    keys: KeysInMemory
    environment: Mapping[str, str]


@pytest.fixture
def library(event_store_environment: Mapping[str, str]) -> Iterator[Library]:
    environment = {**event_store_environment, "CREATE_TABLE": "yes"}
    keys = KeysInMemory()
    factory: InfrastructureFactory[Any] = InfrastructureFactory.construct(environment)
    yield Library(factory, factory.event_store(mapper=CaseMapper(keys)), keys, environment)
    factory.close()


def new_case(keys: KeysInMemory) -> UUID:
    case_id = new_case_id()
    keys.create([case_id])
    return case_id


def test_the_librarys_event_store_puts_and_gets_entries(library: Library) -> None:
    case_id = new_case(library.keys)
    entries = [CaseEntry(case_id, attempt(version)) for version in (1, 2, 3)]
    recordings = library.store.put(entries)
    assert [recording.notification.id for recording in recordings] == [1, 2, 3]
    assert list(library.store.get(case_id)) == entries
    assert list(library.store.get(case_id, gt=1, lte=2)) == entries[1:2]


def test_what_the_library_puts_the_port_reads(library: Library) -> None:
    case_id = new_case(library.keys)
    written = attempts(case_id, [1, 2])
    library.store.put([CaseEntry(case_id, entry) for entry in written.entries])
    with SealedEventStore(library.environment, library.keys) as store:
        assert store.histories([case_id]) == {case_id: written.entries}
    recorded = run_sql(library.environment, "SELECT recorded_at FROM stored_events ORDER BY position")
    assert recorded == [(int(entry.recorded_at.timestamp() * 1_000_000),) for entry in written.entries]


def test_what_the_port_writes_the_librarys_notification_log_tells(library: Library) -> None:
    case_id = new_case(library.keys)
    with SealedEventStore(library.environment, library.keys) as store:
        store.append([written := attempts(case_id, [1, 2])])
    application: Application[UUID] = Application(env=library.environment)
    notifications = application.notification_log.select(start=1, limit=10)
    application.close()
    assert [notification.topic for notification in notifications] == ["contact-attempted.v1"] * 2
    mapper = CaseMapper(library.keys)
    assert [mapper.to_domain_event(told) for told in notifications] == [
        CaseEntry(case_id, entry) for entry in written.entries
    ]


def test_an_event_of_a_disposed_case_has_no_key(library: Library) -> None:
    case_id = new_case(library.keys)
    library.store.put([CaseEntry(case_id, attempt(1))])
    library.keys.destroy(case_id)
    with pytest.raises(KeyMissing):
        list(library.store.get(case_id))


def plant_an_older_event(library: Library) -> Entry[CaseEvent]:
    """Store an attempt as it would have been when its ``channel`` was called ``medium``; the entry it is today."""
    case_id, entry = new_case(library.keys), attempt(1)
    written = msgspec.json.encode(entry).replace(b'"channel"', b'"medium"').replace(b"attempted.v1", b"attempted.v0")
    key = library.keys.load([case_id])[case_id]
    body = closing(case_id.bytes, key)(bytes(12), written, 1, "contact-attempted.v0")
    library.store.recorder.insert_events([StoredEvent(case_id, 1, "contact-attempted.v0", body)])
    return entry


def rename_the_medium(fields: Fields) -> Fields:
    return {"channel" if field == "medium" else field: value for field, value in fields.items()}


def test_an_older_event_in_the_log_is_read_in_its_present_shape(library: Library) -> None:
    entry = plant_an_older_event(library)
    mapper = CaseMapper(library.keys, {"contact-attempted.v0": Step("contact-attempted.v1", rename_the_medium)})
    [told] = library.factory.application_recorder().select_notifications(start=1, limit=10)
    assert mapper.to_domain_event(told).entry == entry


def test_an_event_the_program_does_not_know_is_told_by_its_place(library: Library) -> None:
    plant_an_older_event(library)
    with SealedEventStore(library.environment, library.keys) as store:
        [change] = store.changes(0, 10)
        with pytest.raises(UnreadableEvent, match=r"position 1,.*ValidationError") as told:
            store.histories([change.case_id])
    assert "v0" not in str(told.getrepr(style="long"))
