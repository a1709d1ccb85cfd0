"""Persistence module for SQLite.

What it adds to the library's: positions are never used twice (AUTOINCREMENT), many rows go in by one
statement, and a commit is on the disk when it returns. SQLite writes one transaction at a time: positions
are in commit order, and the log is settled as far as it goes.
"""

from kaa_tracker.adapters.outbound.event_store.sqlite.factory import Factory

__all__ = ["Factory"]
