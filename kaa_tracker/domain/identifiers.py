"""Identity numbers: personnummer, samordningsnummer and the temporary numbers of schools.

The canonical form is twelve characters without separator: ``YYYYMMDDNNNC`` (folkbokföringslagen
1991:481, 18, 18 a §§) or ``YYYYMMDDTFnn`` (SS 12000). The date part need not be the birth date, so
nothing here answers when somebody was born. No error and no ``repr`` shows the number.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

from kaa_tracker.domain.case.events import Gender
from kaa_tracker.domain.person import IdentityKind

Fault: TypeAlias = Literal[
    "not_digits", "wrong_length", "impossible_date", "future_date", "number_zero", "wrong_check_digit"
]

COORDINATION_DAYS = 60
"""Added to the day in a samordningsnummer."""

FIRST_TEST_BIRTH = date(2002, 1, 1)
LAST_TEST_BIRTH = date(2012, 12, 31)
_TEST_SERIALS = {"woman": "238", "man": "239"}

_DIGITS = re.compile(r"[0-9]+")
_TEMPORARY = re.compile(r"[0-9]{8}TF[0-9]{2}")
_WRITTEN = re.compile(r"(?P<century>[0-9]{2})?(?P<date>[0-9]{6})(?P<sign>[-+ ]?)(?P<tail>[0-9]{4}|TF[0-9]{2})")


class InvalidIdentityNumber(ValueError):
    """The text is no identity number; ``reason`` says why, nothing says which text."""

    def __init__(self, reason: Fault) -> None:
        super().__init__(reason)
        self.reason: Fault = reason


class IdentityNumber(NamedTuple):
    """A number in canonical form; ``gender`` is ``unknown`` where the number does not tell."""

    value: str
    kind: IdentityKind
    gender: Gender

    def __repr__(self) -> str:
        return f"IdentityNumber({self.kind})"


def parse_identity_number(text: str, *, today: date) -> IdentityNumber:
    """Read a number in canonical form, and nothing else: no separators, no blanks, ASCII digits only.

    Raises ``InvalidIdentityNumber``.
    """
    if _TEMPORARY.fullmatch(text):
        _check_date(text, day=int(text[6:8]), today=today)
        return IdentityNumber(text, "temporary", "unknown")
    if not _DIGITS.fullmatch(text):
        raise InvalidIdentityNumber("not_digits")
    if len(text) != 12:
        raise InvalidIdentityNumber("wrong_length")
    day = int(text[6:8])
    coordination = day > COORDINATION_DAYS
    _check_date(text, day=day - COORDINATION_DAYS if coordination else day, today=today)
    if text[8:11] == "000":
        raise InvalidIdentityNumber("number_zero")
    if text[11] != _check_digit(text[2:11]):
        raise InvalidIdentityNumber("wrong_check_digit")
    kind: IdentityKind = "samordningsnummer" if coordination else "personnummer"
    return IdentityNumber(text, kind, "man" if int(text[10]) % 2 else "woman")


def normalise(text: str, *, today: date) -> str:
    """The canonical form of a number as people write it: with ``-``, ``+`` or a space, with or without century.

    Without the century the person is under 100, or 100 and over with a ``+``, which replaces the ``-``
    from the year they turn 100. The result still has to be parsed. Raises ``InvalidIdentityNumber``.
    """
    written = _WRITTEN.fullmatch(text)
    if written is None:
        raise InvalidIdentityNumber("wrong_length" if _DIGITS.fullmatch(text) else "not_digits")
    century, day, sign, tail = written["century"], written["date"], written["sign"], written["tail"]
    if century is not None:
        return century + day + tail
    year = today.year - (today.year - int(day[:2])) % 100
    if sign == "+":
        year -= 100
    return f"{year:04d}{day[2:]}{tail}"


def is_official_test_number(number: str) -> bool:
    """Whether the number is one that Skatteverket has set aside for tests, and so belongs to nobody."""
    if len(number) != 12 or number[8:11] not in _TEST_SERIALS.values():
        return False
    try:
        parsed = parse_identity_number(number, today=LAST_TEST_BIRTH)
    except InvalidIdentityNumber:
        return False
    return parsed.kind == "personnummer" and int(number[:4]) >= FIRST_TEST_BIRTH.year


def official_test_number(birth: date, gender: Literal["woman", "man"]) -> str:
    """The test number of that day and gender; there is one of each from 2002 through 2012.

    Raises ``ValueError`` for any other day.
    """
    if not FIRST_TEST_BIRTH <= birth <= LAST_TEST_BIRTH:
        raise ValueError("test numbers exist for births in 2002 through 2012 only")
    number = f"{birth:%Y%m%d}{_TEST_SERIALS[gender]}"
    return number + _check_digit(number[2:])


def temporary_number(birth: date, serial: int) -> str:
    """The temporary number ``serial`` (0 to 99) of that day. Raises ``ValueError`` for another serial."""
    if not 0 <= serial <= 99:
        raise ValueError("a temporary number has a serial of two digits")
    return f"{birth:%Y%m%d}TF{serial:02d}"


def _check_date(text: str, *, day: int, today: date) -> None:
    try:
        dated = date(int(text[:4]), int(text[4:6]), day)
    except ValueError:
        raise InvalidIdentityNumber("impossible_date") from None
    if dated > today:
        raise InvalidIdentityNumber("future_date")


def _check_digit(nine: str) -> str:
    """Luhn's tenth digit: every other digit doubled from the first, digits of the products summed."""
    total = 0
    for place, digit in enumerate(nine):
        product = int(digit) * (2 - place % 2)
        total += product - 9 if product > 9 else product
    return str(-total % 10)
