"""Invented persons: names, numbers, homes and ways to reach them, none of which belong to anybody."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from kaa_tracker.domain.identifiers import FIRST_TEST_BIRTH, LAST_TEST_BIRTH, official_test_number, temporary_number
from kaa_tracker.simulation.plans.plan import Gender
from kaa_tracker.simulation.plans.quotas import Pace

TEST_NUMBERS = 0.2
NEAREST_FREE = 400
"""Days looked through for a test number that nobody has yet."""

TEMPORARY_PER_DAY = 100
FORTY_YEARS = timedelta(days=14610)

GIVEN_NAMES: dict[Gender, tuple[str, ...]] = {
    "woman": (
        "Alvide", "Bellina", "Cornea", "Disalin", "Elmira", "Fridolina", "Gunvide", "Hedvera", "Idalie", "Junia",
        "Kajsalin", "Lovindra", "Mirabella", "Nikaela", "Ottiline", "Pernalda", "Ronida", "Saranne", "Tuvelin", "Ylva",
    ),
    "man": (
        "Albrik", "Bentur", "Calvin", "Davor", "Eskilo", "Folkar", "Grimald", "Hasselot", "Ivarn", "Jorian",
        "Kasparin", "Lennok", "Matteon", "Nilvar", "Orvar", "Percivan", "Rasmol", "Silvan", "Torvald", "Vidarn",
    ),
}  # fmt: skip
FAMILY_NAMES = (
    "Almvret", "Björkfalla", "Cedervik", "Dalströmer", "Ekhammar", "Fjällros", "Granliden", "Hasselqvarn", "Islunda",
    "Järnbäcken", "Klintros", "Lövåsen", "Månskog", "Nordbrink", "Ormhult", "Pilvinge", "Rönnlyckan", "Silverå",
    "Tallholma", "Uddvik", "Vintergren", "Ängsvall", "Åkerlind", "Östanbäck",
)  # fmt: skip
STREETS = (
    "Sagovägen", "Påhittsgatan", "Provgränd", "Exempelstigen", "Fabelbacken", "Låtsasplan", "Diktarvägen",
    "Skissgatan", "Modellvägen", "Utkaststigen",
)  # fmt: skip

Personal = dict[str, Any]


class Identities:
    """Gives every youth an identity of their own; a fifth of all get official test numbers."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._taken: set[tuple[date, Gender]] = set()
        self._temporary: dict[date, int] = {}
        self._test_numbers = Pace(TEST_NUMBERS)
        self.with_test_number = 0

    def invent(self, gender: Gender, born: date, home: int) -> Personal:
        """The ``person`` of a register message; youths with the same ``home`` share the address."""
        rng = self._rng
        return {
            "identity_number": self._number(gender, born),
            "birth_date": born,
            "given_name": GIVEN_NAMES[gender][int(rng.random() * 20)],
            "family_name": FAMILY_NAMES[int(rng.random() * len(FAMILY_NAMES))],
            "address": address(home),
            "phones": [self.phone()],
            "emails": [f"ungdom.{rng.getrandbits(40):010x}@example.org"] if rng.random() < 0.7 else [],
        }

    def phone(self) -> str:
        """One of the numbers that Post- och telestyrelsen keeps free for fiction."""
        return f"+46 70 174 06 {5 + int(self._rng.random() * 95):02d}"

    def _number(self, gender: Gender, born: date) -> str:
        self._test_numbers.passed()
        if self._test_numbers.is_due and born >= FIRST_TEST_BIRTH:
            free = self._free_test_day(gender, born)
            if free is not None:
                self._test_numbers.settle()
                self.with_test_number += 1
                return official_test_number(free, gender)
        return self._temporary_number(born)

    def _free_test_day(self, gender: Gender, born: date) -> date | None:
        """The birthday, or the nearest day after it, whose number nobody has: its date need not be the birth date."""
        day = born
        for _ in range(NEAREST_FREE):
            if day > LAST_TEST_BIRTH:
                return None
            if (day, gender) not in self._taken:
                self._taken.add((day, gender))
                return day
            day += timedelta(days=1)
        return None

    def _temporary_number(self, born: date) -> str:
        """When the serials of a day are used up, those of a day forty years earlier follow."""
        taken = self._temporary.get(born, 0)
        self._temporary[born] = taken + 1
        generations, serial = divmod(taken, TEMPORARY_PER_DAY)
        return temporary_number(born - generations * FORTY_YEARS, serial)


def address(home: int) -> dict[str, str]:
    """The address of home number ``home``; different homes, different addresses."""
    building, flat = divmod(home, 40)
    number, street = divmod(building, len(STREETS))
    return {
        "street": f"{STREETS[street]} {number + 1}, lgh {1001 + 100 * (flat // 4) + flat % 4}",
        "postal_code": f"1{street}0 {number % 90 + 10:02d}",
        "city": "Stockholm",
    }
