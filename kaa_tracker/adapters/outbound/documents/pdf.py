"""The report as a PDF that reads aloud as well as it prints: tagged, after PDF/UA-1."""

from __future__ import annotations

from datetime import UTC
from functools import cache
from importlib import resources

import msgspec

from kaa_tracker.adapters.outbound.documents.charts.drawing import FONT
from kaa_tracker.adapters.outbound.documents.content import Content
from kaa_tracker.projections.statistics.report.about import About

_TYPEFACE = "Libertinus Serif"
"""Comes with the compiler; no other is looked for."""


def pdf(content: Content, about: About) -> bytes:
    """Made without the network and without fonts of the machine. Texts are data to the template, never markup."""
    import typst

    told = msgspec.json.encode(content).decode().replace(f'font-family=\\"{FONT}\\"', f'font-family=\\"{_TYPEFACE}\\"')
    return typst.compile(
        _template(),
        sys_inputs={"content": told},
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=True),
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=about.made_at.replace(microsecond=0).astimezone(UTC),
    )


@cache
def _template() -> bytes:
    return (resources.files(__package__) / "report.typ").read_bytes()
