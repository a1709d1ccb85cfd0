"""The log of events, by the ``eventsourcing`` library: nothing outside this package knows of it."""

from kaa_tracker.adapters.outbound.event_store.faults import STORE_OUTAGES, StoreFault
from kaa_tracker.adapters.outbound.event_store.mapper import KeyMissing, UnreadableEvent
from kaa_tracker.adapters.outbound.event_store.store import SealedEventStore

__all__ = ["STORE_OUTAGES", "KeyMissing", "SealedEventStore", "StoreFault", "UnreadableEvent"]
