"""What figure is asked for: a measure, its period, and the values that those who count have."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Annotated, NamedTuple, TypeAlias
from urllib.parse import urlencode

from fastapi import Depends, Query
from pydantic import StringConstraints

from kaa_tracker.adapters.inbound.api.city.periods import AskedPeriod
from kaa_tracker.adapters.inbound.api.problems import Problem, error
from kaa_tracker.adapters.inbound.api.reasons import WrongReason
from kaa_tracker.domain.periods import Period
from kaa_tracker.projections.statistics.measure import Measure
from kaa_tracker.projections.statistics.measures import MEASURES

MOST = 3
"""Breakdowns of one figure."""

MOST_VALUES = 6
"""Values of one figure: as many as the finest table has breakdowns."""


class Figure(NamedTuple):
    """Those who count in a measure and have the values ``where`` says, by breakdown."""

    measure: Measure
    period: Period
    where: Mapping[str, str]

    def within(self, by: Sequence[str], values: Sequence[str]) -> Figure:
        """The part of it with these values besides."""
        return self._replace(where={**self.where, **dict(zip(by, values, strict=True))})

    @property
    def cell(self) -> str:
        """Where the cases behind it are."""
        asked = [("measure", self.measure.code), ("from", self.period.first), ("to", self.period.last)]
        return f"/v1/cells?{urlencode([*asked, *(('where', f'{code}:{value}') for code, value in self.where.items())])}"


def _asked(
    measure: Annotated[str, Query(pattern=r"^[a-z_0-9]{1,64}$", description="Its code.", examples=["reached"])],
    period: AskedPeriod,
    where: Annotated[
        list[Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,32}:[\w-]{1,64}$")]],
        Query(
            max_length=MOST_VALUES,
            description="A breakdown and the value that those who count have in it.",
            examples=[["gender:woman"]],
        ),
    ] = [],  # noqa: B006 - the framework makes a list of its own for each request
) -> Figure:
    """Raises ``Problem``."""
    if measure not in MEASURES:
        raise Problem("invalid", errors=[error(("query", "measure"), "unknown_code")], known=list(MEASURES))
    pairs = [(code, value) for code, _, value in (text.partition(":") for text in where)]
    check_breakdowns(MEASURES[measure], "where", [code for code, _ in pairs])
    return Figure(MEASURES[measure], period, dict(pairs))


AskedFigure: TypeAlias = Annotated[Figure, Depends(_asked)]


def check_breakdowns(measure: Measure, parameter: str, codes: Sequence[str], among: Collection[str] = ()) -> None:
    """Raises the ``Problem`` that says which breakdown the measure does not have, or is named twice or ``among``
    others already."""
    wrong = [error(("query", parameter, place), reason) for place, reason in _wrong(measure, codes, among)]
    if wrong:
        raise Problem("invalid", errors=wrong, known=list(measure.breakdowns))


def _wrong(measure: Measure, codes: Sequence[str], among: Collection[str]) -> Iterator[tuple[int, WrongReason]]:
    for place, code in enumerate(codes):
        if code not in measure.breakdowns:
            yield place, "unknown_code"
        elif code in codes[:place] or code in among:
            yield place, "repeated"


def no_such_value() -> Problem:
    """Nobody counts, and the value is none that anybody could have: a slip must not pass for a nought."""
    return Problem("invalid", errors=[error(("query", "where"), "unknown_code")])
