"""An office for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.adapters.inbound.cli.office import Office


@pytest.fixture(autouse=True)
def wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)
