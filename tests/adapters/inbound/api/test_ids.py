"""An id in an address is written in one way: another spelling is no id, wherever it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest

from tests.adapters.inbound.api.cases.town import Town, Youth
from tests.adapters.inbound.api.every_route import Route, every_route
from tests.adapters.inbound.api.intake.desk import problem
from tests.adapters.inbound.api.office import Office, an_office

SPELLINGS: dict[str, Callable[[UUID], str]] = {
    "upper case": lambda case_id: str(case_id).upper(),
    "no hyphens": lambda case_id: case_id.hex,
    "braces": lambda case_id: f"{{{case_id}}}",
    "a urn": lambda case_id: case_id.urn,
    "hyphens elsewhere": lambda case_id: f"{case_id.hex[:16]}-{case_id.hex[16:]}",
    "a number": lambda case_id: str(case_id.int),
    "a blank after": lambda case_id: f"{case_id} ",
    "nothing of the kind": lambda _: "one",
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with an_office(tmp_path_factory.mktemp("ids")) as opened:
        yield opened


@pytest.fixture(scope="module")
def youth(office: Office) -> Youth:
    return Town(office).youth()


def _by_id(office: Office) -> list[tuple[Route, str]]:
    """Every route with an id in its address, and what it is called there."""
    return [
        (route, f"{one['in']} {one['name']}")
        for route in every_route(office.app, office.document)
        for one in route.described.get("parameters", ())
        if "uuid" in str(one["schema"])
    ]


def test_the_description_says_how_an_id_is_written(office: Office) -> None:
    found = _by_id(office)
    assert len(found) > 30
    for route, name in found:
        [schema] = [one["schema"] for one in route.described["parameters"] if f"{one['in']} {one['name']}" == name]
        assert "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}" in str(schema), f"{route} {name}"


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_another_spelling_is_no_id_even_of_a_case_that_is_there(office: Office, youth: Youth, spelling: str) -> None:
    spelled = SPELLINGS[spelling](youth.case_id)
    assert office.get("lena", youth.path).status_code == 200
    for route, name in _by_id(office):
        where, parameter = name.split()
        path = route.path.replace(f"{{{parameter}}}", spelled) if where == "path" else route.at(youth.case_id)
        path = path.replace("{version}", "1")
        query = {parameter: spelled} if where == "query" else {}
        answer = office.ask("berit", route.method, path, params=query)
        if answer.status_code == 403:
            continue
        assert (answer.status_code, problem(answer)) == (422, "invalid"), f"{route} {name}"
        assert answer.json()["errors"] == [{"in": where, "path": f"$.{parameter}", "reason": "wrong_format"}], route
