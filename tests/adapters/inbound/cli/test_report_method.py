"""``kaa report method``: printed, as JSON, as CSV; any period, any breakdowns of attempts."""

from __future__ import annotations

import json

from tests.adapters.inbound.cli.office import Office


def test_it_is_printed_with_what_it_is_for_and_how_sure_it_is(office: Office) -> None:
    ran = office.kaa("report", "method", "--year", "2022")
    assert ran.code == 0
    for said in ("2021-12-01 till 2022-11-30", "internt bruk", "95 procents", "Kaplan–Meier", "Arbetssätt: före"):
        assert said in ran.out


def test_without_a_period_it_is_of_the_operating_year_that_goes_on_as_far_as_today(office: Office) -> None:
    report = json.loads(office.kaa("report", "method", "--json").out)
    assert report["period"]["last"] == report["known_on"]
    assert report["period"]["first"].endswith("-12-01")


def test_it_is_of_any_days_and_any_breakdowns(office: Office) -> None:
    days = ("--from", "2022-03-01", "--to", "2022-03-31")
    report = json.loads(office.kaa("report", "method", *days, "--by", "channel", "--by", "hour", "--json").out)
    assert report["period"] == {"first": "2022-03-01", "last": "2022-03-31"}
    assert report["tables"]["asked"]["heads"] == ["Kontaktsätt", "Timme"]


def test_a_breakdown_that_is_none_of_attempts_is_refused_with_those_that_are(office: Office) -> None:
    ran = office.kaa("report", "method", "--year", "2022", "--by", "service")
    assert ran.code == 2
    assert "attempt_number" in ran.said


def test_each_cell_is_a_line_of_the_csv_file(office: Office) -> None:
    file = office.folder / "method.csv"
    ran = office.kaa("report", "method", "--year", "2022", "--csv", str(file))
    heading, *lines = file.read_text(encoding="utf-8").splitlines()
    assert (ran.code, ran.out, heading.split(";")[:3]) == (0, "", ["tabell", "rad", "kolumn"])
    assert any(line.startswith("times;entered_reached.total;median;") for line in lines)
