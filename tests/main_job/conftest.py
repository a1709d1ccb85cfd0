"""The main job, done once for all tests of this folder: the synthetic Stockholm, imported and projected."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from kaa_tracker.adapters.inbound.cli.demo import take_in
from kaa_tracker.adapters.inbound.cli.simulate import DEFAULT_SEED, PUBLISHED_YEAR, write_city
from kaa_tracker.bootstrap import program
from kaa_tracker.projections.statistics.published import PublishedFigures
from kaa_tracker.settings import Settings
from kaa_tracker.system import System


class MainJob(NamedTuple):
    folder: Path
    system: System
    published: PublishedFigures


@pytest.fixture(scope="session")
def main_job(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainJob]:
    folder = tmp_path_factory.mktemp("stockholm")
    kaa = program(Settings(folder=folder, processes=1))
    write_city(kaa, folder, DEFAULT_SEED)
    with kaa.open_system() as system:
        take_in(system, folder)
        yield MainJob(folder, system, kaa.load_published(PUBLISHED_YEAR))
