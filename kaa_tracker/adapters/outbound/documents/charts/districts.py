"""The reached of each district, and where each stood the year before."""

from __future__ import annotations

from kaa_tracker.adapters.outbound.documents.charts.beside import bars_beside
from kaa_tracker.adapters.outbound.documents.charts.plot import Plot, bars_of
from kaa_tracker.projections.statistics.report.cells import Report


def districts(report: Report) -> Plot | None:
    bars = bars_of(report, "reached_by_district", ("total", "year_before"))
    if not bars:
        return None
    return Plot(
        key="districts",
        tables=("reached_by_district",),
        title="Nådda efter stadsdel",
        form="Liggande staplar, med ett streck för året före",
        heads=("Stadsdel",),
        columns=(str(report.year), str(report.year - 1)),
        bars=bars,
        drawing=bars_beside(bars, report.year),
    )
