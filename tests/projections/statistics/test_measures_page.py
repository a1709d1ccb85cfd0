"""The page of measures says what the code says, and the code of every measure is in the catalogue."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

from kaa_tracker.projections.statistics import measures
from kaa_tracker.projections.statistics.breakdowns import BREAKDOWNS
from kaa_tracker.projections.statistics.measure import Measure
from kaa_tracker.projections.statistics.measures import MEASURES
from kaa_tracker.projections.statistics.measures_page import measures_page
from kaa_tracker.projections.statistics.shares import SHARES

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "measures.md"


def defined() -> Iterator[Measure]:
    for module in pkgutil.iter_modules(measures.__path__, f"{measures.__name__}."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, Measure):
                yield value


def test_the_page_is_as_generated() -> None:
    assert PAGE.read_text(encoding="utf-8") == "\n".join(measures_page()) + "\n"


def test_every_measure_that_is_defined_is_in_the_catalogue_under_its_code() -> None:
    assert {measure.code for measure in defined()} == MEASURES.keys()


def test_every_measure_is_explained_and_broken_down_by_known_breakdowns_that_it_can_tell() -> None:
    for measure in MEASURES.values():
        assert all((measure.label, measure.definition, measure.placed))
        assert measure.breakdowns.keys() <= BREAKDOWNS.keys()
        for code in {"channel", "unit", "service"} & measure.breakdowns.keys():
            assert code in measure.columns or code in measure.details


def test_every_share_is_of_measures_that_exist_and_names_their_versions() -> None:
    for share in SHARES.values():
        assert {share.numerator, share.denominator} <= MEASURES.keys()
        versions = [f"{code}.{MEASURES[code].version}" for code in (share.numerator, share.denominator)]
        assert share.version == "/".join(versions)
