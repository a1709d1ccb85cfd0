"""No number of a living person stands in the repository, and the scan finds one that is planted."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import pytest

from kaa_tracker.domain.identifiers import (
    InvalidIdentityNumber,
    official_test_number,
    parse_identity_number,
    temporary_number,
)
from tests.architecture.fixture_numbers import LATEST_BIRTH, personal_numbers, tracked_files

REPOSITORY = Path(__file__).parents[2]
BORN = date(2005, 3, 14)


def completed(eleven: str) -> str:
    """The valid number that begins so. Made here, so that it stands in no file."""
    return next(number for digit in "0123456789" if is_valid(number := eleven + digit))


def is_valid(number: str) -> bool:
    try:
        parse_identity_number(number, today=LATEST_BIRTH)
    except InvalidIdentityNumber:
        return False
    return True


PERSONNUMMER = completed("19990314" + "501")
COORDINATION = completed("20050374" + "238")
TEST_NUMBER = official_test_number(BORN, "man")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    return tmp_path


def findings(repository: Path) -> list[str]:
    return [found.removeprefix(f"{repository}/") for found in personal_numbers(tracked_files(repository))]


def test_every_number_in_the_repository_is_a_test_number_or_a_temporary_one() -> None:
    assert list(personal_numbers(tracked_files(REPOSITORY))) == []


def test_the_scan_reads_the_files_of_the_repository() -> None:
    assert Path(__file__) in tracked_files(REPOSITORY)


@pytest.mark.parametrize(
    "planted",
    [
        PERSONNUMMER,
        PERSONNUMMER[2:],
        f"{PERSONNUMMER[:8]}-{PERSONNUMMER[8:]}",
        f"{PERSONNUMMER[2:8]}-{PERSONNUMMER[8:]}",
        f"{PERSONNUMMER[2:8]}+{PERSONNUMMER[8:]}",
        f'{{"personnummer":"{PERSONNUMMER}"}}',
        f"youth_{PERSONNUMMER}.json",
        COORDINATION,
        COORDINATION[2:],
    ],
)
def test_a_number_that_may_be_somebodys_is_found_and_not_repeated(repository: Path, planted: str) -> None:
    (repository / "fixture.txt").write_text(f"first line\n{planted}\n", encoding="utf-8")
    assert findings(repository) == ["fixture.txt:2"]


@pytest.mark.parametrize(
    "harmless",
    [
        TEST_NUMBER,
        TEST_NUMBER[2:],
        f"{TEST_NUMBER[2:8]}-{TEST_NUMBER[8:]}",
        temporary_number(BORN, 1),
        PERSONNUMMER[:-1] + str((int(PERSONNUMMER[-1]) + 1) % 10),
        f"sha256:a{PERSONNUMMER}b",
        f"{PERSONNUMMER}0",
        f"0.{PERSONNUMMER}",
    ],
)
def test_test_numbers_temporary_numbers_and_other_digits_are_let_through(repository: Path, harmless: str) -> None:
    (repository / "fixture.txt").write_text(harmless, encoding="utf-8")
    assert findings(repository) == []


def test_a_file_that_is_no_text_or_that_git_ignores_is_passed_over(repository: Path) -> None:
    (repository / ".gitignore").write_text("var/\n", encoding="utf-8")
    (repository / "var").mkdir()
    (repository / "var" / "city.txt").write_text(PERSONNUMMER, encoding="utf-8")
    (repository / "picture.png").write_bytes(b"\xff\xfe" + PERSONNUMMER.encode())
    assert findings(repository) == []
