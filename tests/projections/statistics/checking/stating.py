"""Small reports for the tests of the checks."""

from __future__ import annotations

from typing import Any

import msgspec

from kaa_tracker.projections.statistics.checking import StatedReport, contradictions, misnamed


def stated(**parts: Any) -> StatedReport:
    """A report of 2022 with the parts as the file would have them."""
    begun = {
        "format": "kaa-stated-report.v1",
        "title": "En rapport",
        "period": {"from": "2021-12-01", "to": "2022-11-30"},
    }
    report = msgspec.convert(begun | parts, StatedReport)
    assert misnamed(report) == []
    return report


def found(**parts: Any) -> list[tuple[str, str]]:
    """The kind and place of each contradiction in such a report."""
    return [(finding.kind, finding.place) for finding in contradictions(stated(**parts))]


def measure(*printed: Any) -> dict[str, Any]:
    return {"label": "nådda", "printed": list(printed)}
