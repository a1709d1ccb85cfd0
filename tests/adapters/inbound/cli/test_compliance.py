"""``kaa compliance`` writes the pages of the program as it is set up."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaa_tracker.adapters.inbound.cli.app import run
from kaa_tracker.bootstrap import program
from kaa_tracker.settings import Settings


def test_the_pages_are_written_into_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "pages"
    with pytest.raises(SystemExit) as ended:
        run(program(Settings(folder=tmp_path, keep_bodies_days=11)), ["compliance", str(folder)])
    assert ended.value.code == 0
    assert "9 sidor skrivna" in capsys.readouterr().out
    assert "11 dagar efter att de fått verkan" in (folder / "gallring.md").read_text(encoding="utf-8")
