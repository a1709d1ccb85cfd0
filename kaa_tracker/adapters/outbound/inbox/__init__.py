"""The inbox: messages sealed as they came, what became of them, and the ledger that adds up."""

from kaa_tracker.adapters.outbound.inbox.store import SqlInbox
from kaa_tracker.adapters.outbound.inbox.tables import create_inbox, inbox_metadata

__all__ = ["SqlInbox", "create_inbox", "inbox_metadata"]
