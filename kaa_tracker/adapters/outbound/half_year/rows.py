"""Files and decisions as rows, and back."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Row

from kaa_tracker.adapters.outbound.inbox.instants import stored_instant, told_instant
from kaa_tracker.application.half_year.files import Decision, HalfYearFile, Sheet
from kaa_tracker.domain.half_year.half import HalfYear

INSTANTS = ("built_at", "sealed_at", "sent_at")

_sheets = msgspec.json.Decoder(tuple[Sheet, ...])


def file_values(file: HalfYearFile) -> dict[str, Any]:
    """Without the number, which the database gives."""
    values = file._asdict()
    del values["number"]
    instants = {name: stored_instant(values[name]) for name in INSTANTS if values[name] is not None}
    return values | instants | {"half": str(file.half), "sheets": msgspec.json.encode(file.sheets).decode()}


def told_file(row: Row[Any]) -> HalfYearFile:
    values = dict(row._mapping)
    instants = {name: told_instant(values[name]) for name in INSTANTS if values[name] is not None}
    return HalfYearFile(
        **values | instants | {"half": HalfYear.named(values["half"]), "sheets": _sheets.decode(values["sheets"])}
    )


def decision_values(decision: Decision) -> dict[str, Any]:
    return decision._asdict() | {"half": str(decision.half), "decided_at": stored_instant(decision.decided_at)}


def told_decision(row: Row[Any]) -> Decision:
    at = told_instant(row.decided_at)
    return Decision(HalfYear.named(row.half), row.case_id, row.goes, row.reason, row.decided_by, at)
