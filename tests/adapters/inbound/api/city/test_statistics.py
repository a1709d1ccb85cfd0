"""A figure counts everybody; its parts add up, and each number says where its cases are."""

from __future__ import annotations

from typing import Any

import pytest

from tests.adapters.inbound.api.intake.desk import problem
from tests.adapters.inbound.api.office import PEOPLE, Office

YEAR = {"period": "operating-year/2022"}
COUNTS = frozenset(("berit", "stina", "axel"))
"""Those whose role sees statistics."""

PATHS = [
    ("/statistics", {"measure": "covered", **YEAR}),
    ("/cells", {"measure": "covered", **YEAR}),
    ("/measures", {}),
    ("/measures/covered", {}),
    ("/reports/annual/2022", {}),
]


def wrong(office: Office, **query: Any) -> list[tuple[str, str]]:
    answer = office.get("stina", "/statistics", **query)
    assert (answer.status_code, problem(answer)) == (422, "invalid")
    return [(one["path"], one["reason"]) for one in answer.json()["errors"]]


@pytest.mark.parametrize(("path", "query"), PATHS, ids=[path for path, _ in PATHS])
def test_figures_are_for_those_whose_role_sees_them(office: Office, path: str, query: dict[str, str]) -> None:
    for who in PEOPLE:
        answer = office.get(who, path, **query)
        assert answer.status_code == (200 if who in COUNTS else 403), who
    assert problem(office.get("nobody", path, **query)) == "unauthenticated"


def test_everybody_counts_whoever_may_be_shown(office: Office) -> None:
    figure = office.get("stina", "/statistics", measure="covered", by="gender", **YEAR).json()
    assert (figure["total"], figure["kind"]) == (4, "partition")
    assert [(row["values"], row["labels"], row["count"]) for row in figure["rows"]] == [
        ({"gender": "woman"}, ["Kvinna"], 2),
        ({"gender": "man"}, ["Man"], 2),
    ]


def test_a_value_that_is_always_printed_is_there_when_nobody_counts(office: Office) -> None:
    rows = office.get("stina", "/statistics", measure="covered", by="month", **YEAR).json()["rows"]
    assert [row["count"] for row in rows] == [0, 0, 0, 4, *[0] * 8]
    assert rows[0]["labels"] == ["dec 2021"]


def test_a_figure_is_narrowed_to_values_and_broken_down_by_others(office: Office) -> None:
    figure = office.get("stina", "/statistics", measure="covered", where="gender:man", by="jobbtorg", **YEAR).json()
    assert (figure["where"], figure["total"]) == ({"gender": "man"}, 2)
    counts = {row["values"]["jobbtorg"]: row["count"] for row in figure["rows"] if row["count"]}
    assert counts == {"kista": 1, "no_district": 1}


def test_by_several_breakdowns_the_parts_that_there_are_add_up(office: Office) -> None:
    figure = office.get("stina", "/statistics", measure="covered", by=["gender", "jobbtorg"], **YEAR).json()
    assert sum(row["count"] for row in figure["rows"]) == figure["total"] == 4
    assert all(list(row["values"]) == ["gender", "jobbtorg"] for row in figure["rows"])


@pytest.mark.parametrize("by", ["gender", "jobbtorg_at_end", "area"])
def test_each_number_leads_to_as_many(office: Office, by: str) -> None:
    figure = office.get("berit", "/statistics", measure="covered", by=by, **YEAR).json()
    for number, href in [(figure["total"], figure["href"]), *((row["count"], row["href"]) for row in figure["rows"])]:
        assert office.ask("berit", "GET", href).json()["total"] == number


def test_a_measure_of_days_has_its_median(office: Office) -> None:
    case = office.case_of("berkey-ada")
    office.days_pass(3)
    office.post("berit", f"/cases/{case}/contact-attempts", {"channel": "phone"})
    figure = office.get("stina", "/statistics", measure="days_to_first_attempt", by="gender", **YEAR).json()
    medians = {row["values"]["gender"]: (row["count"], row["median_days"]) for row in figure["rows"]}
    assert medians["man"] == (0, None)
    assert medians["woman"] == (1, figure["median_days"])
    assert figure["median_days"] > 0
    assert office.get("stina", "/statistics", measure="covered", **YEAR).json()["median_days"] is None


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ({"period": "operating-year/2022"}, "2021-12-01", "2022-11-30"),
        ({"period": "calendar-year/2022"}, "2022-01-01", "2022-12-31"),
        ({"period": "school-year/2021"}, "2021-07-01", "2022-06-30"),
        ({"period": "half-year/2022-2"}, "2022-07-01", "2022-12-31"),
        ({"period": "tertial/2022-1"}, "2022-01-01", "2022-04-30"),
        ({"from": "2022-03-05", "to": "2022-03-05"}, "2022-03-05", "2022-03-05"),
    ],
)
def test_a_period_has_a_name_or_two_days(office: Office, query: dict[str, str], first: str, last: str) -> None:
    figure = office.get("axel", "/statistics", measure="covered", **query).json()
    assert (figure["from"], figure["to"]) == (first, last)


