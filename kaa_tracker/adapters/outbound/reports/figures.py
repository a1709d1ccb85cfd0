"""``Figures`` of the annual report: from the read model, as JSON, and as the public may see them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeAlias

import msgspec

from kaa_tracker.adapters.outbound.read_model import bookkeeping
from kaa_tracker.application.reports.frozen import ReportsRefused
from kaa_tracker.application.reports.ports import Drawn
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.domain.reference import Reference
from kaa_tracker.projections.reading import Reading
from kaa_tracker.projections.statistics.disclosure import NotProved
from kaa_tracker.projections.statistics.report.annual import annual_report
from kaa_tracker.projections.statistics.report.cells import Report

Disclose: TypeAlias = Callable[[Report, Sequence[Report], int], Report]
"""What of a report may be let out beside what was before, of no fewer persons than so many."""

_encoded = msgspec.json.Encoder().encode
"""Members stand in the order of the report, which is part of it: the same report is the same bytes."""

_decoded = msgspec.json.Decoder(Report).decode


class AnnualFigures:
    def __init__(self, reading: Reading, reference: Reference, disclose: Disclose) -> None:
        self._reading = reading
        self._reference = reference
        self._disclose = disclose

    def draw(self, year: int, division_before: date | None) -> Drawn[Report]:
        with self._reading.connect() as connection:
            position = bookkeeping.position(connection)
            report = annual_report(connection, self._reference, year, division_before=division_before)
        return Drawn(report, position, report.division_before, report.reference_version)

    def encode(self, report: Report) -> bytes:
        return _encoded(report)

    def decode(self, content: bytes) -> Report:
        return _decoded(content)

    def publication(self, report: Report, earlier: Sequence[Report], threshold: int) -> Report:
        try:
            return self._disclose(report, earlier, threshold)
        except NotProved:
            raise ReportsRefused(Refusal("report_not_proved_safe")) from None
