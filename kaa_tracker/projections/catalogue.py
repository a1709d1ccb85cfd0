"""Every projection there is, in the order of their rows."""

from __future__ import annotations

from hashlib import sha256

import msgspec

from kaa_tracker.domain.reference import Rules
from kaa_tracker.projections.access import ACCESS
from kaa_tracker.projections.contract import Rows
from kaa_tracker.projections.disposal_due import DISPOSAL
from kaa_tracker.projections.overview import OVERVIEW
from kaa_tracker.projections.statistics.contacts import CONTACTS
from kaa_tracker.projections.statistics.presence import PRESENCE
from kaa_tracker.projections.statistics.support import SUPPORT
from kaa_tracker.projections.worklist import WORKLIST

PROJECTIONS: tuple[Rows, ...] = (*OVERVIEW, *ACCESS, *WORKLIST, *PRESENCE, *CONTACTS, *SUPPORT, *DISPOSAL)

GENERATION = 7
"""Grows with every change of what a fold yields; a read model of another generation is rebuilt."""


def version_of(rules: Rules) -> str:
    """Names what the rows depend on besides the log: the folds, the row shapes and the rules' figures."""
    shapes = [
        [str(name) for name in (projection.table.name, *projection.table.columns.keys())] for projection in PROJECTIONS
    ]
    return sha256(msgspec.json.encode([GENERATION, shapes, rules])).hexdigest()[:16]
