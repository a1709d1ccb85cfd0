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
    return msgspec.convert(tomllib.loads(_shipped(year, "toml").decode()), PublishedFigures)


def published_report(year: int) -> bytes:
    """The published report with its tables and sentences, as the report checker reads it. Raises
    ``NothingPublished``."""
    return _shipped(year, "yaml")


def _shipped(year: int, form: str) -> bytes:
    for path in (resources.files("kaa_tracker.data") / "published").iterdir():
        if path.name.endswith(f"-{year}.{form}"):
            return path.read_bytes()
    raise NothingPublished(f"no figures are published for {year}")
