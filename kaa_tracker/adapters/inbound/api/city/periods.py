"""The period of a figure: two days, or one that has a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, TypeAlias

from fastapi import Depends, Query

from kaa_tracker.adapters.inbound.api.problems import Problem, error
from kaa_tracker.domain.periods import Period, calendar_year, half_year, operating_year, school_year, tertial

_YEARLY: Mapping[str, Callable[[int], Period]] = {
    "operating-year": operating_year,
    "calendar-year": calendar_year,
    "school-year": school_year,
}
_PARTS: Mapping[str, Callable[[int, int], Period]] = {"half-year": half_year, "tertial": tertial}

_YEAR = r"(199\d|20\d\d|21\d\d)"
_NAME = rf"^({'|'.join(_YEARLY)})/{_YEAR}$|^half-year/{_YEAR}-[12]$|^tertial/{_YEAR}-[123]$"

FIRST_DAY, LAST_DAY = date(1989, 12, 1), date(2200, 6, 30)
"""No period that has a name reaches beyond them."""

_Day = Annotated[date | None, Query(description="Both days are part of the period.", examples=["2022-03-31"])]


def _asked(
    name: Annotated[
        str | None,
        Query(
            alias="period",
            pattern=_NAME,
            description="Instead of `from` and `to`: `operating-year/`, `calendar-year/` or `school-year/` and the "
            "year (of a school year, that in which it begins), `half-year/2022-1` or `tertial/2022-3`.",
            examples=["operating-year/2022"],
        ),
    ] = None,
    first: Annotated[_Day, Query(alias="from")] = None,
    last: Annotated[_Day, Query(alias="to")] = None,
) -> Period:
    """Raises ``Problem``."""
    if name is not None and first is None and last is None:
        return _named(name)
    if name is not None or first is None or last is None:
        raise Problem("invalid", errors=[error(("query", "period"), "period_or_days")])
    if not FIRST_DAY <= first <= last <= LAST_DAY:
        raise Problem("invalid", errors=[error(("query", "to"), "no_such_period")])
    return Period(first, last)


AskedPeriod: TypeAlias = Annotated[Period, Depends(_asked)]


def _named(name: str) -> Period:
    kind, _, which = name.partition("/")
    if kind in _YEARLY:
        return _YEARLY[kind](int(which))
    year, part = which.split("-")
    return _PARTS[kind](int(year), int(part))
