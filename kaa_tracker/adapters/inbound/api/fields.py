"""The fields that several requests and answers have."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query
from pydantic import Field

_LARGEST = 2**63 - 1

Count = Annotated[int, Field(ge=0)]

Number = Annotated[int, Field(ge=1, le=_LARGEST, examples=[4711])]
"""Of a message or a delivery in the inbox."""

NumberInPath = Annotated[int, Path(ge=1, le=_LARGEST, examples=[4711])]

Limit = Annotated[int, Query(ge=1, le=100, description="At most so many are shown.")]

After = Annotated[int, Query(ge=0, le=_LARGEST, description="Those after this number are shown.")]

PageNumber = Annotated[int, Query(ge=1, le=1_000_000, description="From 1.")]
