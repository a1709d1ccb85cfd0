"""Runs and letters as rows, and back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from kaa_tracker.adapters.outbound.inbox.instants import stored_instant, told_instant
from kaa_tracker.application.letters.runs import COMES_FROM, Fate, LetterRun, Recipient, Turn, Turns
from kaa_tracker.domain.case.refusal import Refusal

INSTANTS = ("prepared_at", "posted_at", "undone_at")


def run_values(run: LetterRun) -> dict[str, Any]:
    values = run._asdict()
    return values | {name: stored_instant(values[name]) for name in INSTANTS if values[name] is not None}


def told_run(row: Row[Any]) -> LetterRun:
    values = dict(row._mapping)
    return LetterRun(**values | {name: told_instant(values[name]) for name in INSTANTS if values[name] is not None})


def recipient_values(run_id: UUID, recipient: Recipient) -> dict[str, Any]:
    values = recipient._asdict()
    return {"run_id": run_id, **values, **_why_values(values.pop("why"))}


def told_recipient(row: Row[Any]) -> Recipient:
    why = told_why(row.rule, row.about)
    return Recipient(row.place, row.case_id, row.unit, row.address_id, row.fate, why)


def told_why(rule: str, about: str) -> Refusal | None:
    return Refusal(rule, tuple(about.split())) if rule else None


def turn_values(turns: Turns) -> Iterator[tuple[tuple[Fate, ...], list[dict[str, Any]]]]:
    """The letters by what they must have been before they come to this."""
    for fate, before in COMES_FROM.items():
        rows = [_turned(place, turn) for place, turn in turns.items() if turn.fate == fate]
        if rows:
            yield before, rows


def _turned(place: int, turn: Turn) -> dict[str, Any]:
    return {"its_place": place, "fate": turn.fate, **_why_values(turn.why)}


def _why_values(why: Refusal | None) -> dict[str, str]:
    return {"rule": why.code, "about": " ".join(why.about)} if why else {"rule": "", "about": ""}
