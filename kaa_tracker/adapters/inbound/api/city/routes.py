"""All the routes of the package."""

from __future__ import annotations

from fastapi import APIRouter

from kaa_tracker.adapters.inbound.api.cases.door import CaseDoor
from kaa_tracker.adapters.inbound.api.city.reference_data import add_reference_data


def add_city(routes: APIRouter, door: CaseDoor) -> None:
    add_reference_data(routes, door)
