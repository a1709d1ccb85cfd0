"""Rows on their way from a projection to a table, perhaps by way of another process."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

import msgspec

from kaa_tracker.projections.contract import CaseRows
from kaa_tracker.projections.deriving import Batch, Held

StoredRow: TypeAlias = tuple[Any, ...]
"""Values in the order of the table's columns, ``case_id`` first."""


class StoredBatch(NamedTuple):
    """Rows table by table, with days and ids as the text that both engines read them from."""

    cases: int
    """How many cases it is about, held ones included."""
    rows: list[list[StoredRow]]
    held: list[Held]


def by_table(cases: Sequence[CaseRows]) -> list[list[StoredRow]]:
    """The rows of all the cases, each with its case, in the order of the projections."""
    tables: list[list[StoredRow]] = [[] for _ in cases[0].rows] if cases else []
    for case_id, rows in cases:
        for table, of_case in zip(tables, rows, strict=True):
            if of_case:
                table += [(case_id, *row) for row in of_case]
    return tables


def packed(batch: Batch) -> bytes:
    """A batch as a message to another process. Packing also makes text of all days and ids, quicker than
    anything else would."""
    return _pack((len(batch.cases) + len(batch.held), by_table(batch.cases), batch.held))


def stored(batch: Batch) -> StoredBatch:
    return unpacked(packed(batch))


_pack = msgspec.msgpack.Encoder(uuid_format="hex").encode

unpacked = msgspec.msgpack.Decoder(StoredBatch).decode
"""The batch of a message that ``packed`` made."""
