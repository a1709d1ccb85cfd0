"""What the youths were doing when they were reached."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import ColumnElement, or_

from kaa_tracker.domain.reference import Code
from kaa_tracker.projections.statistics.measure import Scope, Those, Who, measure
from kaa_tracker.projections.statistics.measures.outreach import first_reach

_PLACED = "första dagen i perioden då ungdomen nåddes medan den fanns i registret"
_NEAREST = "Av de nådda i registret: den sysselsättning som är antecknad närmast den dagen, högst 14 dagar från den,"

UNKNOWN = "unknown"
"""The code of an occupation that was asked for and not learnt."""


@measure(
    label="Nådda medan de fanns i registret",
    definition="Nådda någon dag i perioden då ungdomen fanns i registret: nämnaren för sysselsättning när de nås.",
    placed=_PLACED,
)
def reached_while_covered(scope: Scope) -> Who:
    return first_reach(scope, lambda r: r.covered)


def _who_then_did(condition: Callable[[ColumnElement[str]], ColumnElement[bool]]) -> Those:
    return Those(reached_while_covered, lambda found: [condition(found.occupation)])


def _occupations(scope: Scope, wanted: Callable[[Code], bool]) -> list[str]:
    """The codes that answer to ``wanted`` as the list stood on the period's last day."""
    begun = [code for code in scope.reference.codes("occupations").codes if code.valid_from <= scope.period.last]
    latest = {code.code: code for code in sorted(begun, key=lambda code: code.valid_from)}
    return [code.code for code in latest.values() if wanted(code)]


def _occupied(code: Code) -> bool:
    return code.occupied


@measure(
    label="Har sysselsättning när de nås",
    definition=f"{_NEAREST} räknas som sysselsättning.",
    placed=_PLACED,
)
def occupied_when_reached(scope: Scope) -> Those:
    occupied = _occupations(scope, _occupied)
    return _who_then_did(lambda occupation: occupation.in_(occupied))


@measure(
    label="Saknar sysselsättning när de nås",
    definition=f"{_NEAREST} är känd och räknas inte som sysselsättning.",
    placed=_PLACED,
)
def not_occupied(scope: Scope) -> Those:
    others = [UNKNOWN, *_occupations(scope, _occupied)]
    return _who_then_did(lambda occupation: occupation.not_in(others))


@measure(
    label="Okänd sysselsättning när de nås",
    definition="Av de nådda i registret: ingen sysselsättning är antecknad inom 14 dagar från den dagen, eller den "
    "är antecknad som okänd.",
    placed=_PLACED,
)
def occupation_unknown(scope: Scope) -> Those:
    return _who_then_did(lambda occupation: or_(occupation.is_(None), occupation == UNKNOWN))


@measure(
    label="Har sysselsättning som registret inte ser",
    definition=f"{_NEAREST} räknas som sysselsättning, och registret kan inte se den.",
    placed=_PLACED,
)
def occupied_unseen(scope: Scope) -> Those:
    unseen = _occupations(scope, lambda code: code.occupied and not code.register_sees)
    return _who_then_did(lambda occupation: occupation.in_(unseen))
