"""The report as files: each says the figures of the report, and nothing that is hidden in it."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import get_args

import msgspec
import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]
import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from kaa_tracker.adapters.outbound.documents.chapters import table_numbers
from kaa_tracker.adapters.outbound.documents.grid import CHANGE, grid
from kaa_tracker.adapters.outbound.documents.rendering import ReportDocuments
from kaa_tracker.domain.periods import operating_year
from kaa_tracker.projections.statistics.report.about import FORMATS, MEDIA_TYPES, Format
from kaa_tracker.projections.statistics.report.cells import (
    Cell,
    Count,
    Days,
    Median,
    Report,
    Row,
    ShareOf,
    Suppressed,
    Target,
)
from kaa_tracker.projections.statistics.report.printed import printed
from tests.adapters.outbound.documents.reports import AT, DRAFT, FROZEN, filled, rendered


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_report_gives_the_same_bytes(format: Format) -> None:
    assert ReportDocuments().render(filled(), FROZEN, format) == rendered(format)


def test_there_is_a_media_type_for_every_format() -> None:
    assert tuple(MEDIA_TYPES) == FORMATS == get_args(Format)


class TestPdf:
    @pytest.fixture
    def document(self) -> Iterator[pypdfium2.PdfDocument]:
        document = pypdfium2.PdfDocument(rendered("pdf"))
        yield document
        document.close()

    def test_it_is_tagged_named_and_in_swedish(self, document: pypdfium2.PdfDocument) -> None:
        assert pdfium.FPDFCatalog_IsTagged(document)
        assert document.get_metadata_dict()["Title"] == "Stockholms stad: KAA årsrapport 2022"
        assert b"/Lang (sv-SE)" in rendered("pdf") or b"/Lang(sv-SE)" in rendered("pdf")
        assert b"pdfuaid:part" in rendered("pdf")

    def test_it_says_every_figure(self, document: pypdfium2.PdfDocument) -> None:
        text = re.sub(r"\s+", "", "".join(page.get_textpage().get_text_range() for page in document))
        cells = [
            cell for table in filled().tables.values() for row in table.rows.values() for cell in row.cells.values()
        ]
        assert [printed(cell) for cell in cells if re.sub(r"\s+", "", printed(cell)) not in text] == []

    def test_it_says_what_it_is_on_every_page(self, document: pypdfium2.PdfDocument) -> None:
        pages = [page.get_textpage().get_text_range() for page in document]
        assert all("Fryst rapport nr 3, offentliggjord" in page for page in pages)
        assert all(f"Sida {nth} av {len(pages)}" in page for nth, page in enumerate(pages, 1))

    def test_a_draft_is_marked(self) -> None:
        document = pypdfium2.PdfDocument(ReportDocuments().render(filled(), DRAFT, "pdf"))
        assert all("UTKAST" in page.get_textpage().get_text_range() for page in document)
        document.close()

    def test_nothing_is_written_beyond_the_margins(self, document: pypdfium2.PdfDocument) -> None:
        for page in document:
            words = page.get_textpage()
            boxes = [words.get_charbox(nth) for nth in range(words.count_chars())]
            assert all(left >= 50 and right <= page.get_width() - 50 for left, _, right, _ in boxes if right > left)


class TestWorkbook:
    def test_numbers_are_numbers_and_shares_have_their_parts_beside(self) -> None:
        book = load_workbook(io.BytesIO(rendered("xlsx")))
        assert book.sheetnames[0] == "Innehåll"
        assert book.sheetnames[-1] == "Definitioner"
        assert list(differing(filled(), [book[name] for name in book.sheetnames[1:-1]])) == []

    def test_nothing_in_it_says_when_it_was_written(self) -> None:
        properties = load_workbook(io.BytesIO(rendered("xlsx"))).properties
        assert properties.created == properties.modified == AT.replace(tzinfo=None)
        with zipfile.ZipFile(io.BytesIO(rendered("xlsx"))) as parts:
            assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}

    def test_heads_stand_still(self) -> None:
        book = load_workbook(io.BytesIO(rendered("xlsx")))
        assert all(book[name].freeze_panes for name in book.sheetnames[1:])

    def test_what_looks_like_a_formula_is_text(self) -> None:
        table = filled().tables["covered"]
        rows = {"=1+1": msgspec.structs.replace(table.rows["covered"], labels=("=HYPERLINK(1)",))}
        report = msgspec.structs.replace(filled(), tables={"covered": msgspec.structs.replace(table, rows=rows)})
        book = load_workbook(io.BytesIO(ReportDocuments().render(report, DRAFT, "xlsx")))
        assert (book.worksheets[1]["A4"].value, book.worksheets[1]["A4"].data_type) == ("'=HYPERLINK(1)", "s")
        text = ReportDocuments().render(report, DRAFT, "csv").decode()
        assert "'=HYPERLINK(1)" in text
        assert "\n=" not in text


def differing(report: Report, sheets: list[Worksheet]) -> Iterator[str]:
    """The cells of the sheets that are not those of the report."""
    for sheet, key in zip(sheets, table_numbers(report), strict=True):
        table = report.tables[key]
        heads = [cell.value for cell in sheet[3]]
        for nth, row in enumerate(table.rows.values(), 4):
            found = dict(zip(heads, [cell.value for cell in sheet[nth]], strict=True))
            for column, label in table.columns.items():
                cell = row.cells[column]
                yield from (f"{key} {nth} {label}" for _ in [0] if not is_told(found[label], cell))
                if isinstance(cell, ShareOf):
                    parts = (found[f"{label}: täljare"], found[f"{label}: nämnare"])
                    yield from (f"{key} {nth} {label}: {parts}" for _ in [0] if parts != parts_of(cell))


def parts_of(share: ShareOf) -> tuple[int, int]:
    return share.numerator.value, share.denominator.value


def is_told(value: object, cell: Cell) -> bool:
    match cell:
        case Count(value=number):
            return value == number
        case ShareOf(kind=kind, numerator=part, denominator=whole) if whole.value:
            of = 1 if kind == "share" else 100
            return isinstance(value, int | float) and abs(value - of * part.value / whole.value) < 1e-9
        case Median(half_days=half_days) if half_days is not None:
            return value == half_days / 2
        case Target(percent=percent):
            return value == percent / 100
        case Suppressed():
            return value == ".."
        case _:
            return value == "."


class _Heard(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


class TestPage:
    @pytest.fixture
    def tags(self) -> list[tuple[str, dict[str, str | None]]]:
        heard = _Heard()
        heard.feed(rendered("html").decode())
        return heard.tags

    def test_it_fetches_nothing_and_runs_nothing(self, tags: list[tuple[str, dict[str, str | None]]]) -> None:
        assert not {"script", "link", "img", "iframe", "object", "form"} & {tag for tag, _ in tags}
        links = [attributes["href"] or "" for _, attributes in tags if "href" in attributes]
        assert links
        assert all(link.startswith("#") for link in links)
        assert "@import" not in rendered("html").decode()
        assert not [name for _, attributes in tags for name in attributes if name.startswith("on") or name == "src"]

    def test_no_two_things_have_the_same_id(self, tags: list[tuple[str, dict[str, str | None]]]) -> None:
        ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
        assert len(ids) == len(set(ids))

    def test_it_says_every_figure_and_which_are_hidden(self) -> None:
        text = rendered("html").decode().replace("&nbsp;", " ")
        cells = [
            cell for table in filled().tables.values() for row in table.rows.values() for cell in row.cells.values()
        ]
        assert [printed(cell) for cell in cells if f"<td>{printed(cell)}</td>" not in text] == []
        assert "uppgifter visas inte" in text
        assert "Två punkter (..)" in text

    def test_texts_are_texts(self) -> None:
        table = filled().tables["covered"]
        odd = msgspec.structs.replace(table, title="<b>Omfattade & andra</b>")
        report = msgspec.structs.replace(filled(), tables={"covered": odd})
        assert "&lt;b&gt;Omfattade &amp; andra&lt;/b&gt;" in ReportDocuments().render(report, DRAFT, "html").decode()
        assert ReportDocuments().render(report, DRAFT, "pdf")


class TestLines:
    def test_figures_have_decimal_commas_and_what_is_hidden_two_points(self) -> None:
        rows = list(csv.reader(io.StringIO(rendered("csv").decode("utf-8-sig")), delimiter=";"))
        found = {(row[0], row[1]): row[2:] for row in rows if len(row) > 3}
        share = filled().tables["sought"].rows["reached_of_sought"]
        says = found[share.labels[0], "procent"]
        assert says == [printed(cell).removesuffix(" %") for cell in share.cells.values()]
        assert all(re.fullmatch(r"\d+,\d", figure) for figure in says)
        assert ".." in {figure for row in rows for figure in row}

    def test_every_line_of_a_table_is_as_wide_as_its_head(self) -> None:
        rows = list(csv.reader(io.StringIO(rendered("csv").decode("utf-8-sig")), delimiter=";"))
        width = 0
        for row in rows[rows.index([]) :]:
            if not row or row[0].startswith("Tabell "):
                width = 0
            else:
                width = width or len(row)
                assert len(row) == width


def test_the_values_are_the_report_itself() -> None:
    told = json.loads(rendered("json"))
    assert msgspec.convert(told["report"], Report) == filled()
    assert told["about"]["frozen"]["number"] == 3


def test_a_change_is_kept_back_with_either_of_its_figures() -> None:
    count, share = Count("covered", {}, "year", 9), ShareOf("", "share", "1/1", *2 * [Count("covered", {}, "year", 0)])
    beside: list[tuple[Cell, Cell, str]] = [
        (count, count, "0"),
        (Suppressed(), count, ".."),
        (count, Suppressed(), ".."),
        (Suppressed(), Suppressed(), ".."),
        (share, Suppressed(), "."),
        (share, share, "."),
    ]
    table = filled().tables["targets"]
    rows = {
        str(nth): Row(("",), {"target": Target(45), "total": now, "year_before": before})
        for nth, (now, before, _) in enumerate(beside)
    }
    report = msgspec.structs.replace(filled(), tables={"targets": msgspec.structs.replace(table, rows=rows)})
    assert [line.cells[-1] for line in grid(1, "targets", report.tables["targets"], report, []).lines] == [
        said for *_, said in beside
    ]
    sheet = load_workbook(io.BytesIO(ReportDocuments().render(report, FROZEN, "xlsx"))).worksheets[1]
    changes = next(column for column in sheet.iter_cols(values_only=True) if CHANGE in column)
    assert [str(value) for value in changes[3 : 3 + len(beside)]] == [said for *_, said in beside]


def test_a_break_in_the_series_stands_beneath_the_tables_that_cross_it() -> None:
    periods = {"year": Days(*operating_year(2018)), "year_before": Days(*operating_year(2017))}
    report = msgspec.structs.replace(filled(), year=2018, periods=periods)
    page = ReportDocuments().render(report, DRAFT, "html").decode()
    assert page.count("Tidsseriebrott") == len(report.tables)
    assert "Källa: Lag (2018:749)" in page
    book = load_workbook(io.BytesIO(ReportDocuments().render(report, DRAFT, "xlsx")))
    assert "Tidsseriebrott" in str(list(book.worksheets[1].values))
    assert "Tidsseriebrott" not in rendered("html").decode()
