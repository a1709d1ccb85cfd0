"""The method follow-up over HTTP: for those who see statistics, and each figure of it opens."""

from __future__ import annotations

import pytest

from tests.adapters.inbound.api.intake.desk import problem
from tests.adapters.inbound.api.office import PEOPLE, Office

YEAR = {"period": "operating-year/2022"}
METHOD = "/reports/method"


def test_it_is_for_those_whose_role_sees_statistics(office: Office) -> None:
    for who in PEOPLE:
        expected = 200 if who in ("berit", "stina", "axel") else 403
        assert office.get(who, METHOD, **YEAR).status_code == expected, who
    assert problem(office.get("nobody", METHOD, **YEAR)) == "unauthenticated"


def test_it_has_figures_that_cells_can_be_asked_for(office: Office) -> None:
    report = office.get("berit", METHOD, **YEAR).json()
    assert report["period"] == {"first": "2021-12-01", "last": report["known_on"]}
    cells = [
        cell
        for table in report["tables"].values()
        for row in table["rows"].values()
        for cell in row["cells"].values()
        if cell["type"] == "count"
    ]
    assert any(cell["value"] for cell in cells)
    for cell in [cell for cell in cells if cell["value"]][:10] + cells[:10]:
        [values] = cell["where"]
        where = [f"{code}:{value}" for code, value in values.items()]
        asked = {"measure": cell["measure"], "where": where, "from": cell["first"], "to": cell["last"]}
        assert office.get("berit", "/cells", **asked).json()["total"] == cell["value"]


def test_attempts_are_broken_down_by_as_much_as_is_asked_for(office: Office) -> None:
    by = ["channel", "attempt_number", "weekday", "hour", "jobbtorg", "gender"]
    report = office.get("stina", METHOD, by=by, **YEAR).json()
    assert len(report["tables"]["asked"]["heads"]) == 6


@pytest.mark.parametrize("query", [{}, {**YEAR, "by": "service"}, {**YEAR, "by": ["hour", "hour"]}])
def test_what_cannot_be_told_is_refused(office: Office, query: dict[str, str]) -> None:
    assert problem(office.get("stina", METHOD, **query)) == "invalid"
