"""Events of reports as rows, each sealed together with the one before."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

import msgspec

from kaa_tracker.adapters.outbound.inbox.instants import stored_instant, told_instant
from kaa_tracker.application.reports.frozen import AlteredReport
from kaa_tracker.domain.reports.events import ReportEntry, ReportEvent

_event_of = msgspec.json.Decoder(ReportEvent).decode


class EventRow(NamedTuple):
    """The columns of ``report_event``."""

    report: int
    version: int
    by: str
    at: int
    event: str
    body: str
    seal: str


def row_of(report: int, entry: ReportEntry, before: str) -> EventRow:
    """``before`` is the seal of the row before; empty for the first."""
    name = str(entry.event.__struct_config__.tag)
    body = msgspec.json.encode(entry.event).decode()
    row = EventRow(report, entry.version, entry.by, stored_instant(entry.at), name, body, "")
    return row._replace(seal=_seal(row, before))


def entries(report: int, rows: Sequence[EventRow]) -> list[ReportEntry]:
    """Of all the rows of a report, in order. Raises ``AlteredReport``."""
    told: list[ReportEntry] = []
    before = ""
    for version, row in enumerate(rows, 1):
        if row.version != version or row.seal != _seal(row, before):
            raise AlteredReport(report)
        told.append(ReportEntry(row.version, row.by, told_instant(row.at), _event_of(row.body)))
        before = row.seal
    return told


def _seal(row: EventRow, before: str) -> str:
    return sha256(msgspec.json.encode([before, *row[:-1]])).hexdigest()
