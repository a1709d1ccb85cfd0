"""``kaa report check``: 0 when nothing contradicts, 1 with findings, 2 for a file that cannot be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kaa_tracker.adapters.inbound.cli.app import run
from kaa_tracker.adapters.outbound.published_figures import published_report
from kaa_tracker.bootstrap import program
from kaa_tracker.settings import Settings

HEAD = "format: kaa-stated-report.v1\ntitle: '[bold]En rapport'\nperiod: {from: 2021-12-01, to: 2022-11-30}\n"


def exit_of(folder: Path, text: str, *options: str) -> object:
    file = folder / "report.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        run(program(Settings(folder=folder / "stores")), ["report", "check", str(file), *options])
    assert not (folder / "stores").exists()
    return ended.value.code


def test_a_report_without_contradictions_ends_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_of(tmp_path, HEAD) == 0
    told = capsys.readouterr().out
    assert "[bold]En rapport: inga motsägelser" in told
    assert "Granskat: 0 summor, 0 andelar, 0 meningar." in told


def test_contradictions_are_listed_with_line_and_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_of(tmp_path, f"{HEAD}claims: [{{text: den 31 november}}]\n") == 1
    told = capsys.readouterr().out
    assert "1 motsägelse" in told
    assert "Omöjligt datum, rad 4, claims[1].text" in told
    assert "den 31 november\n    31 november finns inte i kalendern." in told


def test_they_are_given_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_of(tmp_path, published_report(2022).decode(), "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert len(told["findings"]) == 6
    assert told["findings"][0].keys() == {"line", "kind", "place", "says", "instead", "rests_on"}
    assert told["checked"] == {"sums": 20, "shares": 30, "claims": 5, "unread": 1}


def test_a_bad_file_is_refused_with_every_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_of(tmp_path, f"{HEAD}claim: []\nsums: 3\n", "--json") == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "rad 4, claim: fältet finns inte" in captured.err
    assert "rad 5, sums: ska vara en lista" in captured.err
