"""What a reader knows to hold between the figures of a publication, whatever they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from kaa_tracker.domain.periods import ONE_DAY, Period
from kaa_tracker.projections.statistics.disclosure.figures import Figure, Values, same_persons
from kaa_tracker.projections.statistics.identities import FLOWS, IDENTITIES, Flow, Identity
from kaa_tracker.projections.statistics.measures import MEASURES


class Relation(NamedTuple):
    """The terms, each a figure and how often it is added, come to nought; or, if not ``exact``, to no less."""

    terms: tuple[tuple[Figure, int], ...]
    exact: bool

    def sum_of(self, values: Values) -> int:
        return sum(times * values[figure] for figure, times in self.terms)


def relations(values: Values) -> list[Relation]:
    """Those that hold of these values. What does not, for a part of it is not printed, no reader can count on."""
    found = dict.fromkeys((*_breakdowns(values), *_identities(values), *_years(values)))
    return [relation for relation in found if _holds(relation, values)]


def _holds(relation: Relation, values: Values) -> bool:
    sum_of = relation.sum_of(values)
    return sum_of == 0 if relation.exact else sum_of >= 0


def _breakdowns(values: Values) -> Iterator[Relation]:
    """Rows and their total."""
    rows: dict[tuple[Figure, str], list[Figure]] = defaultdict(list)
    for figure in values:
        for breakdown in sorted(figure.breakdowns):
            rows[figure.without(breakdown), breakdown].append(figure)
    for (total, breakdown), parts in rows.items():
        if total not in values:
            continue
        if MEASURES[total.measure].breakdowns[breakdown] == "partition":
            yield _sum(total, parts, is_exact=sum(values[part] for part in parts) == values[total])
        else:
            yield from _within(total, parts)
            yield _at_most(total, parts)


def _identities(values: Values) -> Iterator[Relation]:
    wholes: dict[str, list[Figure]] = defaultdict(list)
    for figure in values:
        wholes[figure.measure].append(figure)
    for identity in IDENTITIES:
        for whole in wholes[identity.whole]:
            if identity.holds_by(whole.breakdowns):
                yield from _identity(identity, whole, values)


def _identity(identity: Identity, whole: Figure, values: Values) -> Iterator[Relation]:
    parts = [whole.of(part) for part in identity.parts if whole.of(part) in values]
    all_parts = len(parts) == len(identity.parts)
    if identity.kind == "sum":
        yield _sum(whole, parts, is_exact=all_parts)
    elif identity.kind == "within":
        yield from _within(whole, parts)
    elif all_parts:
        yield _at_most(whole, parts)


def _years(values: Values) -> Iterator[Relation]:
    periods = {Period(figure.first, figure.last) for figure in values}
    for figure in values:
        if figure.measure == "carried_in":
            for before in same_persons(figure, periods):
                if before in values:
                    yield Relation(((figure, 1), (before, -1)), exact=True)
        for flow in FLOWS:
            if figure.measure == flow.whole and flow.holds_by(figure.breakdowns):
                yield from _flow(flow, figure, periods, values)


def _flow(flow: Flow, now: Figure, periods: Collection[Period], values: Values) -> Iterator[Relation]:
    """Exact where nobody who left is there again: whoever takes that for granted works out no more than they do."""
    for before in (now.during(period) for period in periods if period.last == now.first - ONE_DAY):
        stayed = ((now, 1), (now.of(flow.came), -1), (before, -1), (before.of(flow.left), 1))
        there = ((before, 1), (now, -1), (now.of(flow.came), 1))
        for terms, exact in ((stayed, True), (stayed, False), (there, False)):
            if all(term in values for term, _ in terms):
                yield Relation(terms, exact)


def _sum(whole: Figure, parts: Sequence[Figure], *, is_exact: bool) -> Relation:
    return Relation(((whole, 1), *((part, -1) for part in parts)), is_exact)


def _within(whole: Figure, parts: Iterable[Figure]) -> Iterator[Relation]:
    for part in parts:
        yield Relation(((whole, 1), (part, -1)), exact=False)


def _at_most(whole: Figure, parts: Sequence[Figure]) -> Relation:
    return Relation((*((part, 1) for part in parts), (whole, -1)), exact=False)
