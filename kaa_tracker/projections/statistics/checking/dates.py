"""Days that are in no calendar, in the period and in the sentences of a report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from kaa_tracker.projections.statistics.checking.finding import Finding
from kaa_tracker.projections.statistics.checking.stated import StatedReport

_MONTHS = (
    *("januari", "februari", "mars", "april", "maj", "juni"),
    *("juli", "augusti", "september", "oktober", "november", "december"),
)
_ANY_MONTH = "|".join(("sept[.]?", *(f"{name}|{name[:3]}[.]?" for name in _MONTHS)))
_DAY = r"(?<![\d.,])(\d{1,2})(?::?[ae])?"
_IN_WORDS = re.compile(rf"{_DAY}\s+({_ANY_MONTH})(?!\w)(?:\s+(\d{{4}})(?!\d))?", re.IGNORECASE)
_IN_FIGURES = re.compile(r"(?<![\d-])(\d{4})-(\d{2})-(\d{2})(?![\d-])")
_WITH_A_STROKE = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})[ -](\d{4})(?!\d)")
_LEAP_YEAR = 2000
"""A day without a year is possible if it is in some year."""


def impossible_dates(report: StatedReport) -> Iterator[Finding]:
    yield from _in_the_period(report)
    for place, text in _texts(report):
        for said, year, month, day in _dates(text):
            if not _is_day(year, month, day):
                yield Finding("impossible_date", place, text, f"{said} finns inte i kalendern.")


def _in_the_period(report: StatedReport) -> Iterator[Finding]:
    ends = {"from": report.period.first, "to": report.period.last}
    impossible = {name: said for name, said in ends.items() if not _is_day(*map(int, said.split("-")))}
    for name, said in impossible.items():
        says = f"Perioden är {ends['from']} till {ends['to']}"
        yield Finding("impossible_date", f"period.{name}", says, f"{said} finns inte i kalendern.")
    if not impossible and ends["to"] < ends["from"]:
        says = f"Perioden är {ends['from']} till {ends['to']}"
        yield Finding("impossible_date", "period.to", says, "Perioden slutar innan den börjar.")


def _texts(report: StatedReport) -> Iterator[tuple[str, str]]:
    yield "title", report.title
    for name, table in report.tables.items():
        yield f"tables.{name}.title", table.title
    for number, claim in enumerate(report.claims, 1):
        yield f"claims[{number}].text", claim.text


def _dates(text: str) -> Iterator[tuple[str, int, int, int]]:
    """What is said, and its year, month and day."""
    for found in _IN_WORDS.finditer(text):
        yield found[0], int(found[3] or _LEAP_YEAR), _month(found[2]), int(found[1])
    for found in _IN_FIGURES.finditer(text):
        yield found[0], int(found[1]), int(found[2]), int(found[3])
    for found in _WITH_A_STROKE.finditer(text):
        yield found[0], int(found[3]), int(found[2]), int(found[1])


def _month(name: str) -> int:
    return next(number for number, month in enumerate(_MONTHS, 1) if month.startswith(name.lower()[:3]))


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
