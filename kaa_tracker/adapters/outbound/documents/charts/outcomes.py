"""The closed of each jobbtorg, women beside men, and how many of them to studies and to work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kaa_tracker.adapters.outbound.documents.charts.drawing import INK, MEN, UNKNOWN, WIDTH, WOMEN
from kaa_tracker.adapters.outbound.documents.charts.plot import Bar, Drawing, Plot, bars_of, shown
from kaa_tracker.projections.statistics.report.cells import Report
from kaa_tracker.projections.statistics.report.printed import printed

_COLOURS = {"Kvinnor": WOMEN, "Män": MEN, "Okänt kön": UNKNOWN}
_COLUMNS = {"closed": "Avslutade", "studies": "Till studier", "work": "Till arbete"}


def outcomes(report: Report) -> Plot | None:
    bars = bars_of(report, "jobbtorg", tuple(_COLUMNS))
    genders = [bar for bar in bars if bar.labels[-1] in _COLOURS and bar.labels[0] != "Totalt"]
    if not genders:
        return None
    return Plot(
        key="outcomes",
        tables=("jobbtorg",),
        title="Avslutade efter jobbtorg, kön och utfall",
        form="Liggande staplar i tre fält, kvinnor över män",
        heads=("Jobbtorg", "Kön"),
        columns=tuple(_COLUMNS.values()),
        bars=genders,
        drawing=_drawn(genders),
    )


def _drawn(bars: Sequence[Bar]) -> Drawing:
    import altair as alt

    rows = list(_rows(bars))
    places = list(dict.fromkeys(bar.labels[0] for bar in bars))
    genders = [gender for gender in _COLOURS if any(bar.labels[-1] == gender for bar in bars)]
    beyond = max((shown(cell) or 0 for bar in bars for cell in bar.cells), default=0)
    base = alt.Chart().encode(
        x=alt.X("value:Q", title=None, scale=alt.Scale(domain=[0, beyond * 1.2 or 1]), axis=alt.Axis(tickCount=3)),
        y=alt.Y("place:N", sort=places, title=None),
        yOffset=alt.YOffset("gender:N", sort=genders),
    )
    keyed = alt.Scale(domain=genders, range=[_COLOURS[gender] for gender in genders])
    drawn = base.mark_bar().encode(color=alt.Color("gender:N", scale=keyed))
    texts = base.mark_text(align="left", dx=4, color=INK, fontSize=11).encode(text="text:N")
    return (
        alt.layer(drawn, texts, data=alt.InlineData(values=rows))
        .properties(width=WIDTH / 3 - 8, height=40 * len(places))
        .facet(column=alt.Column("outcome:N", sort=list(_COLUMNS.values())), spacing=16)
    )


def _rows(bars: Sequence[Bar]) -> Iterator[dict[str, str | int | None]]:
    for bar in bars:
        for outcome, cell in zip(_COLUMNS.values(), bar.cells, strict=True):
            place, gender = bar.labels[0], bar.labels[-1]
            yield {"place": place, "gender": gender, "outcome": outcome, "value": shown(cell), "text": printed(cell)}
