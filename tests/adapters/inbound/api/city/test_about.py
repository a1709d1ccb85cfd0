"""The interface says what it is to whoever finds it."""

from __future__ import annotations

from kaa_tracker.adapters.inbound.api.app import create_app
from tests.adapters.inbound.api.intake.desk import Desk


def test_the_interface_tells_its_name_version_and_status() -> None:
    desk = Desk()
    desk.app = create_app(desk.door, documentation_url="https://kaa.example/docs")
    answer = desk.call("GET", "/api-info")
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "apiName": "kaa_tracker",
            "apiVersion": desk.app.version,
            "apiReleased": "2026-11-23",
            "apiDocumentation": "https://kaa.example/docs",
            "apiStatus": "active",
        },
    )


def test_a_city_without_a_page_about_it_says_so() -> None:
    assert Desk().call("GET", "/api-info").json()["apiDocumentation"] is None
