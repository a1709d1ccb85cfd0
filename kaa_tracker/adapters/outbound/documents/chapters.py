"""The order of a document: its chapters, the tables of each, and the numbers they go by in every format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kaa_tracker.projections.statistics.report.cells import Report

_CHAPTERS: Mapping[str, Sequence[str]] = {
    "Ungdomar som omfattas": ["covered"],
    "Uppsökande arbete": ["sought", "attempts", "months", "attempts_outside_coverage"],
    "Nådda i stadens delar": ["reached_by_district", "reached_by_district_at_end"],
    "Sysselsättning": ["occupation"],
    "Inskrivna": ["enrolled", "stock_and_flow"],
    "Avslutade": ["closed", "targets", "jobbtorg", "jobbtorg_at_end"],
    "Insatser": ["services"],
    "Uppföljning och ledtider": ["follow_up", "addresses", "lead_times"],
}
_OTHERS = "Övriga tabeller"


def chapters(report: Report) -> Mapping[str, Sequence[str]]:
    """The keys of the report's tables by heading; a table that no chapter names is among the others."""
    named = {key for keys in _CHAPTERS.values() for key in keys}
    others = {_OTHERS: [key for key in report.tables if key not in named]}
    found = {
        heading: [key for key in keys if key in report.tables] for heading, keys in {**_CHAPTERS, **others}.items()
    }
    return {heading: keys for heading, keys in found.items() if keys}


def table_numbers(report: Report) -> Mapping[str, int]:
    """By key, in the order of the document."""
    return {key: number for number, key in enumerate((key for keys in chapters(report).values() for key in keys), 1)}
