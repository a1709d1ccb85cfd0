"""A command line that cannot be read is told in Swedish, with nothing of what stood in it."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from kaa_tracker.adapters.inbound.files.faults import told
from tests.adapters.inbound.cli.office import Office

NUMBER = "20050503TF01"
ENGLISH = ("Usage", "Error", "Try", "Invalid", "No such", "Missing", "Options", "required", "Show this", "should be")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (NUMBER, "Ange ett av kommandona"),
        (f"report {NUMBER}", "annual, cell"),
        (f"--{NUMBER}", "En flagga finns inte."),
        ("worklist --dat 2022-12-01", "Menades --date?"),
        ("worklist --date", "--date: värdet saknas"),
        (f"worklist --date {NUMBER}", "--date: värdet går inte att läsa."),
        (f"worklist {NUMBER}", "för många"),
        (f"worklist --json={NUMBER}", "--json: "),
        ("case show", "case_id saknas."),
        (f"case show {NUMBER}", "case_id: skriv ett ärendes nummer"),
        ("quarantine discard 1 --user rut.rask", "--reason saknas."),
        (f"quarantine discard {NUMBER} --user rut.rask --reason mended", "numbers: skriv ett heltal."),
        ("report annual --year 1200", "--year: minst 1990 är tillåtet."),
        (f"skolverket check --half {NUMBER}", "--half: skriv halvåret som 2022H2"),
        (f"report cell reached --where {NUMBER}", "--year: ange antingen --year"),
        (f"report cell reached --year 2022 --where {NUMBER}", "--where: skriv indelning=värde"),
        (f"report cell {NUMBER} --year 2022", "MEASURE, --where: "),
        (f"report cell reached --year 2022 --where gender={NUMBER}", "MEASURE, --where: "),
        (f"report method --year 2022 --by {NUMBER}", "--by: "),
    ],
)
def test_what_is_wrong_is_said_without_the_value(office: Office, line: str, said: str) -> None:
    ran = office.kaa(*line.split())
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert NUMBER not in ran.err
    assert not [word for word in ENGLISH if word in ran.err]


def test_how_a_command_is_written_is_told_beneath(office: Office) -> None:
    assert office.kaa("report", "cell").err.splitlines()[1:] == [
        "Användning: kaa report cell [FLAGGOR] {MEASURE}",
        "Se kaa report cell --help.",
    ]


@pytest.mark.parametrize("asked", [("--help",), ("-h",), ("report", "-h"), ("skolverket", "decide", "--help")])
def test_help_is_in_swedish(office: Office, asked: tuple[str, ...]) -> None:
    ran = office.kaa(*asked)
    assert (ran.code, ran.err) == (0, "")
    assert "Användning: kaa" in ran.out
    assert "Visa den här hjälpen." in ran.out
    assert not [word for word in ENGLISH if word in ran.out]


def test_a_group_without_a_command_shows_its_help_and_does_nothing(office: Office) -> None:
    ran = office.kaa("skolverket")
    assert (ran.code, "Kommandon" in ran.out) == (2, True)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOENT, "Kontrollera sökvägen."),
        (errno.EACCES, "Ändra rättigheterna"),
        (errno.EISDIR, "Ange en fil."),
        (errno.ENOSPC, "Frigör utrymme"),
        (errno.EIO, "Be driften om hjälp."),
    ],
)
def test_what_the_operating_system_refuses_is_said_with_what_to_do(number: int, said: str) -> None:
    sentence = told(OSError(number, os.strerror(number), "/srv/kaa/x.csv"))
    assert sentence.startswith("/srv/kaa/x.csv ")
    assert said in sentence
    assert os.strerror(number) not in sentence


def test_a_file_that_cannot_be_written_is_told_in_swedish(office: Office, tmp_path: Path) -> None:
    for target, said in ((tmp_path / "no" / "x.csv", "finns inte"), (tmp_path, "är en mapp")):
        ran = office.kaa("report", "annual", "--year", "2022", "--csv", str(target))
        assert (ran.code, said in ran.err) == (2, True)


DECISIONS = ("quarantine retry --all", "quarantine discard 1", "intake release 1", "intake reject 1")


@pytest.mark.parametrize("command", DECISIONS)
def test_the_codes_there_are_are_listed_with_their_names(office: Office, command: str) -> None:
    mended = "mended (Felet är åtgärdat)"
    refused = office.kaa(*command.split(), "--user", "rut.rask", "--reason", "because")
    assert (refused.code, mended in refused.err, "because" in refused.err) == (2, True, False)
    assert mended in " ".join(office.kaa(*command.split()[:2], "--help").out.replace("│", " ").split())
