"""Persistence module for PostgreSQL: writers share each other's flushes, readers pass nothing over.

The library keeps positions in commit order by locking the table until the commit is on the disk, so
that writers queue for the disk one by one. Here only the reservation of positions is done one at a
time; ``schema`` tells how, and ``recorder`` what a reader may therefore rely on.
"""

from kaa_tracker.adapters.outbound.event_store.postgres.factory import Factory

__all__ = ["Factory"]
