"""All the routes of the package."""

from __future__ import annotations

from fastapi import APIRouter

from kaa_tracker.adapters.inbound.api.cases.door import CaseDoor
from kaa_tracker.adapters.inbound.api.city.cells import add_cells
from kaa_tracker.adapters.inbound.api.city.changes import add_changes
from kaa_tracker.adapters.inbound.api.city.documents import add_documents
from kaa_tracker.adapters.inbound.api.city.frozen import add_frozen
from kaa_tracker.adapters.inbound.api.city.half_year import add_half_year
from kaa_tracker.adapters.inbound.api.city.measures import add_measures
from kaa_tracker.adapters.inbound.api.city.method import add_method
from kaa_tracker.adapters.inbound.api.city.pool import add_pool
from kaa_tracker.adapters.inbound.api.city.reference_data import add_reference_data
from kaa_tracker.adapters.inbound.api.city.reports import add_reports
from kaa_tracker.adapters.inbound.api.city.statistics import add_statistics


def add_city(routes: APIRouter, door: CaseDoor) -> None:
    add_statistics(routes, door)
    add_measures(routes)
    add_cells(routes, door)
    add_changes(routes, door)
    add_pool(routes, door)
    add_reports(routes, door)
    add_documents(routes, door)
    add_frozen(routes, door)
    add_method(routes, door)
    add_half_year(routes, door)
    add_reference_data(routes, door)
