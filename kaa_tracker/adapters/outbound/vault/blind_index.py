"""Finding a person without reading anybody: keyed hashes of what they may be asked for by.

A token is an HMAC-SHA256 under the index key, cut to 16 bytes. The kind is part of what is hashed,
so that equal texts of two kinds share no token. Without the key a token can neither be made nor
compared with a guess.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Literal, NamedTuple, TypeAlias, TypeVar

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from kaa_tracker.domain.person import Person

Kind: TypeAlias = Literal["identity_number", "register_key", "name_part", "name_start", "phone", "address"]

T = TypeVar("T")

TOKEN_BYTES = 16
START_LETTERS = 3

SWEDEN = "46"
FEWEST_DIGITS = 7
"""In a phone number with the code of its country; less is a note, or a number for everybody."""

_LETTERS = re.compile(r"[^\W\d_]+")
_APOSTROPHES = str.maketrans("", "", "'’`´")
_SWEDISH_LETTERS = ("a\N{COMBINING RING ABOVE}", "a\N{COMBINING DIAERESIS}", "o\N{COMBINING DIAERESIS}")
_ACCENTED = re.compile(r"(.)([\u0300-\u036f]+)")
_NOT_DIGITS = re.compile(r"[^0-9]+")
_ABROAD = re.compile(r"\s*(\+|00)")


class Indexed(NamedTuple):
    """A row of the index, but for whose it is."""

    kind: str
    token: bytes


class BlindIndex:
    """Makes the tokens; ``key`` is the index key of the key store."""

    def __init__(self, key: bytes) -> None:
        self._keyed = HMAC(key, SHA256())

    def of_persons(self, persons: Mapping[T, Person]) -> Iterator[tuple[T, Indexed]]:
        """Everything each person is to be found by; the same may come twice.

        A name that many of them bear is hashed once, and remembered no longer than the call.
        """
        of_name = cache(self._of_name)
        for whose, person in persons.items():
            if person.identity_number is not None:
                yield whose, self.of_identity_number(person.identity_number)
            if person.register_key is not None:
                yield whose, self.of_register_key(person.register_key)
            for name in (person.given_name, person.family_name):
                for row in of_name(name):
                    yield whose, row
            for phone in person.phones:
                if (found := self.of_phone(phone)) is not None:
                    yield whose, found

    def _of_name(self, name: str) -> list[Indexed]:
        parts = name_parts(name)
        starts = {part[:START_LETTERS] for part in parts if len(part) >= START_LETTERS}
        return [self._row("name_part", part) for part in parts] + [self._row("name_start", start) for start in starts]

    def of_identity_number(self, number: str) -> Indexed:
        """``number`` in canonical form."""
        return self._row("identity_number", number)

    def of_register_key(self, register_key: str) -> Indexed:
        return self._row("register_key", register_key)

    def of_phone(self, phone: str) -> Indexed | None:
        """``None`` for what is no whole phone number."""
        digits = phone_digits(phone)
        return self._row("phone", digits) if len(digits) >= FEWEST_DIGITS else None

    def of_name_search(self, name: str) -> set[Indexed]:
        """What must all be found; three letters mean a name that begins so."""
        return {
            self._row("name_start" if len(part) == START_LETTERS else "name_part", part) for part in name_parts(name)
        }

    def of_homes(self, persons: Mapping[T, Person]) -> Iterator[tuple[T, bytes | None]]:
        """The token of each person's address, if there is one.

        It is the same for two ways of writing one address in letter case, blanks and composition of letters.
        """
        same_writing = cache(_same_writing)
        for whose, person in persons.items():
            if (home := person.address) is None:
                yield whose, None
            else:
                written = (home.street, "".join(home.postal_code.split()), home.city)
                yield whose, self._row("address", "\n".join(map(same_writing, written))).token

    def _row(self, kind: Kind, value: str) -> Indexed:
        keyed = self._keyed.copy()  # a new one would hash the key anew for each token
        keyed.update(f"{kind}\0{value}".encode())
        return Indexed(kind, keyed.finalize()[:TOKEN_BYTES])


def name_parts(name: str) -> set[str]:
    """The words of a name, folded: *Anne-Sofie Müller* is anne, sofie and muller.

    Accents go, but å, ä and ö are letters of their own and stay, however they are composed.
    """
    alike = unicodedata.normalize("NFKC", name.translate(_APOSTROPHES)).casefold()
    plain = unicodedata.normalize("NFKD", alike)
    folded = unicodedata.normalize("NFC", _ACCENTED.sub(_without_accent, plain))
    return set(_LETTERS.findall(folded))


def phone_digits(phone: str) -> str:
    """The digits from the code of the country on: *070-174 06 05*, *+46 (0)70 1740605* and *0046701740605* are one.

    A number with neither a code nor a leading nought is taken as it stands.
    """
    written = unicodedata.normalize("NFKC", phone)
    digits = _NOT_DIGITS.sub("", written)
    if _ABROAD.match(written):
        digits = digits.removeprefix("00")
    elif digits.startswith("0"):
        digits = SWEDEN + digits[1:]
    # After the code of Sweden no number begins with a nought, however many write it so.
    return SWEDEN + digits[len(SWEDEN) :].lstrip("0") if digits.startswith(SWEDEN) else digits


def _without_accent(accented: re.Match[str]) -> str:
    return accented[0][:2] if accented[0][:2] in _SWEDISH_LETTERS else accented[1]


def _same_writing(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
