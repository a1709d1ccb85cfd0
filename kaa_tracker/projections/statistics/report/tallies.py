"""The figures of one period, asked for together and then looked up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias, TypeVar

from sqlalchemy import Connection

from kaa_tracker.projections.statistics.breakdowns import BREAKDOWNS
from kaa_tracker.projections.statistics.figures import Rows, Waits, kind_of, measure_of, tally, waits
from kaa_tracker.projections.statistics.measure import Kind, Measure, Scope

Where: TypeAlias = Mapping[str, str]
T = TypeVar("T")


class Asked(NamedTuple):
    """A measure and the breakdowns by which its figures are asked for, in their own order."""

    measure: str
    by: tuple[str, ...]


class Tallies:
    def __init__(self, connection: Connection, scope: Scope) -> None:
        self.scope = scope
        self._connection = connection
        self._counts: dict[Asked, Rows] = {}
        self._waits: dict[Asked, Mapping[tuple[str, ...], Waits]] = {}

    def asked(self, measure: str, where: Iterable[str], of: Iterable[str] = ()) -> Asked:
        """How to ask for a figure: by the breakdowns ``of`` as well, where it is the sum of their rows,
        so that the sum and its parts are asked for once."""
        finer = set(of) & measure_of(measure).breakdowns.keys()
        chosen = {*where, *(finer if self.kind(measure, tuple(finer)) == "partition" else ())}
        return Asked(measure, tuple(code for code in BREAKDOWNS if code in chosen))

    def look_up(self, questions: Iterable[Asked]) -> None:
        """Work out what is not known yet, all that is asked by the same breakdowns in one query."""
        together: dict[tuple[str, ...], list[Measure]] = defaultdict(list)
        for question in dict.fromkeys(questions):
            if question not in self._counts:
                together[question.by].append(measure_of(question.measure))
        for by, measures in together.items():
            tallied = tally(self._connection, self.scope, measures, by)
            self._counts |= {Asked(measure, by): rows for measure, rows in tallied.items()}

    def count(self, measure: str, where: Where, of: Iterable[str] = ()) -> int:
        """How many count where the values are these."""
        question = self.asked(measure, where, of)
        self.look_up([question])
        return sum(_at(where, question.by, self._counts[question]))

    def values(self, measure: str, breakdown: str, of: Iterable[str] = ()) -> list[str]:
        """The values of a breakdown with which anybody counts."""
        question = self.asked(measure, [breakdown], of)
        self.look_up([question])
        place = question.by.index(breakdown)
        return sorted({values[place] for values in self._counts[question]})

    def waits(self, measure: str, where: Where, of: Iterable[str] = ()) -> Waits:
        """How many waited how many days, where the values are these."""
        question = self.asked(measure, where, of)
        if question not in self._waits:
            self._waits[question] = waits(self._connection, self.scope, measure_of(measure), question.by)
        return sum((Counter(some) for some in _at(where, question.by, self._waits[question])), Counter())

    def kind(self, measure: str, by: Sequence[str]) -> Kind:
        return kind_of(measure_of(measure), by)


def _at(where: Where, by: Sequence[str], rows: Mapping[tuple[str, ...], T]) -> list[T]:
    """The rows with these values."""
    wanted = [(by.index(code), value) for code, value in where.items()]
    return [row for values, row in rows.items() if all(values[place] == value for place, value in wanted)]