@pytest.mark.parametrize(
    ("query", "path", "reason"),
    [
        ({}, "$.period", "period_or_days"),
        ({"from": "2022-01-01"}, "$.period", "period_or_days"),
        ({**YEAR, "from": "2022-01-01", "to": "2022-02-01"}, "$.period", "period_or_days"),
        ({"from": "2022-02-01", "to": "2022-01-31"}, "$.to", "no_such_period"),
        ({"from": "1000-02-01", "to": "2022-01-31"}, "$.to", "no_such_period"),
        ({"period": "half-year/2022-3"}, "$.period", "wrong_format"),
        ({"period": "operating-year/1066"}, "$.period", "wrong_format"),
    ],
)
def test_what_is_no_period_is_told(office: Office, query: dict[str, str], path: str, reason: str) -> None:
    assert wrong(office, measure="covered", **query) == [(path, reason)]


@pytest.mark.parametrize(
    ("query", "path", "reason"),
    [
        ({"measure": "covred"}, "$.measure", "unknown_code"),
        ({"by": "channel"}, "$.by[0]", "unknown_code"),
        ({"by": ["gender", "gender"]}, "$.by[1]", "repeated"),
        ({"by": "gender", "where": "gender:man"}, "$.by[0]", "repeated"),
        ({"where": ["gender:man", "gender:woman"]}, "$.where[1]", "repeated"),
        ({"where": "shoe_size:43"}, "$.where[0]", "unknown_code"),
        ({"where": "gender:womn"}, "$.where", "unknown_code"),
        ({"where": "gender"}, "$.where[0]", "wrong_format"),
        ({"by": ["gender", "age", "month", "district"]}, "$.by", "wrong_length"),
    ],
)
def test_a_slip_does_not_pass_for_a_nought(office: Office, query: dict[str, Any], path: str, reason: str) -> None:
    assert wrong(office, **{"measure": "covered", **YEAR, **query}) == [(path, reason)]


def test_an_unknown_measure_is_answered_with_those_there_are(office: Office) -> None:
    known = office.get("stina", "/statistics", measure="covred", **YEAR).json()["known"]
    assert known == [one["code"] for one in office.get("stina", "/measures").json()["measures"]]


def test_a_measure_says_who_counts_and_by_what(office: Office) -> None:
    named = office.get("stina", "/measures").json()["measures"]
    for one in named:
        shown = office.ask("stina", "GET", one["href"]).json()
        assert (shown["code"], shown["version"]) == (one["code"], one["version"])
        assert shown["definition"]
        assert {breakdown["kind"] for breakdown in shown["breakdowns"]} <= {"partition", "overlapping"}
    assert problem(office.get("stina", "/measures/covred")) == "no_such_measure"


class TestTheAnnualReport:
    def test_is_the_one_the_command_line_prints(self, office: Office) -> None:
        report = office.get("stina", "/reports/annual/2022").json()
        assert (report["report"], report["year"]) == ("annual", 2022)
        assert report["periods"]["year"] == {"first": "2021-12-01", "last": "2022-11-30"}

    def test_has_counts_that_cells_can_be_asked_for(self, office: Office) -> None:
        report = office.get("berit", "/reports/annual/2022").json()
        cells = [
            cell
            for table in report["tables"].values()
            for row in table["rows"].values()
            for cell in row["cells"].values()
        ]
        counts = [cell for cell in cells if cell["type"] == "count" and cell["value"]]
        assert counts
        for count in counts[:10]:
            where = [f"{code}:{value}" for code, value in count["where"].items()]
            days = report["periods"][count["period"]]
            asked = {"measure": count["measure"], "where": where, "from": days["first"], "to": days["last"]}
            assert office.get("berit", "/cells", **asked).json()["total"] == count["value"]

    @pytest.mark.parametrize("year", ["1989", "2200", "x", "2022-11-30"])
    def test_of_a_year_that_cannot_be_is_refused(self, office: Office, year: str) -> None:
        assert problem(office.get("stina", f"/reports/annual/{year}")) == "invalid"
