"""What the codes mean that stand in what is held of a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from kaa_tracker.domain.case.coded import CODED, DISTRICT, UNIT
from kaa_tracker.domain.case.events import CaseEvent, EntryCorrected, Event, ResponsibilityEnded, SearchStarted
from kaa_tracker.domain.reference import Reference

_OF_FIELD: Mapping[str, str] = {
    "gender": "genders",
    "protection": "protection",
    "addressee": "addressees",
    "by": "addressees",
    "purpose": "purposes",
    "outcome": "outcomes",
    "result": "address_results",
}
_OF_REASON: Mapping[type[Event], str] = {
    SearchStarted: "search_reasons",
    ResponsibilityEnded: "responsibility_end_reasons",
}
"""The lists of fields whose codes the program itself goes by, beside those of ``CODED``."""


class CodeUsed(NamedTuple):
    """A code with its Swedish label, and the list it is of."""

    list: str
    code: str
    label: str


def codes_used(events: Iterable[CaseEvent], others: Iterable[tuple[str, str]], reference: Reference) -> list[CodeUsed]:
    """Every code in the events, and the ``others``, given as list and code; each once, in order of lists."""
    found = {pair for event in events for pair in _coded(event)} | {(name, code) for name, code in others if code}
    return [CodeUsed(name, code, _label(name, code, reference)) for name, code in sorted(found)]


def _coded(event: Event) -> Iterator[tuple[str, str]]:
    if isinstance(event, EntryCorrected):
        yield from _coded(event.replacement)
    lists = {"reason": _OF_REASON.get(type(event), ""), **_OF_FIELD, **CODED.get(type(event), {})}
    for field in event.__struct_fields__:
        if name := lists.get(field):
            yield from ((name, code) for code in _values(getattr(event, field)))
    for measure in getattr(event, "measures", ()):
        yield from (("plan_measures", measure.measure), ("plan_parties", measure.responsible))


def _values(value: Any) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return value
    return (value,) if isinstance(value, str) else ()


def _label(name: str, code: str, reference: Reference) -> str:
    return reference.label(code) if name in (UNIT, DISTRICT) else reference.codes(name).label_of(code)
