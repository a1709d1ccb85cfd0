"""From pydantic's errors to ours, which hold nothing of what a message said."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from kaa_tracker.adapters.inbound.messages.tags import without_tags
from kaa_tracker.application.intake.rejected import REASONS, Reason, Rejected

_BY_FAULT: dict[str, Reason] = {
    "json_invalid": "not_json",
    "missing": "missing_field",
    "extra_forbidden": "unexpected_field",
    "literal_error": "unknown_code",
    "union_tag_not_found": "missing_field",
    "union_tag_invalid": "unknown_type",
    "string_pattern_mismatch": "wrong_format",
    "uuid_parsing": "wrong_format",
    "date_parsing": "impossible_date",
    "date_from_datetime_parsing": "impossible_date",
    "string_too_short": "wrong_length",
    "string_too_long": "wrong_length",
    "too_short": "wrong_length",
    "too_long": "wrong_length",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
}
"""Pydantic's names for what can be wrong; whatever is not here is a wrong type."""


def fault(reason: Reason, detail: str | None = None) -> PydanticCustomError:
    """What a validator of ours raises."""
    return PydanticCustomError(reason, "{detail}", {"detail": detail or ""})


def rejected(error: ValidationError, form: type[BaseModel]) -> Rejected:
    """The first thing wrong with what should have the form."""
    return _rejected(error.errors(include_url=False, include_input=False)[0], form)


def all_rejected(error: ValidationError, form: type[BaseModel]) -> list[Rejected]:
    """Everything wrong, in the order of the fields."""
    return [_rejected(one, form) for one in error.errors(include_url=False, include_input=False)]


def _rejected(wrong: ErrorDetails, form: type[BaseModel]) -> Rejected:
    kind, place, context = wrong["type"], list(wrong["loc"]), wrong.get("ctx", {})
    if kind == "extra_forbidden":
        place.pop()  # a name the sender made up, and so possibly a person's
    place = without_tags(place, form)
    if kind in ("union_tag_not_found", "union_tag_invalid"):
        place.append(context["discriminator"].strip("'"))
    detail = context.get("detail") or None if kind in REASONS else None
    return Rejected(reason_of(kind), json_path(place), detail)


def reason_of(kind: str) -> Reason:
    """Of what pydantic, or a validator of ours, calls a fault."""
    return cast(Reason, kind) if kind in REASONS else _BY_FAULT.get(kind, "wrong_type")


def json_path(place: Iterable[str | int]) -> str:
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
