"""Sentences about a report, and that none of them says what no table does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given, settings

from kaa_tracker.projections.statistics.numbers import THIN_SPACE
from kaa_tracker.projections.statistics.report.cells import Cell, Count, Report, Row, ShareOf, Suppressed
from kaa_tracker.projections.statistics.report.printed import change, printed
from kaa_tracker.projections.statistics.report.series import SeriesBreak, crossed, touching
from kaa_tracker.projections.statistics.report.wording import sentences, summary
from tests.projections.statistics.any_reports import any_reports, empty_report, with_cells

NUMBER = re.compile(rf"\d[\d{THIN_SPACE}]*(?:,\d+)?")


def said(report: Report) -> list[str]:
    return [*summary(report), *(sentence for table in report.tables for sentence in sentences(report, table))]


def as_number(text: str) -> Decimal:
    return Decimal(text.replace(THIN_SPACE, "").replace(",", "."))


def numbers_of(text: str) -> set[Decimal]:
    return {as_number(found) for found in NUMBER.findall(text)}


def numbers_printed(report: Report) -> Iterator[Decimal]:
    """All that stands in the tables, and what a reader gets who takes a year from the one before it."""
    for table in report.tables.values():
        for text in (table.title, *table.columns.values()):
            yield from numbers_of(text)
        for row in table.rows.values():
            texts = {column: printed(cell) for column, cell in row.cells.items()}
            for text in (*row.labels, *texts.values()):
                yield from numbers_of(text)
            now = numbers_of(texts.get("total", texts.get("attempts", "")))
            before = numbers_of(texts.get("year_before", ""))
            yield from (abs(one - other) for one in now for other in before)


@settings(max_examples=60, deadline=None)
@given(any_reports())
def test_every_number_in_every_sentence_is_in_a_table(report: Report) -> None:
    printed_there = set(numbers_printed(report))
    assert [one for one in said(report) if not numbers_of(one) <= printed_there] == []


@settings(max_examples=60, deadline=None)
@given(any_reports(hidden=False))
def test_a_report_of_anything_says_something(report: Report) -> None:
    assert said(report)


def test_of_figures_that_are_not_shown_nothing_is_said() -> None:
    assert said(with_cells(empty_report(), lambda _: Suppressed())) == []


def test_nothing_is_called_the_most_while_one_of_its_kind_is_hidden() -> None:
    report = told_of({"reached_by_district": {"farsta": (9, 1), "bromma": (3, 1)}})
    assert sentences(report, "reached_by_district") == ["Flest nåddes i Farsta: 9."]
    rows = report.tables["reached_by_district"].rows
    hidden = Row(rows["bromma"].labels, {**rows["bromma"].cells, "total": Suppressed()})
    table = msgspec.structs.replace(report.tables["reached_by_district"], rows={**rows, "bromma": hidden})
    less = msgspec.structs.replace(report, tables={**report.tables, "reached_by_district": table})
    assert sentences(less, "reached_by_district") == []


def told_of(figures: dict[str, dict[str, tuple[int, int]]]) -> Report:
    """The empty report with these in all, and in all the year before."""
    report, tables = empty_report(), dict(empty_report().tables)
    for key, rows in figures.items():
        table = tables[key]
        changed = {
            row: Row(table.rows[row].labels, {**table.rows[row].cells, **cells_of(table.rows[row], *pair)})
            for row, pair in rows.items()
        }
        tables[key] = msgspec.structs.replace(table, rows={**table.rows, **changed})
    return msgspec.structs.replace(report, tables=tables)


def cells_of(row: Row, now: int, before: int) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for column, value in (("total", now), ("year_before", before)):
        cell = row.cells[column]
        if isinstance(cell, ShareOf):
            part = msgspec.structs.replace(cell.numerator, value=value)
            whole = msgspec.structs.replace(cell.denominator, value=1000)
            cells[column] = msgspec.structs.replace(cell, numerator=part, denominator=whole)
        else:
            assert isinstance(cell, Count)
            cells[column] = msgspec.structs.replace(cell, value=value)
    return cells


@pytest.mark.parametrize(
    ("now", "before", "says"),
    [
        (140, 111, "140 ungdomar nåddes, en ökning med 29 personer från 2021."),
        (111, 140, "111 ungdomar nåddes, en minskning med 29 personer från 2021."),
        (140, 140, "140 ungdomar nåddes, oförändrat från 2021."),
        (1, 0, "1 ungdom nåddes, en ökning med 1 person från 2021."),
        (0, 0, "0 ungdomar nåddes, oförändrat från 2021."),
        (1009, 1000, "1\u2009009 ungdomar nåddes, i nivå med 2021 (en ökning med 9 personer)."),
        (1010, 1000, "1\u2009010 ungdomar nåddes, en ökning med 10 personer från 2021."),
    ],
)
def test_a_change_of_a_count_is_said_in_persons(now: int, before: int, says: str) -> None:
    assert says in sentences(told_of({"sought": {"reached": (now, before)}}), "sought")


@pytest.mark.parametrize(
    ("now", "before", "says"),
    [
        (544, 494, "54,4\xa0% av de sökta nåddes, en ökning med 5,0 procentenheter från 2021."),
        (544, 540, "54,4\xa0% av de sökta nåddes, i nivå med 2021 (en ökning med 0,4 procentenheter)."),
        (544, 549, "54,4\xa0% av de sökta nåddes, en minskning med 0,5 procentenheter från 2021."),
        (544, 544, "54,4\xa0% av de sökta nåddes, oförändrat från 2021."),
    ],
)
def test_a_change_of_a_share_is_said_in_percentage_points(now: int, before: int, says: str) -> None:
    assert says in sentences(told_of({"sought": {"reached_of_sought": (now, before)}}), "sought")


@pytest.mark.parametrize(("share", "says"), [(450, "nåddes."), (449, "nåddes inte.")])
def test_a_target_is_reached_by_the_share_as_it_is_printed(share: int, says: str) -> None:
    [told] = sentences(told_of({"targets": {"studies_of_closed": (share, 0)}}), "targets")
    assert told.endswith(f"Målet på minst 45\xa0% {says}")


def test_percentage_points_are_those_between_the_printed_shares() -> None:
    """1/3 is printed as 33,3 and 1/6 as 16,7: the difference is said as 16,6, whatever it is otherwise."""
    cell = empty_report().tables["sought"].rows["reached_of_sought"].cells["total"]
    assert isinstance(cell, ShareOf)

    def share(part: int, whole: int) -> ShareOf:
        assert isinstance(cell, ShareOf)
        numerator = msgspec.structs.replace(cell.numerator, value=part)
        return msgspec.structs.replace(
            cell, numerator=numerator, denominator=msgspec.structs.replace(cell.denominator, value=whole)
        )

    found = change(share(1, 3), share(1, 6))
    assert found is not None
    assert (found.size, found.signed) == ("16,6", "+16,6\xa0p.e.")


class TestSeriesBreaks:
    LAW = SeriesBreak(code="law", text="Lagen ändrades.", source="Lag", on=date(2021, 7, 1))
    LATER = SeriesBreak(code="later", text="Senare.", source="Lag", on=date(2022, 12, 1))
    UNKNOWN = SeriesBreak(code="unknown", text="Någon gång.", source="Staden")
    OF_CLOSED = SeriesBreak(
        code="closed", text="Andra.", source="Staden", on=date(2022, 1, 1), measures=frozenset(["closed"])
    )

    def test_one_is_crossed_by_the_years_on_both_sides_of_it(self) -> None:
        assert crossed(empty_report(), [self.LAW, self.LATER, self.UNKNOWN]) == [self.LAW]

    def test_it_touches_the_tables_of_its_measures(self) -> None:
        tables = empty_report().tables
        assert list(touching(tables["sought"], [self.OF_CLOSED])) == []
        assert list(touching(tables["closed"], [self.OF_CLOSED, self.LAW])) == [self.OF_CLOSED, self.LAW]
