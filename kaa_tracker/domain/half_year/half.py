"""The half-years that are reported, named like ``2022H2``."""

from __future__ import annotations

import re
from typing import NamedTuple

from kaa_tracker.domain.periods import Period, half_year

_NAMED = re.compile(r"(20[0-9]{2})H([12])", re.ASCII)


class HalfYear(NamedTuple):
    """January to June (1) or July to December (2); they compare in the order of time."""

    year: int
    number: int

    @classmethod
    def named(cls, name: str) -> HalfYear:
        """Raises ``ValueError`` for anything but a year, ``H`` and 1 or 2."""
        found = _NAMED.fullmatch(name)
        if found is None:
            raise ValueError("a half-year is named like 2022H2")
        return cls(int(found[1]), int(found[2]))

    @property
    def period(self) -> Period:
        return half_year(self.year, self.number)

    def __str__(self) -> str:
        return f"{self.year}H{self.number}"
