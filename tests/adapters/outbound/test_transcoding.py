"""Entries become JSON and entries again, whichever version of an event they hold."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_tracker.adapters.outbound.event_store.transcoding import EVENT_NAMES, EntryTranscoder
from kaa_tracker.domain.case.events import Actor, CaseEvent, ContactAttempted, Correctable, Entry, EntryCorrected, Event
from kaa_tracker.domain.case.upcasting import Fields, Step
from tests.contracts.happenings import attempt

instants = st.datetimes(timezones=st.just(UTC))


def events_of(event_type: type[Event]) -> st.SearchStrategy[Event]:
    given_fields: dict[str, st.SearchStrategy[object]] = {
        field.name: instants for field in msgspec.structs.fields(event_type) if field.type is datetime
    }
    if event_type is EntryCorrected:
        given_fields["replacement"] = st.sampled_from(get_args(Correctable)).flatmap(events_of)
    return st.builds(event_type, **given_fields)


entries = st.builds(
    Entry,
    version=st.integers(1, 2**31),
    recorded_at=instants,
    actor=st.builds(Actor),
    cause=st.text(),
    event=st.sampled_from(sorted(EVENT_NAMES, key=str)).flatmap(events_of),
)


@given(entries)
def test_every_entry_is_read_as_it_was_written(entry: Entry[CaseEvent]) -> None:
    transcoder = EntryTranscoder()
    assert transcoder.decode(transcoder.encode(entry)) == entry


def rename_the_medium(fields: Fields) -> Fields:
    return {"channel" if field == "medium" else field: value for field, value in fields.items()}


def with_an_older_event(entry: Entry[CaseEvent]) -> bytes:
    """The entry as it would have been written when its ``channel`` was called ``medium``."""
    written = EntryTranscoder().encode(entry)
    return written.replace(b'"channel"', b'"medium"').replace(b"contact-attempted.v1", b"contact-attempted.v0")


RENAMED = EntryTranscoder({"contact-attempted.v0": Step("contact-attempted.v1", rename_the_medium)})


def test_an_older_event_is_read_in_its_present_shape() -> None:
    entry = attempt(1)
    assert RENAMED.decode(with_an_older_event(entry)) == entry


def test_an_older_event_in_a_correction_is_read_in_its_present_shape() -> None:
    entry = attempt(1)
    assert isinstance(entry.event, ContactAttempted)
    correction = EntryCorrected(entry=1, replacement=entry.event, reason="mistyped")
    corrected = msgspec.structs.replace(entry, event=correction)
    assert RENAMED.decode(with_an_older_event(corrected)) == corrected


def test_an_event_the_program_does_not_know_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        EntryTranscoder().decode(with_an_older_event(attempt(1)))
