"""Makes what was ordered: finds the figures, and makes a document of them."""

from __future__ import annotations

from kaa_tracker.application.document_orders.making import CannotMake, Progress
from kaa_tracker.application.document_orders.orders import Wanted
from kaa_tracker.application.ports import Clock
from kaa_tracker.application.reports.frozen import AlteredReport, FrozenReport, NoSuchReport
from kaa_tracker.application.reports.ports import Figures
from kaa_tracker.application.reports.reports import FrozenReports
from kaa_tracker.projections.statistics.report.about import About, Documents, Frozen
from kaa_tracker.projections.statistics.report.cells import Report

_PIECES = 2
"""The figures, and the document."""


class OrderedDocuments:
    """``Make``; may be called from any thread."""

    def __init__(
        self,
        figures: Figures[Report],
        reports: FrozenReports[Report],
        documents: Documents,
        clock: Clock,
        *,
        city: str,
    ) -> None:
        self._figures = figures
        self._reports = reports
        self._documents = documents
        self._clock = clock
        self._city = city

    def __call__(self, wanted: Wanted, progress: Progress) -> bytes:
        progress(0, _PIECES)
        report, about = self._wanted(wanted)
        progress(1, _PIECES)
        made = self._documents.render(report, about, wanted.format)
        progress(_PIECES, _PIECES)
        return made

    def _wanted(self, wanted: Wanted) -> tuple[Report, About]:
        if wanted.what == "draft":
            report = self._figures.draw(wanted.subject, None).report
            return report, About(city=self._city, made_at=self._clock.now())
        found = self._found(wanted.subject)
        shown = found.public if wanted.what == "public" else found.report
        if shown is None:
            raise CannotMake("not_published")
        return shown, About.of(self._city, Frozen.of(found.life, is_public=wanted.what == "public"))

    def _found(self, number: int) -> FrozenReport[Report]:
        try:
            return self._reports.get(number)
        except NoSuchReport:
            raise CannotMake("no_such_report") from None
        except AlteredReport:
            raise CannotMake("altered") from None
