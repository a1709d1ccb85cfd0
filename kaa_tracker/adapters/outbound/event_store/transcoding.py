"""An entry as compact JSON, and back, whatever version of an event it holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast, get_args

import msgspec
from eventsourcing.persistence import Transcoder

from kaa_tracker.domain.case.events import CaseEvent, Entry, Event
from kaa_tracker.domain.case.upcasting import UPCASTS, Step, upcast

EVENT_NAMES: Mapping[type[Event], str] = {
    event_type: cast(str, event_type.__struct_config__.tag) for event_type in get_args(CaseEvent)
}
"""The stable, versioned name each kind of event is stored by."""


class EntryTranscoder(Transcoder):
    """Positional JSON of the whole entry: ``[version, recorded_at, actor, cause, event]``."""

    def __init__(self, steps: Mapping[str, Step] = UPCASTS) -> None:
        self._steps = steps
        self._encoder = msgspec.json.Encoder()
        self._decoder = msgspec.json.Decoder(Entry[CaseEvent])

    def encode(self, obj: Entry[CaseEvent]) -> bytes:
        return self._encoder.encode(obj)

    def decode(self, data: bytes) -> Entry[CaseEvent]:
        """The entry, its event in its present shape.

        Raises ``msgspec.ValidationError`` for an event the program does not know.
        """
        try:
            return self._decoder.decode(data)
        except msgspec.ValidationError:
            return self._decode_after_upcasting(data)

    def _decode_after_upcasting(self, data: bytes) -> Entry[CaseEvent]:
        place: list[Any] = msgspec.json.decode(data)
        event = place.pop()
        return msgspec.convert([*place, upcast(event, self._steps)], Entry[CaseEvent])
