"""Codes of the city's reference data, which the context of the validation brings: ``{"reference": Reference}``."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import AfterValidator

from kaa_tracker.adapters.inbound.messages.fields import Given, Word
from kaa_tracker.adapters.inbound.messages.rejection import fault


def _district(code: str, info: Given) -> str:
    if not info.context["reference"].is_district(code):
        raise fault("unknown_code")
    return code


def _municipality(code: str, info: Given) -> str:
    if code != info.context["reference"].municipality:
        raise fault("wrong_municipality")
    return code


def in_list(name: str, *, on: str) -> AfterValidator:
    """A code of the list, valid on the day in the field ``on``, which comes before it."""

    def check(code: str, info: Given) -> str:
        day = info.data.get(on)
        if day is not None and info.context["reference"].find(name, code, day) is None:
            raise fault("unknown_code")
        return code

    return AfterValidator(check)


DistrictCode: TypeAlias = Annotated[Word, AfterValidator(_district)]
"""The code of a district, whether or not it exists any more, or ``no_district``."""
MunicipalityCode: TypeAlias = Annotated[str, AfterValidator(_municipality)]
"""The city's own code."""
