"""From the covered to those who were reached and then enrolled."""

from __future__ import annotations

from kaa_tracker.adapters.outbound.documents.charts.beside import bars_beside
from kaa_tracker.adapters.outbound.documents.charts.plot import Bar, Plot, bars_of
from kaa_tracker.projections.statistics.report.cells import Report

_STEPS = (
    ("covered", "covered", "Omfattade"),
    ("sought", "sought", "Sökta"),
    ("sought", "reached", "Nådda"),
    ("enrolled", "enrolled_after_reach", "Nådda och inskrivna inom 90 dagar"),
)


def steps(report: Report) -> Plot | None:
    bars: list[Bar] = [
        bar for table, row, name in _STEPS for bar in bars_of(report, table, ("total", "year_before"), {row: name})
    ]
    if not bars:
        return None
    return Plot(
        key="steps",
        tables=("covered", "sought", "enrolled"),
        title="Från omfattade till inskrivna",
        form="Liggande staplar, med ett streck för året före",
        heads=("",),
        columns=(str(report.year), str(report.year - 1)),
        bars=bars,
        drawing=bars_beside(bars, report.year),
    )
