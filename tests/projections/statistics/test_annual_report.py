"""The annual report: its tables, and that every cell can be opened."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

import msgspec
import pytest
from rich.console import Console
from sqlalchemy import Connection, event

from kaa_tracker.adapters.inbound.cli.report_view import print_report
from kaa_tracker.domain.periods import operating_year
from kaa_tracker.projections.statistics.figures import cases, count
from kaa_tracker.projections.statistics.measure import Scope
from kaa_tracker.projections.statistics.numbers import whole
from kaa_tracker.projections.statistics.report.annual_tables import TABLES
from kaa_tracker.projections.statistics.report.cells import Count, Median, Report, ShareOf, Table, Target, Year
from kaa_tracker.projections.statistics.report.drafting import Draft
from kaa_tracker.projections.statistics.report.spreadsheet import HEADINGS, as_csv
from kaa_tracker.projections.statistics.report.tallies import Figures, Questions, Tallies
from tests.projections.statistics.any_reports import empty_report
from tests.projections.statistics.chance import some_youths
from tests.projections.statistics.youths import REFERENCE, City, Youth, city


@pytest.fixture(scope="module")
def told() -> City:
    return city(**some_youths(seed=20221201, number=80))


@pytest.fixture(scope="module")
def report(told: City) -> Report:
    return told.report()


def value(report: Report, table: str, row: str, column: str) -> int:
    cell = report.tables[table].rows[row].cells[column]
    assert isinstance(cell, Count)
    return cell.value


def test_it_has_every_table_in_their_order(report: Report) -> None:
    assert list(report.tables) == list(TABLES)


def test_one_draft_tells_all_that_the_next_one_asks(told: City) -> None:
    scopes: dict[Year, Scope] = {
        "year": Scope(operating_year(2022), REFERENCE),
        "year_before": Scope(operating_year(2021), REFERENCE),
    }
    questions = {year: Questions(scope) for year, scope in scopes.items()}
    tables_of(questions)
    known = {year: Tallies(told.connection, scope) for year, scope in scopes.items()}
    for year, asked in questions.items():
        known[year].look_up(asked.counts, asked.waited)
    with statements_of(told.connection) as statements:
        tables_of(known)
    assert statements == []


def tables_of(figures: Mapping[Year, Figures]) -> list[Table]:
    draft = Draft(2022, figures)
    return [drafted(draft) for drafted in TABLES.values()]


@contextmanager
def statements_of(connection: Connection) -> Iterator[list[str]]:
    statements: list[str] = []

    def heard(_connection: Any, _cursor: Any, statement: str, *_others: Any) -> None:
        statements.append(statement)

    event.listen(connection, "before_cursor_execute", heard)
    yield statements
    event.remove(connection, "before_cursor_execute", heard)


def test_every_cell_says_what_it_counts_and_can_be_opened_to_as_many_cases(told: City, report: Report) -> None:
    cells = {(c.measure, c.period, tuple(c.where.items())): c for c in report.counts() if c.value}
    assert len(cells) > 300
    for cell in cells.values():
        period, division = report.period_of(cell), report.division_of(cell)
        behind = cases(told.connection, REFERENCE, cell.measure, period, cell.where, division_on=division)
        assert len({one.counted for one in behind}) == cell.value, cell


def test_every_count_is_the_one_asked_for_by_itself(told: City, report: Report) -> None:
    for measure in ("covered", "sought", "enrolled", "closed", "address_reports", "service_participants"):
        asked = count(told.connection, REFERENCE, measure, operating_year(2022), ["gender"])
        gender = {
            c.where["gender"]: c.value for c in report.counts() if c.measure == measure and [*c.where] == ["gender"]
        }
        assert {(value,): n for value, n in gender.items() if n} == asked.rows
        totals = {c.value for c in report.counts() if c.measure == measure and not c.where and c.period == "year"}
        assert totals == {asked.total}


def test_women_stand_before_men_before_the_total_before_the_year_before(report: Report) -> None:
    columns = {"woman": "Kvinnor", "man": "Män", "unknown": "Okänt kön", "total": "Totalt", "year_before": "2021"}
    assert report.tables["covered"].columns == columns


def test_the_column_for_unknown_gender_is_there_only_when_somebody_is_in_it() -> None:
    known = city(youth=Youth().enters("2022-03-01")).report()
    assert list(known.tables["covered"].columns) == ["woman", "man", "total", "year_before"]


@pytest.mark.parametrize("table", ["jobbtorg", "jobbtorg_at_end"])
@pytest.mark.parametrize("column", ["enrolled", "closed", "studies", "work", "studies_or_work"])
def test_the_rows_of_the_jobbtorg_table_add_up_under_both_attributions(report: Report, table: str, column: str) -> None:
    rows = report.tables[table].rows
    for who in ("woman", "man", "total", "year_before"):
        parts = [value(report, table, row, column) for row in rows if row.endswith(f".{who}") and row != f"total.{who}"]
        assert sum(parts) == value(report, table, f"total.{who}", column)
    assert report.tables[table].kind == "partition"


def test_the_two_attributions_differ(report: Report) -> None:
    closed = {row: value(report, "jobbtorg", row, "closed") for row in report.tables["jobbtorg"].rows}
    assert closed != {row: value(report, "jobbtorg_at_end", row, "closed") for row in closed}


def test_what_the_tables_say_adds_up(report: Report) -> None:
    for column in report.tables["covered"].columns:
        parts = [row for row in report.tables["covered"].rows if row not in ("covered", "under_search")][:5]
        assert sum(value(report, "covered", row, column) for row in parts) == value(
            report, "covered", "covered", column
        )
        stock = {row: value(report, "stock_and_flow", row, column) for row in report.tables["stock_and_flow"].rows}
        assert stock["carried_in"] + stock["newly_enrolled"] - stock["enrolled_not_at_end"] == stock["enrolled_at_end"]


def test_an_overlapping_table_says_so_and_counts_its_total_by_itself(report: Report) -> None:
    attempts = report.tables["attempts"]
    assert attempts.kind == "overlapping"
    assert "flera rader" in attempts.note
    channels = [value(report, "attempts", row, "attempted") for row in attempts.rows if row != "total"]
    assert sum(channels) > value(report, "attempts", "total", "attempted")
    assert report.tables["services"].kind == "overlapping"
    assert report.tables["addresses"].kind == "overlapping"


def test_a_share_carries_both_counts_and_the_versions_of_their_definitions(report: Report) -> None:
    share = report.tables["sought"].rows["reached_of_sought"].cells["total"]
    assert isinstance(share, ShareOf)
    assert (share.numerator.measure, share.denominator.measure) == ("reached", "sought")
    assert (share.kind, share.version) == ("share", "reached.1/sought.1")
    ratio = report.tables["enrolled"].rows["enrolled_per_reached"].cells["total"]
    assert isinstance(ratio, ShareOf)
    assert ratio.kind == "ratio"


def test_targets_stand_beside_what_came_of_them(report: Report) -> None:
    rows = report.tables["targets"].rows
    assert [row.cells["target"] for row in rows.values()] == [Target(45), Target(20)]
    assert all(isinstance(row.cells["total"], ShareOf) for row in rows.values())


def test_lead_times_are_medians_of_days() -> None:
    told = city(
        one=Youth().enters("2022-01-01").is_tried("2022-01-16"),
        two=Youth().enters("2022-01-01").is_tried("2022-01-21"),
        man=Youth(gender="man").enters("2022-01-01").is_tried("2022-02-10"),
    )
    table = told.report().tables["lead_times"]
    medians = table.rows["days_to_first_attempt"].cells
    assert {key: (m.half_days, m.persons.value) for key, m in medians.items() if isinstance(m, Median)} == {
        "woman": (35, 2),
        "man": (80, 1),
        "total": (40, 3),
        "year_before": (None, 0),
    }


def test_the_year_before_is_restated_into_this_years_division_or_shown_in_its_own() -> None:
    told = city(youth=Youth().enters("2021-02-01", "sodermalm").enrols("2021-03-01"))
    restated = told.report().tables["jobbtorg"]
    assert "globen.year_before" in restated.rows
    assert "city.year_before" not in restated.rows
    assert _enrolled(restated, "globen.year_before") == 1
    assert "omräknat" in restated.note
    own = told.report(division_before=date(2021, 11, 30))
    assert _enrolled(own.tables["jobbtorg"], "city.year_before") == 1
    assert "2021-11-30" in own.tables["jobbtorg"].note


def test_districts_stand_in_the_order_of_the_alphabet_and_those_of_another_division_among_them() -> None:
    told = city(youth=Youth().enters("2022-11-01", "ostermalm").comes("2022-11-20"))
    tables = told.report(year=2023, division_before=date(2022, 11, 30)).tables
    assert [row.labels[0] for row in tables["reached_by_district"].rows.values()] == [
        "Bromma",
        "Enskede-Årsta-Vantör",
        "Farsta",
        "Hägersten-Älvsjö",
        "Hässelby-Vällingby",
        "Järva",
        "Kungsholmen",
        "Norra innerstaden",
        "Skarpnäck",
        "Skärholmen",
        "Södermalm",
        "Östermalm",
        "Saknar stadsdel",
        "Totalt",
    ]


def _enrolled(table: Table, row: str) -> int:
    cell = table.rows[row].cells["enrolled"]
    assert isinstance(cell, Count)
    return cell.value


def test_as_json_it_has_stable_keys_and_comes_back_the_same(report: Report) -> None:
    text = msgspec.json.encode(report)
    assert json.loads(text)["tables"]["covered"]["rows"]["covered"]["cells"]["woman"] == {
        "type": "count",
        "measure": "covered",
        "where": {"gender": "woman"},
        "period": "year",
        "value": value(report, "covered", "covered", "woman"),
    }
    assert msgspec.json.encode(msgspec.json.decode(text, type=Report)) == text


def test_as_lines_for_a_spreadsheet_it_has_every_cell_once(report: Report) -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(report)), delimiter=";"))
    assert tuple(rows[0]) == HEADINGS
    cells = [(t, r, c) for t, table in report.tables.items() for r, row in table.rows.items() for c in row.cells]
    assert [(row["tabell"], row["rad"], row["kolumn"]) for row in rows] == cells
    (reached,) = [row for row in rows if (row["tabell"], row["rad"], row["kolumn"]) == ("sought", "reached", "woman")]
    assert reached["antal"] == str(value(report, "sought", "reached", "woman"))
    assert reached["indelning"] == "gender=woman"
    assert (reached["från"], reached["till"]) == ("2021-12-01", "2022-11-30")


def test_a_point_stands_where_there_is_nothing_to_divide_by_or_take_the_middle_of() -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(empty_report())), delimiter=";"))
    (share,) = [row for row in rows if (row["rad"], row["kolumn"]) == ("reached_of_sought", "woman")]
    (median,) = [row for row in rows if (row["rad"], row["kolumn"]) == ("days_to_reach", "woman")]
    assert (share["täljare"], share["nämnare"], share["procent"], share["antal"]) == ("0", "0", ".", "")
    assert (median["antal"], median["dagar, median"], median["procent"]) == ("0", ".", "")


def test_a_text_that_looks_like_a_formula_is_defused(report: Report) -> None:
    table = msgspec.structs.replace(report.tables["addresses"], title="=HYPERLINK()")
    lines = as_csv(msgspec.structs.replace(report, tables={"addresses": table}))
    assert ";'=HYPERLINK();" in lines


def test_on_a_narrow_terminal_no_figure_is_cut(report: Report) -> None:
    console = Console(width=40, file=io.StringIO(), highlight=False)
    print_report(report, console)
    assert isinstance(console.file, io.StringIO)
    text = console.file.getvalue()
    assert "…" not in text
    assert console.width == 40
    for table in report.tables.values():
        assert table.title in text
    assert whole(value(report, "attempts", "total", "attempts")) in text
