"""Drawing a chart as SVG, by the library's own engine: without a browser, and without asking the network.

The colours are told apart by how light they are as well, and by place or form beside.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from kaa_tracker.adapters.outbound.documents.charts.plot import Drawing

DARK = "#0b4f7d"
MIDDLE = "#5590ba"
LIGHT = "#a9cbe0"
MARK = "#c2410c"
WOMEN, MEN, UNKNOWN = "#4a2a7f", "#e07b1a", "#7a8288"
INK = "#1c2730"

FONT = "Liberation Sans"
"""The engine brings it along, so that texts measure the same everywhere."""

WIDTH = 460
"""Of what is drawn, in points; names stand beside it."""

_CONFIG: dict[str, Any] = {
    "font": FONT,
    "aria": False,
    "background": "transparent",
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelLimit": 260,
        "labelPadding": 6,
        "gridColor": "#d5dbe0",
        "domain": False,
        "ticks": False,
    },
    "legend": {"labelFontSize": 12, "labelColor": INK, "orient": "top", "title": None, "symbolOpacity": 1},
    "header": {"labelFontSize": 12, "labelFontWeight": "bold", "labelColor": INK, "title": None},
    "text": {"fontSize": 12, "color": INK},
}


def svg(key: str, drawing: Drawing, title: str, alternative: str) -> str:
    """One ``svg`` element that says what it is; its ids begin with ``key``, so that several share a page."""
    import altair
    import vl_convert

    version = ".".join(altair.SCHEMA_VERSION.removeprefix("v").split(".")[:2])
    drawn: str = vl_convert.vegalite_to_svg(
        drawing.to_dict(), vl_version=version, config=_CONFIG, format_locale="sv-SE", allowed_base_urls=[]
    )
    drawn = re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", drawn)  # the whole is said below; its parts say nothing
    drawn = re.sub(r'(id="|url\(#)', rf"\g<1>{key}-", drawn)
    said = f'<title id="{key}-title">{escape(title)}</title><desc id="{key}-desc">{escape(alternative)}</desc>'
    labelled = f' role="img" aria-labelledby="{key}-title {key}-desc"'
    return re.sub(r"<svg([^>]*)>", lambda found: f"<svg{found[1]}{labelled}>{said}", drawn, count=1)
