"""A city on an embedded database of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kaa_tracker.adapters.outbound.database import Database, open_engine
from tests.projections.city import City


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    engine = open_engine(Database.embedded(tmp_path / "kaa.db"))
    yield City(engine)
    engine.dispose()
