"""An office with one youth, whose search begins today."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.inbound.api.cases.town import Town
from tests.adapters.inbound.api.office import Office, an_office
from tests.application.told import entry


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """For all tests of a module, each with youths of its own."""
    with an_office(tmp_path_factory.mktemp("town")) as opened:
        yield Town(opened)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with an_office(tmp_path) as opened:
        opened.feed(entry())
        opened.days_pass(1)
        yield opened
