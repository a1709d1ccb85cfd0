"""Who was enrolled when the year began, who came, who left, and who was when it ended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kaa_tracker.adapters.outbound.documents.charts.drawing import DARK, INK, LIGHT, WIDTH
from kaa_tracker.adapters.outbound.documents.charts.plot import Bar, Drawing, Plot, bars_of, shown
from kaa_tracker.projections.statistics.report.cells import Report
from kaa_tracker.projections.statistics.report.printed import MINUS, printed

_FLOWS = {
    "carried_in": "Inskrivna när året började",
    "newly_enrolled": "Nyinskrivna",
    "enrolled_not_at_end": "Inte inskrivna vid årets slut",
    "enrolled_at_end": "Inskrivna när året slutade",
}
_SIGNS = {"newly_enrolled": "+", "enrolled_not_at_end": MINUS}


def flows(report: Report) -> Plot | None:
    bars = bars_of(report, "stock_and_flow", ("total",), _FLOWS)
    if len(bars) < len(_FLOWS):
        return None
    return Plot(
        key="flows",
        tables=("stock_and_flow",),
        title="In- och utgående inskrivna",
        form="Liggande staplar: var och en börjar där den förra slutade",
        heads=("",),
        columns=("Personer",),
        bars=bars,
        drawing=_drawn(bars),
    )


def _drawn(bars: Sequence[Bar]) -> Drawing:
    import altair as alt

    rows = list(_rows(bars))
    names = list(_FLOWS.values())
    keyed = alt.Scale(domain=["Antal", "Förändring"], range=[DARK, LIGHT])
    base = alt.Chart(alt.InlineData(values=rows)).encode(y=alt.Y("name:N", sort=names, title=None))
    spans = base.mark_bar(height={"band": 0.62}, stroke=DARK, strokeWidth=1).encode(
        x=alt.X("first:Q", title=None, axis=alt.Axis(tickCount=5, format=",d")),
        x2="last:Q",
        color=alt.Color("kind:N", scale=keyed, legend=None),
    )
    texts = base.mark_text(align="left", dx=6, color=INK).encode(x="last:Q", text="text:N")
    return alt.layer(spans, texts).properties(width=WIDTH, height=34 * len(rows))


def _rows(bars: Sequence[Bar]) -> Iterator[dict[str, str | int | None]]:
    """A change starts where what came before it ended; where that is not shown, all start at nought."""
    values = [shown(bar.cells[0]) for bar in bars]
    carried, new, left, _ = values
    firsts = [0, 0, 0, 0]
    if carried is not None and new is not None and left is not None:
        firsts = [0, carried, carried + new - left, 0]
    for (code, name), bar, first, value in zip(_FLOWS.items(), bars, firsts, values, strict=True):
        text = _SIGNS.get(code, "") + printed(bar.cells[0])
        kind = "Förändring" if code in _SIGNS else "Antal"
        yield {
            "name": name,
            "first": first,
            "last": None if value is None else first + value,
            "text": text,
            "kind": kind,
        }
