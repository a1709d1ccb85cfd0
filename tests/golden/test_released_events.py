"""Every event ever released can still be read, and means what it meant.

``events/`` holds one example of every name a log may contain. A file is never changed or removed: where a test
here fails, the event needs a new name and the old one a step in ``upcasting``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest

from kaa_tracker.adapters.outbound.event_store.sealing import opening
from kaa_tracker.adapters.outbound.event_store.transcoding import EVENT_NAMES, EntryTranscoder
from kaa_tracker.domain.case.events import CaseEvent
from kaa_tracker.domain.case.upcasting import UPCASTS, upcast

GOLDEN = Path(__file__).parent
RELEASED = {file.stem: msgspec.json.decode(file.read_bytes()) for file in sorted((GOLDEN / "events").glob("*.json"))}
PRESENT = {name: event_type for event_type, name in EVENT_NAMES.items()}


def golden(file: str) -> Any:
    return msgspec.json.decode((GOLDEN / file).read_bytes())


def test_every_event_has_an_example() -> None:
    assert PRESENT.keys() <= RELEASED.keys()


def test_every_name_no_longer_written_has_a_step_forward() -> None:
    assert RELEASED.keys() - PRESENT.keys() == UPCASTS.keys()


@pytest.mark.parametrize("name", RELEASED)
def test_a_released_event_can_be_read(name: str) -> None:
    assert RELEASED[name]["type"] == name
    msgspec.convert(upcast(RELEASED[name]), CaseEvent)


@pytest.mark.parametrize("name", PRESENT)
def test_an_event_is_written_as_it_was_released(name: str) -> None:
    event = msgspec.convert(RELEASED[name], CaseEvent)
    assert type(event) is PRESENT[name]
    assert msgspec.json.encode(event) == msgspec.json.encode(RELEASED[name])


@pytest.mark.parametrize("name", PRESENT)
def test_an_example_leaves_no_field_out(name: str) -> None:
    assert RELEASED[name].keys() == {"type", *PRESENT[name].__struct_fields__}


def test_what_is_not_written_means_what_it_meant() -> None:
    defaults = {
        name: {field.name: field.default for field in msgspec.structs.fields(event_type) if not field.required}
        for name, event_type in PRESENT.items()
    }
    written = msgspec.json.encode({name: fields for name, fields in defaults.items() if fields})
    assert msgspec.json.decode(written) == golden("defaults.json")


def test_a_sealed_entry_can_be_opened_and_read() -> None:
    sealed = golden("sealed_entry.json")
    open_body = opening(UUID(sealed["case_id"]).bytes, bytes.fromhex(sealed["key"]))
    plaintext = open_body(bytes.fromhex(sealed["body"]), sealed["version"], sealed["name"])
    assert msgspec.to_builtins(EntryTranscoder().decode(plaintext)) == sealed["entry"]
