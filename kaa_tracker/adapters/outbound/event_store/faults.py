"""What the store raises when it fails, in the terms of the library."""

from __future__ import annotations

from eventsourcing.persistence import (
    ConnectionPoolClosedError,
    InterfaceError,
    InternalError,
    OperationalError,
    PersistenceError,
)

StoreFault = PersistenceError
"""It cannot be reached, or refused what it was given."""

STORE_OUTAGES = (OperationalError, InterfaceError, InternalError, ConnectionPoolClosedError)
"""It cannot be reached: the same may go well later."""
