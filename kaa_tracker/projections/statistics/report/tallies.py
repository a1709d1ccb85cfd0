"""The figures of one period: asked for together, and then looked up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple, Protocol, TypeAlias, TypeVar

from sqlalchemy import Connection

from kaa_tracker.projections.statistics.breakdowns import BREAKDOWNS
from kaa_tracker.projections.statistics.figures import Rows, Waits, added, kind_of, measure_of, tally, waits
from kaa_tracker.projections.statistics.measure import Measure, Scope
from kaa_tracker.projections.statistics.retained import Retained

Where: TypeAlias = Mapping[str, str]
T = TypeVar("T", int, Counter[int])


class Asked(NamedTuple):
    """A measure and the breakdowns by which its figures are asked for, in their own order."""

    measure: str
    by: tuple[str, ...]


def _asked(measure: str, where: Iterable[str]) -> Asked:
    return Asked(measure, tuple(sorted(where, key=_ORDER.__getitem__)))


_ORDER = {code: place for place, code in enumerate(BREAKDOWNS)}


class Figures(Protocol):
    """The figures of one period, for those who draft tables of them."""

    scope: Scope

    def count(self, measure: str, where: Where) -> int:
        """How many count where the values are these."""
        ...

    def values(self, measure: str, breakdown: str) -> list[str]:
        """The values of a breakdown with which anybody counts."""
        ...

    def waits(self, measure: str, where: Where) -> Waits:
        """How many waited how many days, where the values are these."""
        ...


class Questions:
    """``Figures`` of nobody, to learn from a draft what it asks for."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.counts: list[Asked] = []
        self.waited: list[Asked] = []

    def count(self, measure: str, where: Where) -> int:
        self.counts.append(_asked(measure, where))
        return 0

    def values(self, measure: str, breakdown: str) -> list[str]:
        self.counts.append(_asked(measure, [breakdown]))
        return []

    def waits(self, measure: str, where: Where) -> Waits:
        self.waited.append(_asked(measure, where))
        return Counter()


class Tallies:
    """``Figures`` from the read model, and of what is retained of the disposed of."""

    def __init__(self, connection: Connection, scope: Scope) -> None:
        self.scope = scope
        self._connection = connection
        self._finest: dict[str, set[str]] = defaultdict(set)
        """By the measure of origin: the breakdowns whose rows sum to every total asked for."""
        self._retained = Retained(connection, scope.period)
        self._counts: dict[Asked, Rows] = {}
        self._waits: dict[Asked, Mapping[tuple[str, ...], Waits]] = {}
        self._wholes: dict[Asked, Rows] = {}

    def look_up(self, counts: Iterable[Asked], waited: Iterable[Asked] = ()) -> None:
        """Work out what is not known yet, in few queries: no sum is asked for where its parts are."""
        counts, waited = dict.fromkeys(counts), dict.fromkeys(waited)
        for question in (*counts, *waited):
            if self._is_sum(question):
                self._finest[self._origin(question.measure)].update(question.by)
        together: dict[tuple[str, ...], list[Measure]] = defaultdict(list)
        for measure, by in dict.fromkeys(map(self._parts, counts)):
            if Asked(measure, by) not in self._counts:
                together[by].append(measure_of(measure))
        for by, measures in together.items():
            tallied = tally(self._connection, self.scope, measures, by)
            self._counts |= {Asked(measure, by): rows for measure, rows in tallied.items()}
        for measure, by in dict.fromkeys(map(self._parts, waited)):
            if Asked(measure, by) not in self._waits:
                self._waits[Asked(measure, by)] = waits(self._connection, self.scope, measure_of(measure), by)

    def count(self, measure: str, where: Where) -> int:
        question = _asked(measure, where)
        return self._whole(question).get(_values(question, where), 0)

    def values(self, measure: str, breakdown: str) -> list[str]:
        return sorted(value for (value,) in self._whole(Asked(measure, (breakdown,))))

    def waits(self, measure: str, where: Where) -> Waits:
        question = _asked(measure, where)
        if question not in self._waits:
            self.look_up([], [question])
            parts = self._parts(question)
            self._waits[question] = _sums(self._waits[parts], parts.by, question.by)
        retained = self._retained.waits(self.scope, measure_of(measure), question.by)
        return added(self._waits[question], retained).get(_values(question, where), Counter())

    def _whole(self, question: Asked) -> Rows:
        """The rows of the read model, and those retained beside them."""
        if question not in self._wholes:
            retained = self._retained.rows(self.scope, measure_of(question.measure), question.by)
            self._wholes[question] = added(self._rows(question), retained)
        return self._wholes[question]

    def _rows(self, question: Asked) -> Rows:
        if question not in self._counts:
            self.look_up([question])
            parts = self._parts(question)
            self._counts[question] = _sums(self._counts[parts], parts.by, question.by)
        return self._counts[question]

    def _parts(self, question: Asked) -> Asked:
        """The question whose rows sum to those of this one."""
        finest = self._finest[self._origin(question.measure)]
        return _asked(question.measure, finest) if self._is_sum(question) else question

    def _is_sum(self, question: Asked) -> bool:
        return kind_of(measure_of(question.measure), question.by) == "partition"

    def _origin(self, measure: str) -> str:
        return self.scope.origin(measure_of(measure)).of.code


def _values(question: Asked, where: Where) -> tuple[str, ...]:
    return tuple(where[code] for code in question.by)


def _sums(parts: Mapping[tuple[str, ...], T], by: tuple[str, ...], wanted: tuple[str, ...]) -> dict[tuple[str, ...], T]:
    places = [by.index(code) for code in wanted]
    sums: dict[tuple[str, ...], T] = {}
    for values, part in parts.items():
        value = tuple(values[place] for place in places)
        sums[value] = sums[value] + part if value in sums else part
    return sums
