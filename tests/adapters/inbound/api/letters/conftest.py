"""An office with youths of every kind, on the day after the search for most of them began."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.inbound.api.letters.youths import with_youths
from tests.adapters.inbound.api.office import Office, an_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with an_office(tmp_path) as office:
        yield with_youths(office)
