"""The table of who may do what: role × action → which cases.

What is not in it is not allowed. Everything that asks, the decision on a case, a list, a count, a
search, an export, a stream or an error text, asks it through ``scope``; the documented matrix is
printed from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias, get_args

from kaa_tracker.domain.access.roles import Role

Action: TypeAlias = Literal[
    "see",
    "contact",
    "support",
    "enrol",
    "end_responsibility",
    "amend",
    "assign",
    "transfer",
    "name_others",
    "merge",
    "disclose",
    "write_letters",
    "break_glass",
    "open_case",
    "ask_if_covered",
    "see_statistics",
    "open_cells",
    "freeze_reports",
    "publish_reports",
    "export_figures",
    "check_half_year",
    "build_half_year",
    "decide_half_year",
    "fetch_half_year",
    "work_intake",
    "review_access",
    "read_access_log",
    "read_compliance",
    "answer_persons",
    "dispose",
    "record_incidents",
    "read_reference",
    "see_operations",
]
"""``contact``: everything said of attempts, answers, plans, occupations, declines and ways of contact.
``transfer``: to another unit, where ``assign`` is to somebody at the unit that has it. ``open_cells``: the
cases behind a figure. ``publish_reports``: approving a frozen report, and letting it out. ``export_figures``:
fetching a report as a file. The half-year file to Skolverket is built by one and fetched by another, once it
is decided of each protected youth. ``answer_persons``: extracts, rectifications and other requests of the persons
themselves. ``read_reference``: code lists, units and districts. ``see_operations``: how far behind the program
is and what keeps it from its work."""

ACTIONS: tuple[Action, ...] = get_args(Action)

Extent: TypeAlias = Literal["own_unit", "supported_here", "named", "opened", "unprotected", "protected", "no_case"]
"""Which cases. ``own_unit``: assigned to the unit, or with an open enrolment or service there.
``supported_here``: only the latter. ``named``: a handler named the user on the case. ``opened``: the glass
was broken, or the case is in a sample. None of them but ``named`` and ``protected`` reaches a protected
identity. ``no_case``: the action is about none."""

EXTENTS: tuple[Extent, ...] = get_args(Extent)

_OWN: frozenset[Extent] = frozenset(("own_unit", "named"))
_OWN_OR_OPENED: frozenset[Extent] = _OWN | {"opened"}
_SUPPORTED: frozenset[Extent] = frozenset(("supported_here", "named"))
_CITY: frozenset[Extent] = frozenset(("unprotected", "named"))
_HANDLED: frozenset[Extent] = frozenset(("protected", "named"))
_UNPROTECTED: frozenset[Extent] = frozenset(("unprotected",))
_ONLY_PROTECTED: frozenset[Extent] = frozenset(("protected",))
_YES: frozenset[Extent] = frozenset(("no_case",))

TABLE: Mapping[Role, Mapping[Action, frozenset[Extent]]] = {
    "local_coordinator": {
        "see": _OWN_OR_OPENED,
        "contact": _OWN,
        "support": _OWN,
        "enrol": _OWN,
        "end_responsibility": _OWN,
        "amend": _OWN,
        "assign": _OWN,
        "write_letters": frozenset(("own_unit",)),
        "break_glass": _UNPROTECTED,
        "open_case": _YES,
        "ask_if_covered": _YES,
        "read_reference": _YES,
    },
    "coach": {
        "see": _SUPPORTED,
        "support": _SUPPORTED,
        "amend": _SUPPORTED,
        "read_reference": _YES,
    },
    "central_coordinator": {
        "see": _CITY,
        "contact": _CITY,
        "support": _CITY,
        "enrol": _CITY,
        "end_responsibility": _CITY,
        "amend": _CITY,
        "assign": _CITY,
        "transfer": _CITY,
        "merge": _UNPROTECTED,
        "disclose": _UNPROTECTED,
        "write_letters": _UNPROTECTED,
        "open_case": _YES,
        "ask_if_covered": _YES,
        "see_statistics": _YES,
        "open_cells": _UNPROTECTED,
        "freeze_reports": _YES,
        "publish_reports": _YES,
        "export_figures": _YES,
        "check_half_year": _YES,
        "fetch_half_year": _YES,
        "review_access": _YES,
        "answer_persons": _UNPROTECTED,
        "dispose": _YES,
        "record_incidents": _YES,
        "read_reference": _YES,
        "see_operations": _YES,
    },
    "register_coordinator": {
        "see": _CITY,
        "amend": _CITY,
        "transfer": _CITY,
        "merge": _UNPROTECTED,
        "work_intake": _YES,
        "check_half_year": _YES,
        "build_half_year": _YES,
        "answer_persons": _UNPROTECTED,
        "dispose": _YES,
        "read_reference": _YES,
        "see_operations": _YES,
    },
    "protected_case_handler": {
        "see": _HANDLED,
        "contact": _HANDLED,
        "support": _HANDLED,
        "enrol": _HANDLED,
        "end_responsibility": _HANDLED,
        "amend": _HANDLED,
        "assign": _ONLY_PROTECTED,
        "name_others": _ONLY_PROTECTED,
        "disclose": _ONLY_PROTECTED,
        "decide_half_year": _ONLY_PROTECTED,
        "open_case": _YES,
        "answer_persons": _ONLY_PROTECTED,
        "read_reference": _YES,
    },
    "statistician": {
        "see_statistics": _YES,
        "freeze_reports": _YES,
        "export_figures": _YES,
        "check_half_year": _YES,
        "read_reference": _YES,
    },
    "auditor": {
        "see": frozenset(("opened",)),
        "see_statistics": _YES,
        "review_access": _YES,
        "read_access_log": _YES,
        "read_compliance": _YES,
        "read_reference": _YES,
    },
    "data_protection_officer": {
        "review_access": _YES,
        "read_access_log": _YES,
        "read_compliance": _YES,
        "record_incidents": _YES,
        "read_reference": _YES,
    },
}
