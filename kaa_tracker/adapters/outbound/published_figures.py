"""Reads what a city has published from the shipped files."""

from __future__ import annotations

import tomllib
from importlib import resources

import msgspec

from kaa_tracker.projections.statistics.published import PublishedFigures


class NothingPublished(LookupError):
    """No published figures are shipped for that operating year."""


def load_published(year: int) -> PublishedFigures:
    """The figures published about the operating year. Raises ``NothingPublished``."""
    for path in (resources.files("kaa_tracker.data") / "published").iterdir():
        if path.name.endswith(f"-{year}.toml"):
            return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), PublishedFigures)
    raise NothingPublished(f"no figures are published for {year}")
