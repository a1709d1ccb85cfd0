"""What has to be written for the rows of some cases to become others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from kaa_tracker.adapters.outbound.read_model.rows import StoredRow


class Difference(NamedTuple):
    """First the rows of ``rewritten`` go, then ``added`` come."""

    rewritten: Sequence[Any]
    """The cases with a row that is no longer there, or no longer as often."""
    added: Sequence[StoredRow]


def difference(present: Iterable[StoredRow], wanted: Iterable[StoredRow]) -> Difference:
    """How the rows of one table differ. Most cases that change only have rows added, in few tables."""
    before, after = _by_case(present), _by_case(wanted)
    rewritten = [case_id for case_id in before if case_id not in after]
    added: list[StoredRow] = []
    for case_id, rows in after.items():
        missing = _missing(before.get(case_id, ()), rows)
        if missing is None:
            rewritten.append(case_id)
        added += rows if missing is None else missing
    return Difference(rewritten, added)


def _by_case(rows: Iterable[StoredRow]) -> Mapping[Any, list[StoredRow]]:
    found: dict[Any, list[StoredRow]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found


def _missing(present: Iterable[StoredRow], wanted: Sequence[StoredRow]) -> list[StoredRow] | None:
    """What is wanted besides what is present; ``None`` if something is present that is not wanted."""
    missing = list(wanted)
    try:
        for row in present:
            missing.remove(row)
    except ValueError:
        return None
    return missing
