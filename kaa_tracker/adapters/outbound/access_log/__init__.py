"""The access log in the main database."""

from kaa_tracker.adapters.outbound.access_log.store import SqlAccessLog
from kaa_tracker.adapters.outbound.access_log.tables import create_access_log

__all__ = ["SqlAccessLog", "create_access_log"]
