"""An office with one youth, whose search begins today."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.inbound.api.office import Office, an_office
from tests.application.told import entry


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with an_office(tmp_path) as opened:
        opened.feed(entry())
        opened.days_pass(1)
        yield opened
