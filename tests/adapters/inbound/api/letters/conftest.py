"""An office with youths of every kind, on the day after the search for most of them began."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.inbound.api.letters.youths import youth
from tests.adapters.inbound.api.office import Office, an_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Ada to Dina can have a letter; Eva waits, Fia has no address, Gil is Kista's, and Hal is protected."""
    with an_office(tmp_path) as office:
        office.feed(
            *map(youth, ("Ada", "Bo", "Cem", "Dina")),
            youth("Eva", on="2022-03-25"),
            youth("Fia", address=None),
            youth("Gil", district="rinkeby_kista"),
            youth("Hal", protection="confidentiality_marked"),
        )
        office.days_pass(1)
        yield office
