"""The attempts of each month, and the reached, over those of the same month the year before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kaa_tracker.adapters.outbound.documents.charts.drawing import DARK, MARK, WIDTH
from kaa_tracker.adapters.outbound.documents.charts.plot import Bar, Drawing, Plot, bars_of, shown
from kaa_tracker.projections.statistics.report.cells import Report

_PANELS = ("Försök", "Nådda")


def months(report: Report) -> Plot | None:
    bars = bars_of(report, "months", ("attempts", "attempts_before", "reached", "reached_before"))
    if not bars:
        return None
    year, before = report.year, report.year - 1
    return Plot(
        key="months",
        tables=("months",),
        title="Kontaktförsök och nådda månad för månad",
        form="Linjer över årets månader, heldragna för året och streckade för året före",
        heads=("Månad",),
        columns=("Försök", f"Försök {before}", "Nådda", f"Nådda {before}"),
        bars=bars,
        drawing=_drawn(bars, (str(year), str(before))),
    )


def _drawn(bars: Sequence[Bar], years: tuple[str, str]) -> Drawing:
    import altair as alt

    rows = list(_rows(bars, years))
    names = [bar.labels[-1].split()[0] for bar in bars]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("month:O", sort=names, title=None, axis=alt.Axis(labelAngle=0)),
        y=alt.Y("value:Q", title=None, scale=alt.Scale(domainMin=0), axis=alt.Axis(tickCount=4, format=",d")),
        color=alt.Color("year:N", sort=years, scale=alt.Scale(domain=years, range=[DARK, MARK])),
        strokeDash=alt.StrokeDash("year:N", sort=years, scale=alt.Scale(domain=years, range=[[1, 0], [5, 4]])),
    )
    panels = [
        base.transform_filter(f"datum.panel == '{panel}'")
        .mark_line(strokeWidth=2.5, point={"filled": True, "size": 36})
        .properties(width=WIDTH + 120, height=140, title=alt.TitleParams(panel, anchor="start", fontSize=13))
        for panel in _PANELS
    ]
    return alt.vconcat(*panels, spacing=18)


def _rows(bars: Sequence[Bar], years: tuple[str, str]) -> Iterator[dict[str, str | int | None]]:
    for bar in bars:
        month = bar.labels[-1].split()[0]
        places = [(panel, year) for panel in _PANELS for year in years]
        for (panel, year), cell in zip(places, bar.cells, strict=True):
            yield {"month": month, "panel": panel, "year": year, "value": shown(cell)}
