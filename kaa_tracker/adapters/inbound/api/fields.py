"""The fields that several requests and answers have."""

from __future__ import annotations

import re
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query
from pydantic import BeforeValidator, Field, WithJsonSchema

from kaa_tracker.adapters.inbound.messages.rejection import fault

_LARGEST = 2**63 - 1

Count = Annotated[int, Field(ge=0)]

Number = Annotated[int, Field(ge=1, le=_LARGEST, examples=[4711])]
"""Of a message or a delivery in the inbox."""

NumberInPath = Annotated[int, Path(ge=1, le=_LARGEST, examples=[4711])]

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _as_it_is_written(value: Any) -> Any:
    if isinstance(value, str) and not _ID.fullmatch(value):
        raise fault("wrong_format")
    return value


IdInAddress = Annotated[
    UUID,
    BeforeValidator(_as_it_is_written),
    WithJsonSchema({"type": "string", "format": "uuid", "pattern": f"^{_ID.pattern}$"}),
]
"""A UUID in a path or query, in lower case with hyphens: a thing has one address, and no other spelling of it."""

Limit = Annotated[int, Query(ge=1, le=100, description="At most so many are shown.")]

After = Annotated[int, Query(ge=0, le=_LARGEST, description="Those after this number are shown.")]

PageNumber = Annotated[int, Query(ge=1, le=1_000_000, description="From 1.")]
