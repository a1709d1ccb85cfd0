"""Adding what some cases leave behind to what is retained of everybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from kaa_tracker.projections.statistics.retained import Kept, retained_count, unpacked


def add_to_retained(connection: Connection, packed: Iterable[bytes]) -> None:
    """In one order, so that two who do wait for each other and never in a ring."""
    more: Counter[Kept] = Counter()
    for counts in packed:
        for kept, count in unpacked(counts):
            more[kept] += count
    if not more:
        return
    dialect: Any = sqlite if connection.dialect.name == "sqlite" else postgresql
    added = dialect.insert(retained_count)
    sums = {"count": retained_count.c["count"] + added.excluded["count"]}
    keys = [column.name for column in retained_count.primary_key]
    rows = [{**kept._asdict(), "count": count} for kept, count in sorted(more.items())]
    connection.execute(added.on_conflict_do_update(index_elements=keys, set_=sums), rows)
