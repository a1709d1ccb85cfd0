"""Which rows the reader role finds: what ``projections.access.within`` says, in the database's own words.

Everything about who reads comes from settings of the transaction. Where they are missing, each
comparison is with null and no row is found. A setting is asked for in a query of its own, so that it
is read once and not for every row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy import Table

from kaa_tracker.projections.access import Reach, case_access
from kaa_tracker.projections.overview import case_overview

SETTINGS: Mapping[str, str] = {
    "kaa.user": "text",
    "kaa.today": "date",
    "kaa.extents": "text[]",
    "kaa.own_units": "text[]",
    "kaa.supported_units": "text[]",
    "kaa.opened": "uuid[]",
}
"""Who reads, and the type of each of the values."""


def values(reach: Reach, today: date) -> Mapping[str, Any]:
    """The settings of a transaction that reads within the reach."""
    grips = reach.scope.grips
    return {
        "kaa.user": reach.scope.user,
        "kaa.today": today,
        "kaa.extents": sorted({grip.extent for grip in grips}),
        "kaa.own_units": sorted({grip.posting.unit for grip in grips if grip.extent == "own_unit"} - {""}),
        "kaa.supported_units": sorted({grip.posting.unit for grip in grips if grip.extent == "supported_here"} - {""}),
        "kaa.opened": sorted(reach.opened),
    }


def condition(table: Table) -> str:
    """The rows of ``table`` that are found."""
    if table.name == case_access.name:
        return _OWN_ROWS
    return _CASES if "protected" in table.columns else _CASES_OF_OVERVIEW


def policy_name(tables: Sequence[Table]) -> str:
    """Tells the conditions of one version of the program from those of another."""
    said = "\n".join(condition(table) for table in tables)
    return f"kaa_seen_{sha256(said.encode()).hexdigest()[:12]}"


def _told(setting: str) -> str:
    return f"nullif(current_setting('{setting}', true), '')::{SETTINGS[setting]}"


def _reaches(extent: str) -> str:
    return f"(SELECT '{extent}' = ANY ({_told('kaa.extents')}))"


_OWN_ROWS = f"""
("by" = 'named' AND holder = {_told("kaa.user")} AND until >= {_told("kaa.today")} AND {_reaches("named")})
OR ("by" IN ('assigned', 'supported') AND holder = ANY ({_told("kaa.own_units")}))
OR ("by" = 'supported' AND holder = ANY ({_told("kaa.supported_units")}))
"""
"""Of ``case_access`` what says that the reader may, and nothing of others. A protected identity has no rows there
but those of whoever is named on it."""

_CASES = f"""
(NOT protected AND {_reaches("unprotected")})
OR (protected AND {_reaches("protected")})
OR (NOT protected AND {_reaches("opened")} AND case_id = ANY ({_told("kaa.opened")}))
OR case_id IN (SELECT case_id FROM {case_access.name})
"""

_CASES_OF_OVERVIEW = f"case_id IN (SELECT case_id FROM {case_overview.name})"
