"""The rows of contacts: what was before what, and which closing closes which report."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Table, select

from kaa_tracker.domain.case.events import CaseEvent
from kaa_tracker.projections.statistics.contacts import address_report, reach
from tests.domain.case.facts import address_reported, attempted, on, own_contact, report_closed
from tests.domain.case.story import given, taken_in
from tests.projections.city import City


def rows(city: City, table: Table, *facts: CaseEvent) -> list[Any]:
    city.of(given(taken_in("2022-03-01"), *facts).history)
    with city.engine.connect() as connection:
        return list(connection.execute(select(table).order_by(table.c.day)))


@pytest.mark.parametrize(
    ("tried", "unprompted"),
    [("2022-03-19", False), ("2022-03-20 08:00", False), ("2022-03-20 16:00", True), ("2022-03-21", True)],
)
def test_an_own_contact_is_unprompted_unless_an_attempt_came_before_it(
    city: City, tried: str, unprompted: bool
) -> None:
    [row] = rows(city, reach, attempted(tried, early_reason="school"), own_contact("2022-03-20 12:00"))
    assert row.unprompted is unprompted


def test_each_report_of_an_address_has_its_own_closing(city: City) -> None:
    first, second = rows(
        city,
        address_report,
        address_reported("2022-03-10"),
        report_closed("2022-03-15", result="confirmed"),
        address_reported("2022-03-20"),
        report_closed("2022-03-28", result="deregistered"),
    )
    assert (first.closed_on, first.result) == (on("2022-03-15"), "confirmed")
    assert (second.closed_on, second.result) == (on("2022-03-28"), "deregistered")


def test_an_address_reported_again_is_open_again(city: City) -> None:
    first, second = rows(
        city,
        address_report,
        address_reported("2022-03-10"),
        report_closed("2022-03-15"),
        address_reported("2022-03-20"),
    )
    assert first.closed_on == on("2022-03-15")
    assert (second.closed_on, second.result) == (None, None)


def test_the_report_of_one_address_is_not_closed_with_that_of_another(city: City) -> None:
    _, other = rows(
        city,
        address_report,
        address_reported("2022-03-10"),
        address_reported("2022-03-12", "another"),
        report_closed("2022-03-15"),
    )
    assert other.closed_on is None
