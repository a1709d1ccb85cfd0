"""Documents that are ordered and made in the background."""

from __future__ import annotations

from kaa_tracker.adapters.outbound.document_orders import SqlDocumentOrders, create_document_orders
from kaa_tracker.adapters.outbound.documents.ordered import OrderedDocuments
from kaa_tracker.adapters.outbound.documents.rendering import ReportDocuments
from kaa_tracker.adapters.outbound.reports import AnnualFigures
from kaa_tracker.application.document_orders.making import Make
from kaa_tracker.application.document_orders.orders import DocumentOrders
from kaa_tracker.application.reports.reports import FrozenReports
from kaa_tracker.bootstrap.ground import Ground
from kaa_tracker.bootstrap.read_side import ReadSide
from kaa_tracker.projections.statistics.disclosure import publication
from kaa_tracker.projections.statistics.report.cells import Report


def document_orders(ground: Ground, side: ReadSide, reports: FrozenReports[Report]) -> tuple[DocumentOrders, Make]:
    """The orders, and what makes what is ordered."""
    create_document_orders(ground.engine)
    orders = SqlDocumentOrders(ground.engine)
    make = OrderedDocuments(
        AnnualFigures(side.reading, ground.reference, publication),
        reports,
        ReportDocuments(),
        ground.clock,
        city=ground.settings.city,
    )
    return orders, make
