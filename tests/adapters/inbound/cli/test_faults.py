"""What goes wrong outside: a sentence and exit 2, never a trace; and never a city without youths."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from kaa_tracker.projections import catalogue
from tests.adapters.inbound.cli.messages import entered
from tests.adapters.inbound.cli.office import Office


@pytest.fixture
def office_with_a_youth(office: Office) -> Office:
    office.kaa("import", "register", office.file("register.ndjson", entered()))
    return office


@pytest.mark.parametrize("gone", [("keys.db",), ("keys.db", "master.key")], ids=["the key store", "both key files"])
def test_a_database_without_its_keys_is_refused_every_time(office_with_a_youth: Office, gone: tuple[str, ...]) -> None:
    for name in gone:
        (office_with_a_youth.stores / name).unlink()
    for command in ("status", "rebuild", "status"):
        ran = office_with_a_youth.kaa(command)
        assert ran.code == 2
        assert "keys.db is missing" in ran.err
    assert not (office_with_a_youth.stores / gone[-1]).exists()


def test_keys_without_their_database_are_refused_every_time(office_with_a_youth: Office) -> None:
    for file in office_with_a_youth.stores.glob("kaa.db*"):
        file.unlink()
    for command in ("status", "rebuild", "status"):
        ran = office_with_a_youth.kaa(command)
        assert (ran.code, "the database is empty, and there are keys" in ran.err) == (2, True)


def test_the_keys_brought_back_everything_is_there_again(office_with_a_youth: Office) -> None:
    keys = (office_with_a_youth.stores / "keys.db").read_bytes()
    (office_with_a_youth.stores / "keys.db").unlink()
    office_with_a_youth.kaa("rebuild")
    (office_with_a_youth.stores / "keys.db").write_bytes(keys)
    assert "1–1 av 1" in office_with_a_youth.kaa("worklist", "--date", "2022-12-01").out


@pytest.mark.parametrize("file", ["kaa.db", "keys.db"])
def test_a_damaged_file_is_told_in_a_sentence(office_with_a_youth: Office, file: str) -> None:
    for rest in office_with_a_youth.stores.glob(f"{file}*"):
        rest.unlink()
    (office_with_a_youth.stores / file).write_bytes(b"no database" * 1000)
    ran = office_with_a_youth.kaa("status")
    assert ran.code == 2
    assert "Traceback" not in ran.said
    assert len(ran.err.splitlines()) == 1


def test_a_database_of_an_older_schema_is_refused_rather_than_misread(office_with_a_youth: Office) -> None:
    with closing(sqlite3.connect(office_with_a_youth.stores / "kaa.db")) as file:
        file.execute("DROP TABLE schema_version")
    for _ in range(2):
        ran = office_with_a_youth.kaa("status")
        assert ran.code == 2
        assert "schema 1" in ran.err


def test_a_database_that_cannot_be_reached_is_told_in_a_sentence(office: Office) -> None:
    ran = office.kaa("status", database_url="postgresql://nobody:hemligt@127.0.0.1:1/none")
    assert ran.code == 2
    assert "Databasen" in ran.err
    assert "hemligt" not in ran.said


def test_an_address_that_is_none_is_told_in_a_sentence(office: Office) -> None:
    ran = office.kaa("status", database_url="mysql://somewhere")
    assert (ran.code, "KAA_DATABASE_URL" in ran.err) == (2, True)


def test_a_setting_that_is_none_is_named() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "kaa_tracker", "status"],
        env={**os.environ, "KAA_PROCESSES": "none"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 2
    assert "KAA_PROCESSES" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_file_that_cannot_be_written_is_named(office: Office) -> None:
    ran = office.kaa("report", "annual", "--year", "2022", "--csv", "/nowhere/report.csv")
    assert (ran.code, "/nowhere/report.csv" in ran.err) == (2, True)


def test_the_files_are_readable_by_their_owner_only(office_with_a_youth: Office) -> None:
    modes = {file.name: file.stat().st_mode & 0o077 for file in Path(office_with_a_youth.stores).iterdir()}
    assert {name for name, mode in modes.items() if mode} == set()
    assert office_with_a_youth.stores.stat().st_mode & 0o077 == 0


def test_rows_made_by_an_earlier_version_are_made_anew_before_they_are_read(
    office_with_a_youth: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "GENERATION", catalogue.GENERATION + 1)
    with sqlite3.connect(office_with_a_youth.stores / "kaa.db") as database:
        database.execute("DELETE FROM worklist")
    database.close()
    assert "1–1 av 1" in office_with_a_youth.kaa("worklist", "--date", "2022-12-01").out


def test_a_value_that_no_row_can_have_is_no_nought(office_with_a_youth: Office) -> None:
    cell = ("report", "cell", "covered", "--year", "2022")
    assert office_with_a_youth.kaa(*cell, "--where", "gender=woman").code == 0
    assert office_with_a_youth.kaa(*cell, "--where", "district=bromma").code == 0
    assert office_with_a_youth.kaa(*cell, "--where", "gender=wuman").code == 2
    assert office_with_a_youth.kaa(*cell, "--where", "gender=woman", "--where", "gender=man").code == 2


def test_a_protected_youth_counts_and_is_shown_nowhere(office: Office) -> None:
    protected = entered("ber-9", protection="protected_registration", identity_number="20050503TF09")
    office.kaa("import", "register", office.file("register.ndjson", entered(), protected))
    office.kaa("daily", "--through", "2022-11-30")
    cell = office.kaa("report", "cell", "covered", "--year", "2022").out
    assert ": 2" in cell
    assert "1 ej visningsbara" in cell
    assert "1–1 av 1" in office.kaa("worklist", "--date", "2022-11-30").out
