"""The log of events, by the ``eventsourcing`` library: nothing outside this package knows of it."""

from eventsourcing.persistence import PersistenceError as StoreFault

from kaa_tracker.adapters.outbound.event_store.mapper import KeyMissing, UnreadableEvent
from kaa_tracker.adapters.outbound.event_store.store import SealedEventStore

__all__ = ["KeyMissing", "SealedEventStore", "StoreFault", "UnreadableEvent"]
