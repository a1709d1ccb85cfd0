"""A reader who tries to work out what a publication keeps back.

Knows what every cell counts, which figures add up to which, which lie within which, that persons come
whole, and that nought is never hidden; one who is ``told``, of every hidden cell whether it is small.
Reasons by elimination over the equations, by bounds, and by trying out values until they contradict
each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor, isfinite
from typing import NamedTuple

from kaa_tracker.projections.statistics.measures import MEASURES
from kaa_tracker.projections.statistics.report.cells import Count, Report, Suppressed

Name = tuple[str, tuple[tuple[str, str], ...], date]
"""A measure, the values it is broken down by, and the last day of the period."""


class Known(NamedTuple):
    """The terms and the number come to nought, or to no less if not ``exact``."""

    terms: dict[Name, Fraction]
    number: Fraction
    exact: bool


ADDED_UP: Mapping[str, list[list[str]]] = {
    "covered": [
        [
            "covered_under_search",
            "reached_or_enrolled_without_search",
            "waiting_on_last_day",
            "left_in_wait",
            "past_wait_without_search",
        ]
    ],
    "under_search": [["covered_under_search"]],
    "sought": [["reached", "not_reached"]],
    "reached": [["reached_by_youth", "reached_only_by_relative"]],
    "not_reached": [["not_reached_left", "not_reached_remaining"]],
    "reached_while_covered": [["occupied_when_reached", "not_occupied", "occupation_unknown"]],
    "enrolled": [
        ["carried_in", "newly_enrolled"],
        ["enrolled_at_end", "enrolled_not_at_end"],
        ["enrolled_under_responsibility", "enrolled_after_responsibility"],
    ],
    "closed": [
        [f"closed_to_{outcome}" for outcome in ("studies", "work", "no_occupation", "unknown", "other")],
        ["enrolled_not_at_end", "closed_and_enrolled_at_end"],
    ],
    "closed_to_studies_or_work": [["closed_to_studies", "closed_to_work"]],
    "service_ended": [
        [f"service_ended_to_{outcome}" for outcome in ("studies", "work", "no_occupation", "unknown", "other")]
    ],
}

LIES_IN: Mapping[str, list[str]] = {
    "covered": ["reached_while_covered"],
    "under_search": ["under_search_without_attempt"],
    "sought": ["attempted"],
    "attempted": ["not_reached", "days_to_first_attempt"],
    "attempts": ["attempted", "attempts_answered"],
    "reached": ["reached_while_covered", "enrolled_after_reach", "days_to_reach"],
    "reached_by_youth": ["reached_by_own_contact"],
    "occupied_when_reached": ["occupied_unseen"],
    "enrolled": ["closed", "re_enrolled", "service_participants", "days_to_enrolment"],
    "newly_enrolled": ["support_package_offered"],
    "closed_to_studies": ["back_in_register"],
    "enrolled_at_end": ["closed_and_enrolled_at_end"],
    "service_participants": ["service_new", "service_ended"],
    "recontacts_due": ["recontacts_kept"],
}


FLOWING = [
    ("service_participants", "service_new", "service_ended"),
    ("enrolled", "newly_enrolled", "enrolled_not_at_end"),
]
"""Whoever is there and did not come was there the year before, and has not left: most readers would say so."""


def name_of(report: Report, count: Count) -> Name:
    return count.measure, tuple(sorted(count.where.items())), report.period_of(count).last


def true_figures(report: Report) -> dict[Name, int]:
    return {name_of(report, count): count.value for count in report.counts()}


def hidden_in(public: Report, report: Report) -> set[Name]:
    """The counts that stand nowhere, though a table has a cell for them."""
    hidden = set()
    for key, table in report.tables.items():
        for row_key, row in table.rows.items():
            for column, cell in row.cells.items():
                if isinstance(cell, Count) and isinstance(public.tables[key].rows[row_key].cells[column], Suppressed):
                    hidden.add(name_of(report, cell))
    return hidden


class Reader:
    """``remembers`` are figures known from elsewhere."""

    def __init__(
        self,
        public: Report,
        report: Report,
        *,
        threshold: int = 5,
        told: bool = False,
        remembers: Mapping[Name, int] | None = None,
    ) -> None:
        self._told = told
        self._true = true_figures(report)
        self._seen = true_figures(public) | dict(remembers or {})
        self._hidden = hidden_in(public, report)
        self._unknown = [name for name in self._true if name not in self._seen]
        self._knows = [*self._relations()]
        self._knows += [Known(row, number, True) for row, number in _eliminated(k for k in self._knows if k.exact)]
        self._of: dict[Name, list[Known]] = defaultdict(list)
        for known in self._knows:
            for name in known.terms:
                self._of[name].append(known)
        self._bounds = {name: self._first_bounds(name, threshold) for name in self._unknown}

    def _first_bounds(self, name: Name, threshold: int) -> tuple[float, float]:
        if name not in self._hidden:
            return 0, float("inf")
        if not self._told:
            return 1, float("inf")
        return (1, threshold - 1) if self._true[name] < threshold else (threshold, float("inf"))

    def works_out(self) -> dict[Name, float]:
        """The hidden figures that can be but one number."""
        bounds = self._narrowed(self._bounds, self._unknown)
        assert bounds is not None, "the truth is possible"
        found = {}
        for name in self._unknown:
            least, most = bounds[name]
            while least < most and most - least < 12 and not self._could_be(bounds, name, least):
                least += 1
            while least < most and most - least < 12 and not self._could_be(bounds, name, most):
                most -= 1
            if least == most and name in self._hidden:
                found[name] = least
        assert all(self._true[name] == number for name, number in found.items())
        return found

    def _could_be(self, bounds: dict[Name, tuple[float, float]], name: Name, number: float) -> bool:
        return self._narrowed(bounds | {name: (number, number)}, [name]) is not None

    def _narrowed(
        self, bounds: dict[Name, tuple[float, float]], moved: Iterable[Name]
    ) -> dict[Name, tuple[float, float]] | None:
        """What is left of the bounds, each relation held against each other; ``None`` if nothing is."""
        bounds, to_do = dict(bounds), {id(known): known for name in moved for known in self._of[name]}
        rounds = 0
        while to_do and rounds < 5000:
            rounds += 1
            known = to_do.pop(next(iter(to_do)))
            for name, (least, most) in _implied(known, bounds):
                old = bounds[name]
                new = max(old[0], least), min(old[1], most)
                if new[0] > new[1]:
                    return None
                if new != old:
                    bounds[name] = new
                    to_do |= {id(other): other for other in self._of[name]}
        return bounds

    def _relations(self) -> Iterator[Known]:
        for terms, exact in [*self._rows(), *self._measures(), *self._carried_over()]:
            if sum(times * self._true[name] for name, times in terms.items()) != 0 and exact:
                exact = False  # a part of it is not printed
            unknown = {name: Fraction(times) for name, times in terms.items() if name not in self._seen}
            number = sum(times * self._seen[name] for name, times in terms.items() if name in self._seen)
            if unknown:
                yield Known(unknown, Fraction(number), exact)

    def _rows(self) -> Iterator[tuple[dict[Name, int], bool]]:
        rows: dict[tuple[Name, str], list[Name]] = defaultdict(list)
        for name in self._true:
            for pair in name[1]:
                total = name[0], tuple(other for other in name[1] if other != pair), name[2]
                rows[total, pair[0]].append(name)
        for (total, breakdown), parts in rows.items():
            if total in self._true and MEASURES[total[0]].breakdowns[breakdown] == "partition":
                yield {total: 1} | dict.fromkeys(parts, -1), True
            elif total in self._true:
                yield dict.fromkeys(parts, 1) | {total: -1}, False
                yield from (({total: 1, part: -1}, False) for part in parts)

    def _measures(self) -> Iterator[tuple[dict[Name, int], bool]]:
        for whole in self._true:
            by = {breakdown for breakdown, _ in whole[1]}
            for codes in ADDED_UP.get(whole[0], []):
                parts = [(code, *whole[1:]) for code in codes if (code, *whole[1:]) in self._true]
                if whole[0] == "service_ended" and "service" not in by:
                    yield dict.fromkeys(parts, 1) | {whole: -1}, False
                elif whole[0] != "under_search" or by <= {"gender"}:
                    yield {whole: 1} | dict.fromkeys(parts, -1), len(parts) == len(codes)
            for code in LIES_IN.get(whole[0], []):
                if (code, *whole[1:]) in self._true:
                    yield {whole: 1, (code, *whole[1:]): -1}, False

    def _carried_over(self) -> Iterator[tuple[dict[Name, int], bool]]:
        last_days = sorted({name[2] for name in self._true})
        for before, now in pairwise(last_days):
            carried, left = ("carried_in", (), now), ("enrolled_at_end", (), before)
            if self._true.get(carried, -1) == self._true.get(left):
                yield {carried: 1, left: -1}, True
            for whole, came, gone in FLOWING:
                for name in [name for name in self._true if name[0] == whole and name[2] == now]:
                    where = name[1]
                    stayed = {name: 1, (came, where, now): -1, (whole, where, before): -1, (gone, where, before): 1}
                    if {pair[0] for pair in where} <= {"gender", "service"} and stayed.keys() <= self._true.keys():
                        yield stayed, True
                        yield {(whole, where, before): 1, name: -1, (came, where, now): 1}, False


def _implied(known: Known, bounds: Mapping[Name, tuple[float, float]]) -> Iterator[tuple[Name, tuple[float, float]]]:
    """What the relation leaves each of its terms, given the bounds of the others."""
    ends = {
        name: sorted((float(times) * bounds[name][0], float(times) * bounds[name][1]))
        for name, times in known.terms.items()
    }
    for name, times in known.terms.items():
        others = [end for other, end in ends.items() if other != name]
        at_least = sum(end[0] for end in others) + float(known.number)
        at_most = sum(end[1] for end in others) + float(known.number)
        left = [-at_most / float(times), -at_least / float(times) if known.exact else float("inf") / float(times)]
        least, most = sorted(left)
        yield name, (_whole(ceil, least - 1e-6), _whole(floor, most + 1e-6))


def _whole(rounded: Callable[[float], int], number: float) -> float:
    return rounded(number) if isfinite(number) else number


def _eliminated(equations: Iterable[Known]) -> Iterator[tuple[dict[Name, Fraction], Fraction]]:
    """The equations solved for as many as can be: a row of one term is a figure found."""
    rows: dict[Name, tuple[dict[Name, Fraction], Fraction]] = {}
    for equation in equations:
        row, number = dict(equation.terms), equation.number
        for pivot, (other, of_other) in rows.items():
            if row.get(pivot):
                number -= row[pivot] * of_other
                row = _less(row, other, row[pivot])
        if not row:
            continue
        pivot = next(iter(row))
        scale = row[pivot]
        row, number = {name: times / scale for name, times in row.items()}, number / scale
        for name, (other, of_other) in list(rows.items()):
            if other.get(pivot):
                rows[name] = _less(other, row, other[pivot]), of_other - other[pivot] * number
        rows[pivot] = row, number
    yield from rows.values()


def _less(row: dict[Name, Fraction], other: Mapping[Name, Fraction], times: Fraction) -> dict[Name, Fraction]:
    left = dict(row)
    for name, more in other.items():
        left[name] = left.get(name, Fraction(0)) - times * more
    return {name: value for name, value in left.items() if value}
