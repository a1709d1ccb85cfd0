"""An office whose youths are of two districts, one without any, and one of them protected."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.inbound.api.city.youths import a_city
from tests.adapters.inbound.api.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with a_city(tmp_path) as opened:
        yield opened
