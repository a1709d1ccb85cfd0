"""Bars lying on their side, each with a mark at where it ended the year before."""

from __future__ import annotations

from collections.abc import Sequence

from kaa_tracker.adapters.outbound.documents.charts.drawing import INK, MIDDLE, WIDTH
from kaa_tracker.adapters.outbound.documents.charts.plot import Bar, Drawing, shown
from kaa_tracker.projections.statistics.report.printed import printed


def bars_beside(bars: Sequence[Bar], year: int) -> Drawing:
    """Of each bar the first cell is of the year, the second of the year before."""
    import altair as alt

    rows = [
        {
            "name": bar.labels[-1],
            "value": shown(bar.cells[0]),
            "before": shown(bar.cells[1]),
            "text": printed(bar.cells[0]),
        }
        for bar in bars
    ]
    names = [bar.labels[-1] for bar in bars]
    beyond = max((shown(cell) or 0 for bar in bars for cell in bar.cells), default=0)
    keyed = alt.Scale(domain=[str(year), str(year - 1)], range=[MIDDLE, INK])
    coloured = alt.Color("key:N", scale=keyed, legend=alt.Legend(symbolType="square"))
    base = alt.Chart(alt.InlineData(values=rows)).encode(y=alt.Y("name:N", sort=names, title=None))
    length = alt.X("value:Q", title=None, scale=alt.Scale(domainMin=0), axis=alt.Axis(tickCount=5, format=",d"))
    drawn = base.transform_calculate(key=f"'{year}'").mark_bar(height={"band": 0.62})
    marks = base.transform_calculate(key=f"'{year - 1}'").mark_tick(thickness=3, opacity=1, height={"band": 0.92})
    texts = base.transform_calculate(end=f"max(datum.value, datum.before) + {beyond / 80}").mark_text(
        align="left", color=INK
    )
    return alt.layer(
        drawn.encode(x=length, color=coloured),
        marks.encode(x="before:Q", color=coloured),
        texts.encode(x="end:Q", text="text:N"),
    ).properties(width=WIDTH, height=28 * len(rows))
