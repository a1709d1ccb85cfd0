"""The read model's tables: rows and position in one transaction, rebuilt in a generation beside."""

from kaa_tracker.adapters.outbound.read_model.rows import StoredBatch
from kaa_tracker.adapters.outbound.read_model.tables import ReadModelTables

__all__ = ["ReadModelTables", "StoredBatch"]
