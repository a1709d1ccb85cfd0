"""The routes by which a youth's case is got hold of."""

from __future__ import annotations

from fastapi import APIRouter

from kaa_tracker.adapters.inbound.api.cases.bulk import add_bulk
from kaa_tracker.adapters.inbound.api.cases.door import CaseDoor
from kaa_tracker.adapters.inbound.api.cases.glass import add_glass
from kaa_tracker.adapters.inbound.api.cases.opening import add_opening
from kaa_tracker.adapters.inbound.api.cases.presence import add_presence
from kaa_tracker.adapters.inbound.api.cases.presence_lists import add_presence_lists
from kaa_tracker.adapters.inbound.api.cases.samples import add_samples
from kaa_tracker.adapters.inbound.api.cases.searching import add_searching
from kaa_tracker.adapters.inbound.api.cases.two_cases import add_two_cases


def add_finding(routes: APIRouter, door: CaseDoor) -> None:
    add_bulk(routes, door)
    for add in (
        add_searching,
        add_opening,
        add_presence,
        add_presence_lists,
        add_glass,
        add_samples,
        add_two_cases,
    ):
        add(routes, door, door.youths)
