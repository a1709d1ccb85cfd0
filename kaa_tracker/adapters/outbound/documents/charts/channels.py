"""The attempts of each channel, and how many of them were answered."""

from __future__ import annotations

from collections.abc import Sequence

from kaa_tracker.adapters.outbound.documents.charts.drawing import DARK, INK, LIGHT, WIDTH
from kaa_tracker.adapters.outbound.documents.charts.plot import Bar, Drawing, Plot, bars_of, shown
from kaa_tracker.projections.statistics.report.cells import Report
from kaa_tracker.projections.statistics.report.printed import printed


def channels(report: Report) -> Plot | None:
    bars = [bar for bar in bars_of(report, "attempts", ("attempts", "answered")) if shown(bar.cells[0]) != 0]
    if not bars:
        return None
    return Plot(
        key="channels",
        tables=("attempts",),
        title="Kontaktförsök och svar efter kontaktsätt",
        form="Liggande staplar för försöken, med de besvarade som en mörkare del",
        heads=("Kontaktsätt",),
        columns=("Försök", "Besvarade"),
        bars=bars,
        drawing=_drawn(bars),
    )


def _drawn(bars: Sequence[Bar]) -> Drawing:
    import altair as alt

    rows = [
        {
            "name": bar.labels[-1],
            "attempts": shown(bar.cells[0]),
            "answered": shown(bar.cells[1]),
            "text": f"{printed(bar.cells[1])} av {printed(bar.cells[0])}",
        }
        for bar in bars
    ]
    names = [bar.labels[-1] for bar in bars]
    beyond = max((shown(bar.cells[0]) or 0 for bar in bars), default=0)
    keyed = alt.Scale(domain=["Försök", "Besvarade"], range=[LIGHT, DARK])
    base = alt.Chart(alt.InlineData(values=rows)).encode(y=alt.Y("name:N", sort=names, title=None))
    length = alt.X(
        "attempts:Q",
        title=None,
        scale=alt.Scale(domain=[0, beyond * 1.18 or 1], nice=False),
        axis=alt.Axis(tickCount=5, format=",d"),
    )
    made = base.transform_calculate(key="'Försök'").mark_bar(height={"band": 0.66}, stroke=DARK, strokeWidth=1)
    answered = base.transform_calculate(key="'Besvarade'").mark_bar(height={"band": 0.66})
    texts = base.transform_calculate(end=f"datum.attempts + {beyond / 80}").mark_text(align="left", color=INK)
    return alt.layer(
        made.encode(x=length, color=alt.Color("key:N", scale=keyed)),
        answered.encode(x="answered:Q", color=alt.Color("key:N", scale=keyed)),
        texts.encode(x="end:Q", text="text:N"),
    ).properties(width=WIDTH, height=28 * len(rows))
