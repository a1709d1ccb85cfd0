"""``kaa report render``: a draft, a frozen report and what was let out of it, as files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kaa_tracker.projections.statistics.report.about import FORMATS
from tests.adapters.inbound.cli.messages import entered
from tests.adapters.inbound.cli.office import Office, Ran

BY = ("--by", "system")
ROLES = {"stina": "statistician", "berit": "central_coordinator", "rut": "register_coordinator", "axel": "auditor"}


@pytest.fixture
def office(office: Office) -> Office:
    for name, role in ROLES.items():
        assert office.kaa("user", "add", name, *BY).code == 0
        assert office.kaa("user", "grant", name, role, *BY).code == 0
    office.kaa("import", "register", office.file("register.ndjson", entered()))
    return office


def render(office: Office, to: Path, *more: str, who: str = "stina") -> Ran:
    return office.kaa("report", "render", *more, "--out", str(to), "--user", who)


def told(file: Path) -> Any:
    return json.loads(file.read_bytes())


def test_a_draft_is_written_into_a_folder_under_its_own_name(office: Office, tmp_path: Path) -> None:
    for format in FORMATS:
        ran = render(office, tmp_path, "--year", "2022", "--format", format)
        assert ran.code == 0, ran.err
        assert (tmp_path / f"kaa-arsrapport-utkast-2022.{format}").stat().st_size > 1000


def test_a_file_that_exists_is_written_over_only_by_force(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "rapport.json"
    file.write_text("mitt")
    refused = render(office, file, "--year", "2022", "--format", "json")
    assert (refused.code, "--force" in refused.err, file.read_text()) == (2, True, "mitt")
    assert render(office, file, "--year", "2022", "--format", "json", "--force").code == 0
    assert told(file)["status"] == "Utkast"


def test_a_frozen_report_says_which_it_is_and_what_was_let_out_is_another(office: Office, tmp_path: Path) -> None:
    freeze = ("report", "freeze", "--year", "2022", "--diary-number", "AMN 2022/0123", "--user", "stina")
    assert office.kaa(*freeze).code == 0
    early = render(office, tmp_path, "--public", "1", "--format", "json")
    assert (early.code, "inte publicerad" in early.err) == (2, True)
    for step in ("approve", "publish"):
        assert office.kaa("report", step, "1", "--user", "berit").code == 0
    assert render(office, tmp_path, "--frozen", "1", "--format", "json").code == 0
    assert render(office, tmp_path, "--public", "1", "--format", "json").code == 0
    frozen = told(tmp_path / "kaa-arsrapport-fryst-1.json")
    public = told(tmp_path / "kaa-arsrapport-publicerad-1.json")
    assert frozen["about"]["frozen"]["diary_number"] == "AMN 2022/0123"
    assert (frozen["status"], public["status"]) == ("Fryst rapport nr 1", "Fryst rapport nr 1, offentliggjord")
    assert frozen["about"]["frozen"]["digest"] != public["about"]["frozen"]["digest"]
    assert '"suppressed"' not in json.dumps(frozen)
    assert '"suppressed"' in json.dumps(public)
    shown = json.loads(office.kaa("access-log", "user", "stina", "--json", "--user", "axel").out)
    assert {(one["act"], one["reason"]) for one in shown} == {("export", "frozen_1_json"), ("export", "public_1_json")}


@pytest.mark.parametrize("asked", [(), ("--year", "2022", "--frozen", "1")])
def test_one_report_is_asked_for(office: Office, tmp_path: Path, asked: tuple[str, ...]) -> None:
    assert render(office, tmp_path, *asked).code == 2
    assert list(tmp_path.glob("kaa-*")) == []


def test_whose_role_does_not_know_exports_gets_none(office: Office, tmp_path: Path) -> None:
    ran = render(office, tmp_path, "--year", "2022", who="rut")
    assert (ran.code, "ingår inte i din roll" in ran.err) == (2, True)
    assert list(tmp_path.glob("kaa-*")) == []


def test_a_folder_that_is_not_there_is_told(office: Office, tmp_path: Path) -> None:
    ran = render(office, tmp_path / "nowhere" / "rapport.csv", "--year", "2022", "--format", "csv")
    assert (ran.code, "går inte att skriva" in ran.err) == (2, True)
