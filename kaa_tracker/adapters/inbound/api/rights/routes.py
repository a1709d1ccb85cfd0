"""All the routes of the package."""

from __future__ import annotations

from fastapi import APIRouter

from kaa_tracker.adapters.inbound.api.cases.door import CaseDoor
from kaa_tracker.adapters.inbound.api.rights.extracts import add_extracts
from kaa_tracker.adapters.inbound.api.rights.incidents import add_incidents
from kaa_tracker.adapters.inbound.api.rights.messages import add_messages
from kaa_tracker.adapters.inbound.api.rights.requests import add_requests


def add_rights(routes: APIRouter, door: CaseDoor) -> None:
    add_requests(routes, door)
    add_messages(routes, door)
    add_extracts(routes, door)
    add_incidents(routes, door)
