"""The annual report of 2022 in every format, as others' programs read it."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest
from openpyxl import load_workbook

from kaa_tracker.adapters.outbound.documents.rendering import ReportDocuments
from kaa_tracker.projections.statistics.report.about import Format
from kaa_tracker.projections.statistics.report.annual import annual_report
from kaa_tracker.projections.statistics.report.cells import Report
from kaa_tracker.projections.statistics.report.wording import sentences, summary
from tests.adapters.outbound.documents.programs import converted, judged
from tests.adapters.outbound.documents.reports import DRAFT
from tests.adapters.outbound.documents.test_formats import differing
from tests.main_job.conftest import MainJob


@pytest.fixture(scope="module")
def report(main_job: MainJob) -> Report:
    with main_job.system.reading.connect() as connection:
        return annual_report(connection, main_job.system.reference, 2022)


def rendered(report: Report, format: Format) -> bytes:
    return ReportDocuments().render(report, DRAFT, format)


def test_the_sentences_are_those_that_the_figures_give(report: Report) -> None:
    assert "140 ungdomar avslutades till arbete, en ökning med 29 personer från 2021." in sentences(report, "closed")
    assert "983 ungdomar var inskrivna, en ökning med 50 personer från 2021." in summary(report)


def test_every_page_is_a_picture_with_something_on_it(report: Report) -> None:
    document = pypdfium2.PdfDocument(rendered(report, "pdf"))
    assert 8 <= len(document) <= 24
    for page in document:
        bitmap = page.render(scale=0.5, grayscale=True)
        inked = sum(value < 200 for value in bytes(bitmap.buffer))
        assert inked > 0.005 * bitmap.width * bitmap.height
        bitmap.close()
    document.close()


def test_the_workbook_is_the_same_in_libreoffice(report: Report, tmp_path: Path) -> None:
    file = tmp_path / "report.xlsx"
    file.write_bytes(rendered(report, "xlsx"))
    again = load_workbook(converted(file, "xlsx:Calc MS Excel 2007 XML", tmp_path))
    ours = load_workbook(io.BytesIO(file.read_bytes()))
    assert again.sheetnames == ours.sheetnames
    for book in (ours, again):
        assert list(differing(report, [book[name] for name in book.sheetnames[1:-1]])) == []


@pytest.mark.parametrize("width", [1280, 500])
def test_the_page_is_open_to_everybody(report: Report, tmp_path: Path, width: int) -> None:
    found = judged(rendered(report, "html"), tmp_path, width=width)
    assert found["violations"] == []
    assert {"color-contrast", "document-title", "html-has-lang", "td-headers-attr"} & set(found["passes"])
    assert not found["overflows"]
