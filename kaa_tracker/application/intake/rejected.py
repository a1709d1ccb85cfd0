"""Why a message was not taken, without a word of what it said."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

import msgspec

Reason: TypeAlias = Literal[
    "too_large",
    "not_utf8",
    "nul_byte",
    "lone_surrogate",
    "not_json",
    "too_deep",
    "duplicate_keys",
    "not_finite",
    "not_cloudevents",
    "unknown_type",
    "unknown_version",
    "missing_field",
    "unexpected_field",
    "wrong_type",
    "wrong_format",
    "wrong_length",
    "out_of_range",
    "impossible_date",
    "future_date",
    "wrong_municipality",
    "bad_identity_number",
    "unknown_code",
    "contradiction",
]

REASONS: frozenset[str] = frozenset(get_args(Reason))


class Rejected(msgspec.Struct, frozen=True):
    """``path`` is where, as ``$.data.person.birth_date``, and holds names of the format only.

    ``detail`` is the closer reason of a bad identity number.
    """

    reason: Reason
    path: str = "$"
    detail: str | None = None
