"""What disposal writes down: proposals, receipts without anybody in them, and what is retained in the figures."""

from kaa_tracker.adapters.outbound.disposal.scratch import ScratchContributions
from kaa_tracker.adapters.outbound.disposal.scrubbing import scrub
from kaa_tracker.adapters.outbound.disposal.store import SqlDisposals
from kaa_tracker.adapters.outbound.disposal.tables import create_disposal, disposal_metadata
from kaa_tracker.adapters.outbound.disposal.traces import in_inbox, one_by_one

__all__ = [
    "ScratchContributions",
    "SqlDisposals",
    "create_disposal",
    "disposal_metadata",
    "in_inbox",
    "one_by_one",
    "scrub",
]
