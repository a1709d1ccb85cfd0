"""What the checks of a report answer with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple, TypeAlias

from kaa_tracker.projections.statistics.checking.figures import Figure

Kind: TypeAlias = Literal["impossible_date", "sum", "share", "difference", "two_values", "two_numerators", "stock"]

KINDS: dict[Kind, str] = {
    "impossible_date": "Omöjligt datum",
    "sum": "Summan stämmer inte",
    "share": "Andelen stämmer inte",
    "difference": "Skillnaden stämmer inte",
    "two_values": "Ett mått med två värden",
    "two_numerators": "Andelen har olika täljare de två åren",
    "stock": "Beståndet går inte ihop i personer",
}


class Finding(NamedTuple):
    """A contradiction: ``place`` is its path in the file, what the report ``says``, and what its own figures say
    ``instead``. ``rests_on`` names the figures behind it that were worked out or assumed. All texts are Swedish."""

    kind: Kind
    place: str
    says: str
    instead: str
    rests_on: tuple[str, ...] = ()


def rests_on(figures: Iterable[Figure]) -> tuple[str, ...]:
    """What a reader should know of the figures a finding is worked out from."""
    said = []
    for figure in figures:
        if figure.is_derived:
            said.append(f"{figure.printed}, {figure.name}, är härlett och inte tryckt")
        if figure.is_assumed:
            said.append(f"att {figure.printed} är {figure.name} är antaget")
    return tuple(dict.fromkeys(said))
