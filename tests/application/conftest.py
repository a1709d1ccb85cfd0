"""The program on an embedded database of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kaa_tracker.bootstrap import open_system
from kaa_tracker.settings import Settings
from kaa_tracker.system import System


@pytest.fixture
def system(tmp_path: Path) -> Iterator[System]:
    with open_system(Settings(folder=tmp_path)) as opened:
        yield opened
