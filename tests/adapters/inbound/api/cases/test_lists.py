"""A list is asked for by codes that there are: a slip is told of, and no empty list."""

from __future__ import annotations

import pytest

from tests.adapters.inbound.api.cases.town import Town
from tests.adapters.inbound.api.intake.desk import problem


@pytest.mark.parametrize("name", ["list", "unit", "why", "channel", "district"])
def test_a_list_by_a_code_that_there_is_not_is_refused_by_its_place(town: Town, name: str) -> None:
    answer = town.get("berit", "/worklist", **{name: "globne"})
    assert (answer.status_code, problem(answer)) == (422, "invalid")
    assert answer.json()["errors"] == [{"in": "query", "path": f"$.{name}", "reason": "unknown_code"}]


@pytest.mark.parametrize("name", ["list", "unit", "why", "channel", "district"])
def test_so_are_letters_to_such_a_list(town: Town, name: str) -> None:
    answer = town.post("berit", "/letter-runs", {"listed": {name: "globne"}})
    assert (answer.status_code, problem(answer)) == (422, "invalid")
    assert answer.json()["errors"] == [{"in": "body", "path": f"$.listed.{name}", "reason": "unknown_code"}]


def test_every_code_that_a_line_can_have_is_one_to_ask_for(town: Town) -> None:
    reference = town.office.system.reference
    asked = [("unit", reference.handler_unit), ("unit", reference.pool_unit), ("district", "no_district")]
    asked += [("unit", unit.code) for unit in reference.units] + [("channel", "letter"), ("why", "search_begun")]
    for name, code in asked:
        assert town.get("berit", "/worklist", **{name: code}).status_code == 200, code
