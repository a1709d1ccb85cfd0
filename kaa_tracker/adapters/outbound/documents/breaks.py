"""Reads the breaks in the series from the shipped file."""

from __future__ import annotations

import tomllib
from importlib import resources

import msgspec

from kaa_tracker.projections.statistics.report.series import SeriesBreak


class _Breaks(msgspec.Struct, forbid_unknown_fields=True):
    breaks: list[SeriesBreak]


def load_breaks() -> list[SeriesBreak]:
    text = (resources.files("kaa_tracker.data") / "series_breaks.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), _Breaks).breaks
