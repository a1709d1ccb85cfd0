"""Finds numbers in the repository that may belong to a living person.

A made-up number that passes the check very likely does. Allowed are the official test numbers and
temporary numbers, which no check accepts as anybody's.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from kaa_tracker.domain.identifiers import (
    InvalidIdentityNumber,
    is_official_test_number,
    normalise,
    parse_identity_number,
)

LATEST_BIRTH = date(2099, 12, 31)
"""No date lies in the future of a scan, and ten digits are read as of this century."""

# Not inside a longer word, or hashes in lock files would be searched; nor in the decimals of a number.
_CANDIDATE = re.compile(r"(?<![0-9A-Za-z])(?<![0-9]\.)(?:[0-9]{6}|[0-9]{8})[-+]?[0-9]{4}(?![0-9A-Za-z])")


def tracked_files(root: Path) -> list[Path]:
    """The files git keeps, and those it would keep if they were added."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, check=True, capture_output=True).stdout.decode()
    return [path for name in listed.split("\0") if name and (path := root / name).is_file()]


def personal_numbers(files: Iterable[Path]) -> Iterator[str]:
    """Where a number stands that may be somebody's, as "file:line"; the number itself is not repeated."""
    for file in files:
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(lines, 1):
            if any(_may_be_somebodys(found.group()) for found in _CANDIDATE.finditer(line)):
                yield f"{file}:{number}"


def _may_be_somebodys(text: str) -> bool:
    try:
        parsed = parse_identity_number(normalise(text, today=LATEST_BIRTH), today=LATEST_BIRTH)
    except InvalidIdentityNumber:
        return False
    return not is_official_test_number(parsed.value)
