"""The files shown in the pages about the report checker are taken, and answered as the pages say."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent

import pytest

from kaa_tracker.adapters.inbound.cli.app import run
from kaa_tracker.adapters.inbound.files.stated_reports import SCHEMA_FILE, checked
from kaa_tracker.bootstrap import program
from kaa_tracker.projections.statistics.checking import KINDS
from kaa_tracker.settings import Settings

DOCS = Path(__file__).parents[2] / "docs"
REFERENCE = (DOCS / "reference" / "report-check.md").read_text(encoding="utf-8")
HOW_TO = (DOCS / "how-to" / "check-a-report.md").read_text(encoding="utf-8")


def shown(page: str) -> str:
    """The parts of the file that a page shows, in order."""
    return "".join(dedent(part) for part in re.findall(r"^ *```yaml\n(.*?)^ *```$", page, re.DOTALL | re.MULTILINE))


def test_the_report_of_the_reference_has_no_contradictions() -> None:
    example = checked(shown(REFERENCE).encode())
    assert example.found == ()
    assert example.extent == (2, 3, 1, 0)


def test_the_report_of_the_how_to_is_answered_as_it_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "rapport.yaml"
    file.write_text(shown(HOW_TO), encoding="utf-8")
    with pytest.raises(SystemExit):
        run(program(Settings(folder=tmp_path)), ["report", "check", str(file)])
    _, _, answer = HOW_TO.partition("$ kaa report check rapport.yaml\n")
    assert capsys.readouterr().out.strip() == dedent(answer.partition("\n\n")[0]).strip()


def test_the_reference_names_every_kind_of_finding_and_the_schema() -> None:
    assert all(f"| `{kind}` |" in REFERENCE for kind in KINDS)
    assert SCHEMA_FILE in REFERENCE
