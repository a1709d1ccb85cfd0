"""The data dictionary: the paragraph of law that lets the program hold each thing it holds.

What is held is a field of an event, of its entry, or of the vault's person, addressed
"register-entered.v1/entered_on" or "Person/given_name"; or a column, addressed "worklist/next_on".
Förordning (2006:39) 4 § is a closed list: a thing without a ground must not be there at all. The
grounds of code lists stand in the lists themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, TypeAlias, get_args, get_type_hints

import msgspec

from kaa_tracker.domain.case.events import CaseEvent, Entry
from kaa_tracker.domain.person import Person

GROUNDS = {
    "4 § 1": "Förordning (2006:39) 4 § 1: name, personnummer or samordningsnummer, home address, e-mail, phone",
    "4 § 2": "Förordning (2006:39) 4 § 2: past, present and future occupation",
    "4 § 3": "Förordning (2006:39) 4 § 3: content, start, end and reason of the end of an individual measure",
    "29:9 documentation": "Skollagen (2010:800) 29 kap. 9 §: documentation of the duty",
    "26:25 reporting": "Skollagen (2010:800) 26 kap. 25 §: what the municipality reports to Skolverket",
    "security log": "Who read or changed what: OSL (2009:400), dataskyddsförordningen art. 32",
}
"""Every ground there is, with what it allows."""

Dictionary: TypeAlias = Mapping[str, str]
"""The ground of each thing held, by its address."""


HOLDERS: tuple[type[msgspec.Struct], ...] = (*get_args(CaseEvent), Entry, Person)
"""What is stored of a case and a person."""


def held_fields(holders: Iterable[type[msgspec.Struct]] = HOLDERS) -> frozenset[str]:
    """The address of every field of the holders, and of the structs within them."""
    seen: set[type[msgspec.Struct]] = set()
    waiting = list(holders)
    while waiting:
        kind = waiting.pop()
        if kind not in seen:
            seen.add(kind)
            waiting.extend(held for hint in get_type_hints(kind).values() for held in _structs_in(hint))
    return frozenset(f"{name_of(kind)}/{field}" for kind in seen for field in kind.__struct_fields__)


def name_of(kind: type[msgspec.Struct]) -> str:
    """The name a struct is stored by: of an event its versioned name."""
    tag = kind.__struct_config__.tag
    return tag if isinstance(tag, str) else kind.__name__


def faults(decided: Dictionary, held: Collection[str]) -> Iterator[str]:
    """What is held without a ground, decided but not held, or given a ground that does not exist."""
    for address in sorted(set(held) - decided.keys()):
        yield f"{address} has no legal ground"
    for address, ground in sorted(decided.items()):
        if address not in held:
            yield f"{address} is decided on, but nothing holds it"
        if ground not in GROUNDS:
            yield f"{address}: {ground!r} is no legal ground"


def _structs_in(hint: Any) -> Iterator[type[msgspec.Struct]]:
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        yield hint
    for part in get_args(hint):
        yield from _structs_in(part)
