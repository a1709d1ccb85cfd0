"""A city of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from pydantic import SecretStr

from kaa_tracker.bootstrap import open_system
from kaa_tracker.settings import Settings
from tests.application.half_year.office import City


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    with open_system(Settings(folder=tmp_path / "var", processes=1)) as system:
        yield City(system)


@pytest.fixture
def city_on_postgres(tmp_path: Path, postgres_environment: Mapping[str, str]) -> Iterator[City]:
    host, name = postgres_environment["POSTGRES_HOST"], postgres_environment["POSTGRES_DBNAME"]
    url = SecretStr(f"postgresql://{postgres_environment['POSTGRES_USER']}@/{name}?host={host}")
    with open_system(Settings(folder=tmp_path / "var", processes=1, database_url=url)) as system:
        yield City(system)
