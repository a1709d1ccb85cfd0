"""The generated pages say what the program says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"


def files_below(folder: Path) -> list[str]:
    return sorted(found.relative_to(folder).as_posix() for found in folder.rglob("*") if found.is_file())


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs")
    script = ROOT / "scripts" / "reference_docs"
    subprocess.run([sys.executable, script, folder], check=True, capture_output=True, cwd=ROOT)
    return folder


def test_the_generated_pages_are_as_generated(generated: Path) -> None:
    stale = [
        name
        for name in files_below(generated)
        if not (DOCS / name).is_file() or (DOCS / name).read_bytes() != (generated / name).read_bytes()
    ]
    assert stale == [], "run scripts/reference_docs"


def test_no_schema_is_left_of_a_message_that_is_no_more(generated: Path) -> None:
    assert files_below(REFERENCE / "schemas") == files_below(generated / "reference" / "schemas")
