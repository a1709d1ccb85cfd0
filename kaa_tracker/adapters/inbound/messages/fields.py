"""The kinds of value the formats are made of, each in one way of writing only.

What depends on the day is told by the context of the validation: ``{"today": date}``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Any, TypeAlias
from uuid import UUID

from pydantic import Field, PlainValidator, StringConstraints, ValidationInfo, WithJsonSchema

from kaa_tracker.adapters.inbound.messages.rejection import fault
from kaa_tracker.domain.identifiers import IdentityNumber, InvalidIdentityNumber, normalise, parse_identity_number
from kaa_tracker.domain.periods import local_day

ABSENT: Any = None
"""The value of a field that was left out, where null would be refused."""

Given: TypeAlias = ValidationInfo[Mapping[str, Any]]

YEARS = range(1900, 2200)
"""Any fact lies in them, and no day among them is so late that adding to it leaves the calendar."""

NAME = re.compile(r"[^\s\x00-\x1f\x7f-\x9f]{1,200}")
REGISTER_KEY = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_NUMBER = re.compile(r"([0-9]{2})?[0-9]{6}[-+ ]?([0-9]{4}|TF[0-9]{2})")


def _written(value: Any, form: re.Pattern[str]) -> str:
    if not isinstance(value, str):
        raise fault("wrong_type")
    if not form.fullmatch(value):
        raise fault("wrong_format")
    return value


def _day(value: Any) -> date:
    written = _written(value, _DATE)
    if int(written[:4]) not in YEARS:
        raise fault("out_of_range")
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise fault("impossible_date") from None


def _past_day(value: Any, info: Given) -> date:
    day = _day(value)
    if day > info.context["today"]:
        raise fault("future_date")
    return day


def _instant(value: Any) -> datetime:
    written = _written(value, _INSTANT)
    if int(written[:4]) not in YEARS:
        raise fault("out_of_range")
    try:
        return datetime.fromisoformat(written).astimezone(UTC)
    except ValueError:
        raise fault("impossible_date") from None


def _past_instant(value: Any, info: Given) -> datetime:
    at = _instant(value)
    if local_day(at) > info.context["today"]:
        raise fault("future_date")
    return at


def _uuid(value: Any) -> UUID:
    return UUID(_written(value, _UUID))


def _identity_number(value: Any, info: Given) -> IdentityNumber:
    if not isinstance(value, str):
        raise fault("wrong_type")
    today = info.context["today"]
    try:
        canonical = value if len(value) == 12 else normalise(value, today=today)
        return parse_identity_number(canonical, today=today)
    except InvalidIdentityNumber as invalid:
        raise fault("bad_identity_number", invalid.reason) from None


def _whole(form: re.Pattern[str]) -> str:
    return f"^{form.pattern}$"


def _as_text(form: re.Pattern[str], meaning: str, **more: str) -> WithJsonSchema:
    """What a schema can say of a value that is written as text."""
    return WithJsonSchema({"type": "string", "pattern": _whole(form), "description": meaning, **more})


Day: TypeAlias = Annotated[date, PlainValidator(_day), _as_text(_DATE, "A day in Sweden.", format="date")]
"""``YYYY-MM-DD``."""
PastDay: TypeAlias = Annotated[
    date, PlainValidator(_past_day), _as_text(_DATE, "A day in Sweden, not after today.", format="date")
]
"""A day not after today."""
Instant: TypeAlias = Annotated[
    datetime, PlainValidator(_instant), _as_text(_INSTANT, "An instant with its offset.", format="date-time")
]
"""RFC 3339 with offset; read into UTC."""
PastInstant: TypeAlias = Annotated[
    datetime,
    PlainValidator(_past_instant),
    _as_text(_INSTANT, "An instant with its offset, not after today.", format="date-time"),
]
"""An instant not after the end of today."""
Id: TypeAlias = Annotated[UUID, PlainValidator(_uuid), _as_text(_UUID, "A UUID.", format="uuid")]
"""A UUID in its canonical 36 characters."""
Number: TypeAlias = Annotated[
    IdentityNumber,
    PlainValidator(_identity_number),
    _as_text(_NUMBER, "A personnummer, a samordningsnummer or a temporary number; its check digit has to be right."),
]
"""An identity number as people write it; read into its canonical form."""
Word: TypeAlias = Annotated[
    str,
    StringConstraints(pattern=r"^[\w.:@/-]{1,100}$"),
    WithJsonSchema({"type": "string", "pattern": r"^\S{1,100}$", "description": "Letters, digits and . : @ / - _"}),
]
"""A code or an id: no blanks, so that nothing can be told in it.

What letters are, the dialects of patterns do not agree on: a schema asks for less.
"""
Name: TypeAlias = Annotated[str, StringConstraints(pattern=_whole(NAME))]
"""What a sender calls itself, a message or an extract: no blanks, no control characters."""
RegisterKey: TypeAlias = Annotated[str, StringConstraints(pattern=_whole(REGISTER_KEY))]
"""The opaque key by which BER names a person."""
Revision: TypeAlias = Annotated[int, Field(ge=1, le=2**53 - 1)]
"""Grows with each message about a person; no greater than JSON numbers are exact (RFC 8259, section 6)."""
