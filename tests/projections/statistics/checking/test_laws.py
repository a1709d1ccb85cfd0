"""Whatever its figures: a report that adds up has no findings, and one wrong figure in it is found where it stands."""

from __future__ import annotations

from copy import deepcopy
from fractions import Fraction
from math import floor
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.projections.statistics.checking.stating import found

COUNTS = st.integers(0, 4000)
STEPS = {"whole": Fraction(1), "half": Fraction(1, 2), "tenth": Fraction(1, 10)}


def printed(part: int, of: int, precision: str) -> dict[str, Any]:
    """Rounded half up, by the school's way of doing it."""
    tenths = {"whole": 10, "half": 5, "tenth": 1}[precision]
    quotient, rest = divmod(1000 * part, of * tenths)
    rounded = (quotient + (2 * rest >= of * tenths)) * tenths
    return {"printed": f"{rounded // 10},{rounded % 10}", "precision": precision}


@st.composite
def reports(draw: st.DrawFn) -> dict[str, Any]:
    """A table with a row and a column of totals and a share in each row, sentences and last year beside it."""
    height, width = draw(st.integers(2, 5)), draw(st.integers(2, 4))
    grid = [[draw(COUNTS) for _ in range(width)] for _ in range(height)]
    grid.append([sum(column) for column in zip(*grid, strict=True)])
    rows: dict[str, dict[str, Any]] = {}
    for number, row in enumerate(grid):
        values = {f"c{column}": value for column, value in enumerate(row)} | {"total": sum(row)}
        precision = draw(st.sampled_from(sorted(STEPS)))
        shares = {"first": printed(row[0], sum(row), precision)} if sum(row) else {}
        rows["all" if number == height else f"r{number}"] = {"label": "En rad", "values": values, "shares": shares}
    columns = {f"c{column}": "en kolumn" for column in range(width)} | {"total": "totalt"}
    first = {"label": "andel", "numerator": "c0", "denominator": "total"}
    table = {"title": "En tabell", "columns": columns, "share_columns": {"first": first}, "rows": rows}
    total, before = rows["all"]["values"]["total"], draw(COUNTS)
    count = {"measure": "all", "value": total, "previous": before, "change": total - before}
    return {
        "tables": {"t": table | {"total_row": "all", "total_column": "total"}},
        "measures": {"all": {"label": "alla", "printed": ["t.all.total", total]}},
        "previous_year": {"all": before},
        "claims": [{"text": "Så många var de", "counts": [count]}],
    }


OFF = st.integers(-500, 500).filter(bool)


@given(reports())
def test_a_report_that_adds_up_has_no_findings(report: dict[str, Any]) -> None:
    assert found(**report) == []


@given(reports(), st.data(), OFF)
def test_one_wrong_cell_is_found_in_its_place_by_the_sums_alone(
    report: dict[str, Any], data: st.DataObject, off: int
) -> None:
    planted = deepcopy(report)
    rows = planted["tables"]["t"]["rows"]
    row = data.draw(st.sampled_from(sorted(rows)))
    column = data.draw(st.sampled_from(sorted(rows[row]["values"])))
    rows[row]["values"][column] += off
    place = f"tables.t.rows.{row}.values.{column}"
    kinds = found(**planted)
    assert [where for kind, where in kinds if kind == "sum"] == [place]
    assert {kind for kind, where in kinds if where == place} == {"sum"}


@given(reports(), st.data(), st.integers(1, 40))
def test_one_wrong_share_is_the_only_finding(report: dict[str, Any], data: st.DataObject, steps: int) -> None:
    planted = deepcopy(report)
    shared = {name: row for name, row in planted["tables"]["t"]["rows"].items() if row["shares"]}
    if not shared:
        return
    name = data.draw(st.sampled_from(sorted(shared)))
    share = shared[name]["shares"]["first"]
    wrong = Fraction(share["printed"].replace(",", ".")) + steps * STEPS[share["precision"]]
    tenths = floor(wrong * 10)
    share["printed"] = f"{tenths // 10},{tenths % 10}"
    assert found(**planted) == [("share", f"tables.t.rows.{name}.shares.first")]


@given(reports(), st.sampled_from(["value", "previous", "change"]), OFF)
def test_one_wrong_number_in_a_sentence_is_found_there(report: dict[str, Any], name: str, off: int) -> None:
    planted = deepcopy(report)
    planted["claims"][0]["counts"][0][name] += off
    kinds = found(**planted)
    assert len({kind for kind, _ in kinds}) == len(kinds) > 0
    assert all(where.startswith("claims[1].counts[1]") for _, where in kinds)


@given(reports(), OFF)
def test_a_measure_printed_otherwise_elsewhere_is_the_only_finding(report: dict[str, Any], off: int) -> None:
    planted = deepcopy(report)
    planted["measures"]["all"]["printed"][1] += off
    assert found(**planted) == [("two_values", "measures.all.printed[2]")]
