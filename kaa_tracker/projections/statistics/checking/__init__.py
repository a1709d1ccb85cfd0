"""Whether a report made by hand contradicts itself: pure, told what the report states."""

from kaa_tracker.projections.statistics.checking.contradictions import contradictions
from kaa_tracker.projections.statistics.checking.extent import Extent, extent
from kaa_tracker.projections.statistics.checking.finding import KINDS, Finding, Kind
from kaa_tracker.projections.statistics.checking.references import Misnamed, misnamed
from kaa_tracker.projections.statistics.checking.stated import FORMAT, StatedReport

__all__ = [
    "FORMAT",
    "KINDS",
    "Extent",
    "Finding",
    "Kind",
    "Misnamed",
    "StatedReport",
    "contradictions",
    "extent",
    "misnamed",
]
