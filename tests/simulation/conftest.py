"""A simulated city, and the plain counter that reads it."""

from __future__ import annotations

import importlib.machinery
import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from kaa_tracker.adapters.outbound.published_figures import load_published
from kaa_tracker.adapters.outbound.reference_files import load_reference
from kaa_tracker.domain.reference import Reference
from kaa_tracker.projections.statistics.published import PublishedFigures
from kaa_tracker.simulation import CityFigures, figures_of, simulate_city
from tests.simulation.files import City

SCRIPT = Path(__file__).parents[2] / "scripts" / "count_plainly"
SEEDS = (1, 2022)


@pytest.fixture(scope="session")
def published() -> PublishedFigures:
    return load_published(2022)


@pytest.fixture(scope="session")
def figures(published: PublishedFigures) -> CityFigures:
    return figures_of(published)


@pytest.fixture(scope="session")
def reference() -> Reference:
    return load_reference()


@pytest.fixture(scope="session")
def plain() -> ModuleType:
    """The script, which has no import of the package to test it through."""
    loader = importlib.machinery.SourceFileLoader("count_plainly", str(SCRIPT))
    spec = importlib.util.spec_from_loader("count_plainly", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.fixture(scope="session", params=SEEDS, ids=lambda seed: f"seed {seed}")
def city(request: Any, tmp_path_factory: Any, figures: CityFigures, reference: Reference) -> City:
    folder = tmp_path_factory.mktemp("city")
    summary = simulate_city(folder, figures=figures, reference=reference, seed=request.param)
    return City(folder, summary)
