"""Small-number suppression: what a publication shows of a report, and what it keeps back so that nobody is told of."""

from kaa_tracker.projections.statistics.disclosure.hiding import NotProved
from kaa_tracker.projections.statistics.disclosure.publishing import publication

__all__ = ["NotProved", "publication"]
