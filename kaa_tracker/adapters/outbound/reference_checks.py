"""What must hold between the entries of the reference data, so that no youth falls between two of them.

Each check yields sentences that name the file and the entry, and nothing for sound data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations
from math import inf
from typing import Any, get_args, get_type_hints

from kaa_tracker.application.intake.brake import Threshold
from kaa_tracker.domain.case import events
from kaa_tracker.domain.case.coded import CODED, DISTRICT, UNIT
from kaa_tracker.domain.dictionary import GROUNDS
from kaa_tracker.domain.periods import FOREVER, ONE_DAY, Span, union
from kaa_tracker.domain.reference import Brake, CodeList, District, Reference

FIXED_LISTS = {
    "genders": get_args(events.Gender),
    "protection": get_args(events.Protection),
    "addressees": get_args(events.Addressee),
    "purposes": get_args(events.Purpose),
    "outcomes": get_args(events.Outcome),
    "search_reasons": get_args(get_type_hints(events.SearchStarted)["reason"]),
    "address_results": get_args(get_type_hints(events.AddressReportClosed)["result"]),
    "responsibility_end_reasons": get_args(get_type_hints(events.ResponsibilityEnded)["reason"]),
    "brake_thresholds": get_args(Threshold),
}
"""Lists whose codes the program itself tells apart: a city may change their labels only."""

NAMED_CODES = {
    "leaving_reasons": {"misregistered", "turned_20", "unknown"},
    "assignment_reasons": {"district", "protection", "met_there", "unit_closed"},
    "own_contact_via": {"drop_in"},
    "outcome_details": {"disposal"},
    "services": {"aim"},
}
"""Codes the program gives a meaning of its own: a city may add others."""

REQUIRED_LISTS = (
    {name for fields in CODED.values() for name in fields.values()} - {UNIT, DISTRICT}
    | {"plan_measures", "plan_parties", "authorities", "branches", "intake_decisions"}
    | {"glass_reasons", "sample_reasons", "presence_purposes"}
    | FIXED_LISTS.keys()
    | NAMED_CODES.keys()
)


def faults(reference: Reference) -> Iterator[str]:
    """Everything that is wrong between the entries of ``reference``."""
    yield from _list_faults(reference)
    yield from _name_faults(reference)
    yield from _division_faults(reference)
    yield from _mapping_faults(reference)
    yield from _unit_faults(reference)
    yield from _rule_faults(reference)
    yield from _brake_faults(reference.brake)


def code_list_faults(code_list: CodeList) -> Iterator[str]:
    """What is wrong within one list: a code that means two things on a day, an unknown legal ground."""
    if code_list.ground not in GROUNDS:
        yield f"{code_list.ground!r} is no legal ground"
    for one, other in combinations(code_list.codes, 2):
        if one.code == other.code and _validity(one).overlaps(_validity(other)):
            yield f"duplicate code {one.code}"


def _list_faults(reference: Reference) -> Iterator[str]:
    names = [code_list.name for code_list in reference.code_lists]
    yield from (f"codes: {name} occurs twice" for name in _repeated(names))
    yield from (f"codes: the list {name} is missing" for name in sorted(REQUIRED_LISTS - set(names)))
    for code_list in reference.code_lists:
        codes = {code.code for code in code_list.codes}
        fixed = FIXED_LISTS.get(code_list.name)
        if fixed is not None and codes != set(fixed):
            yield f"codes: {code_list.name} must have exactly the codes {', '.join(fixed)}"
        for code in sorted(NAMED_CODES.get(code_list.name, set()) - codes):
            yield f"codes: {code_list.name} must have the code {code}"


def _name_faults(reference: Reference) -> Iterator[str]:
    """Districts, units and areas share one lookup of labels, so a shared code must mean one label."""
    labels: dict[str, str] = {}
    for name, named in (("districts", reference.districts), ("units", reference.units), ("areas", reference.areas)):
        items: tuple[Any, ...] = named
        yield from (f"{name}: duplicate code {code}" for code in _repeated([item.code for item in items]))
        for item in items:
            if labels.setdefault(item.code, item.label) != item.label:
                yield f"{name}: {item.code} has another label elsewhere"


def _division_faults(reference: Reference) -> Iterator[str]:
    """A district that ends becomes part of one that exists the day after, so succession cannot run in a ring."""
    known = {district.code: district for district in reference.districts}
    for district in reference.districts:
        where = f"places.toml: district {district.code}"
        if district.code == events.NO_DISTRICT:
            yield f"{where} stands for having none"
        if _validity(district).is_empty:
            yield f"{where} ends before it begins"
        elif district.valid_to == FOREVER:
            if district.successor is not None:
                yield f"{where} has a successor but does not end"
        elif district.successor not in known:
            yield f"{where}: unknown successor {district.successor}"
        elif not _validity(known[district.successor]).covers(district.valid_to + ONE_DAY):
            yield f"{where}: {district.successor} does not exist the day after"
    for area in reference.areas:
        for code in area.districts:
            if not reference.is_district(code):
                yield f"places.toml: area {area.code}: unknown district {code}"


def _mapping_faults(reference: Reference) -> Iterator[str]:
    """Every district has exactly one jobbtorg on each day it exists."""
    known = {district.code for district in reference.districts}
    units = {unit.code: unit for unit in reference.units}
    for mapped in reference.district_units:
        where = f"places.toml: jobbtorg of {mapped.district}"
        unit = units.get(mapped.jobbtorg)
        if mapped.district not in known:
            yield f"{where}: unknown district"
        if unit is None or not unit.is_jobbtorg:
            yield f"{where}: {mapped.jobbtorg} is no jobbtorg"
        elif not _within(_validity(mapped), _validity(unit)):
            yield f"{where}: {mapped.jobbtorg} does not exist all that time"
    for district in reference.districts:
        spans = [_validity(mapped) for mapped in reference.district_units if mapped.district == district.code]
        if any(one.overlaps(other) for one, other in combinations(spans, 2)):
            yield f"places.toml: jobbtorg of {district.code}: two on the same day"
        if not _covered(district, spans):
            yield f"places.toml: district {district.code} has no jobbtorg on some day"


def _unit_faults(reference: Reference) -> Iterator[str]:
    lists = {code_list.name: {code.code for code in code_list.codes} for code_list in reference.code_lists}
    for unit in reference.units:
        where = f"units.toml: {unit.code}"
        if unit.authority not in lists.get("authorities", ()):
            yield f"{where}: unknown authority {unit.authority}"
        if unit.branch not in lists.get("branches", ()):
            yield f"{where}: unknown branch {unit.branch}"
    for role in ("handler_unit", "pool_unit"):
        code = getattr(reference, role)
        if reference.unit(code) is None:
            yield f"units.toml: {role}: unknown unit {code}"


def _rule_faults(reference: Reference) -> Iterator[str]:
    channels = {c.code for one in reference.code_lists if one.name == "channels" for c in one.codes}
    rules = reference.rules
    for channel in sorted(channels - rules.next_step_days.keys()):
        yield f"rules.toml: next_step_days: {channel} is missing"
    for channel in sorted({*rules.next_step_days, *rules.channel_ladder} - channels):
        yield f"rules.toml: unknown channel {channel}"
    figures = {name: getattr(rules, name) for name in rules.__struct_fields__ if name.endswith("_days")}
    figures.update(figures.pop("next_step_days"))
    yield from (f"rules.toml: {name} is below zero" for name, days in figures.items() if days < 0)


def _brake_faults(brake: Brake) -> Iterator[str]:
    """An announced window may only loosen, and every threshold must be one that can be crossed."""
    for name in ("leaving_share", "entering_share", "times_earlier_years"):
        if not 0 < getattr(brake, name) < inf:
            yield f"brake.toml: {name} is not above zero"
    if brake.never_below < 0:
        yield "brake.toml: never_below is below zero"
    for window in brake.announced:
        where = f"brake.toml: announced, {window.label}"
        if not 1 <= window.factor < inf:
            yield f"{where}: factor is below 1"
        days = (window.first, window.last)
        yield from (f"{where}: {day} is no day MM-DD" for day in days if not _is_day_of_year(day))


def _is_day_of_year(text: str) -> bool:
    """In a leap year, so that a window may end on 29 February."""
    try:
        return f"{date.fromisoformat(f'2024-{text}'):%m-%d}" == text
    except ValueError:
        return False


def _validity(item: Any) -> Span:
    return Span(item.valid_from, item.valid_to)


def _within(inner: Span, outer: Span) -> bool:
    return outer.first <= inner.first and inner.last <= outer.last


def _covered(district: District, spans: Iterable[Span]) -> bool:
    return any(_within(_validity(district), span) for span in union(spans))


def _repeated(codes: list[str]) -> list[str]:
    return sorted({code for code in codes if codes.count(code) > 1})
