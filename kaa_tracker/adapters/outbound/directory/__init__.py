"""Who works here, in which role and where, on SQLite and PostgreSQL."""

from kaa_tracker.adapters.outbound.directory.store import SqlDirectory
from kaa_tracker.adapters.outbound.directory.tables import create_directory

__all__ = ["SqlDirectory", "create_directory"]
