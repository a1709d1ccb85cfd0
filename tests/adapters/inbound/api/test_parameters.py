"""A parameter that a route does not have is refused by those it has, everywhere, and not repeated."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from uuid import UUID

import httpx
import pytest

from tests.adapters.inbound.api.every_route import Route, every_route
from tests.adapters.inbound.api.intake.desk import FEED_TOKEN, Desk, problem
from tests.adapters.inbound.api.office import PEOPLE, Office, an_office

MADE_UP = "Kanariefågel-7731"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with an_office(tmp_path_factory.mktemp("parameters")) as opened:
        yield opened


def _known(route: Route) -> list[str]:
    return sorted(one["name"] for one in route.described.get("parameters", ()) if one["in"] == "query")


def _token(route: Route) -> str:
    return FEED_TOKEN if route.path == "/v1/register-messages" else "berit"


def test_every_route_refuses_a_parameter_it_does_not_have(office: Office) -> None:
    routes = [route for route in every_route(office.app, office.document) if route.described]
    assert len(routes) > 60
    for route in routes:
        path, query = route.at(UUID(int=1)), {**route.query, MADE_UP: MADE_UP}
        answer = office.ask(_token(route), route.method, path, params=query, json={})
        assert (answer.status_code, problem(answer)) == (422, "invalid"), route
        told = answer.json()
        assert told["errors"] == [{"in": "query", "path": "$", "reason": "unknown_parameter"}], route
        assert told["known"] == _known(route), route
        assert "anarie" not in answer.text, route


def test_what_no_program_is_written_against_refuses_it_too(desk: Desk) -> None:
    async def asked() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(desk.app), base_url="http://127.0.0.1") as client:
            return await client.get("/metrics", params={MADE_UP: ""})

    assert problem(asyncio.run(asked())) == "invalid"


def test_it_is_refused_before_the_rest_is_looked_into_and_after_who_asks(office: Office) -> None:
    assert problem(office.ask("nobody", "GET", "/v1/worklist", params={MADE_UP: ""})) == "unauthenticated"
    answer = office.get("lena", "/worklist", limit="many", lmit=1)
    assert [one["reason"] for one in answer.json()["errors"]] == ["unknown_parameter"]


def test_what_is_asked_for_once_is_not_given_twice(office: Office) -> None:
    answer = office.ask("lena", "GET", "/v1/worklist?limit=1&page=1&limit=2")
    assert (answer.status_code, answer.json()["errors"]) == (
        422,
        [{"in": "query", "path": "$.limit", "reason": "repeated"}],
    )


def test_what_may_be_several_things_is_given_several_times(office: Office) -> None:
    path = "/v1/statistics?measure=reached&period=operating-year/2022&by=gender&by=age"
    assert "repeated" not in office.ask("berit", "GET", path).text


@pytest.mark.parametrize("who", PEOPLE)
def test_it_is_the_same_to_everybody(office: Office, who: str) -> None:
    assert problem(office.get(who, "/worklist", lmit=1)) == "invalid"


def test_nothing_after_the_question_mark_is_nothing_asked(office: Office) -> None:
    assert office.ask("lena", "GET", "/v1/worklist?").status_code == 200
    assert office.ask("lena", "GET", "/v1/worklist?&").status_code == 200
