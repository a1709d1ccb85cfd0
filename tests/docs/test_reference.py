"""The generated pages say what the program says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_reference_pages_are_as_generated(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, ROOT / "scripts" / "reference_docs", tmp_path], check=True, capture_output=True, cwd=ROOT
    )
    stale = [
        page.name
        for page in sorted(tmp_path.iterdir())
        if page.read_text(encoding="utf-8") != (ROOT / "docs" / "reference" / page.name).read_text(encoding="utf-8")
    ]
    assert stale == [], "run scripts/reference_docs"
