"""The how-tos of the reports work as they stand: their commands are run in order, by those whom they let in."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.adapters.inbound.cli.messages import entered, left
from tests.adapters.inbound.cli.office import Office

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to"
TELLS_OF_FINDINGS = "skolverket check"
"""And ends with 1 where there are any."""


class Shown(NamedTuple):
    """A command of a page, and what the page says it answers."""

    command: str
    answers: list[str]


def shown(page: str) -> Iterator[Shown]:
    """Of the blocks and of the running text, in their order."""
    block = r"^ {4,}(?:\$ )?kaa (?P<block>.+)\n(?P<answers>(?:^ {4,}(?![$ ]|kaa ).+\n)*)"
    for found in re.finditer(rf"{block}|`kaa (?P<inline>[^`]* --[^`]*)`", page, re.MULTILINE):
        answers = (found["answers"] or "").splitlines()
        yield Shown(found["block"] or found["inline"], [answer.strip() for answer in answers])


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Of a stranger in an empty folder, whom the register has told of two youths."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    office = Office(tmp_path)
    protected = entered("ber-2", identity_number="20050503TF02", protection="protected_registration")
    assert office.kaa("import", "register", office.file("register.ndjson", entered(), left(), protected)).code == 0
    return office


def followed(office: Office, name: str) -> list[str]:
    """The commands of the page, run."""
    commands = list(shown((HOW_TO / name).read_text(encoding="utf-8")))
    for command, answers in commands:
        asked = command.replace("CASE_ID", protected_case(office)) if "CASE_ID" in command else command
        ran = office.kaa(*shlex.split(asked))
        assert ran.code == 0 or (ran.code == 1 and command.startswith(TELLS_OF_FINDINGS)), f"kaa {command}\n{ran.said}"
        assert [answer for answer in answers if answer not in ran.said] == [], command
    return [command for command, _ in commands]


def protected_case(office: Office) -> str:
    """As the handler finds it."""
    [waiting] = json.loads(office.kaa("skolverket", "decide", "--half", "2022H2", "--json", "--user", "hanna.hall").out)
    return str(waiting["case_id"])


def test_the_annual_report_can_be_made_word_by_word(office: Office) -> None:
    commands = followed(office, "make-the-annual-report.md")
    assert "access-log user stina --user axel" in commands
    assert sorted(file.name for file in office.folder.glob("kaa-arsrapport-*")) == [
        "kaa-arsrapport-fryst-1.xlsx",
        "kaa-arsrapport-publicerad-1.html",
        "kaa-arsrapport-utkast-2022.pdf",
    ]
    assert (office.folder / "rader.csv").exists()


def test_the_half_year_file_can_be_sent_word_by_word(office: Office) -> None:
    commands = followed(office, "send-the-half-year-file.md")
    assert {command.split()[1] for command in commands if command.startswith("skolverket")} == {
        "check",
        "decide",
        "build",
        "diff",
        "seal",
        "fetch",
        "sent",
        "status",
    }
    assert len(list((office.folder / "att-skicka").iterdir())) == 6
