"""Ordered documents on SQLite and PostgreSQL."""

from kaa_tracker.adapters.outbound.document_orders.store import SqlDocumentOrders
from kaa_tracker.adapters.outbound.document_orders.tables import create_document_orders

__all__ = ["SqlDocumentOrders", "create_document_orders"]
