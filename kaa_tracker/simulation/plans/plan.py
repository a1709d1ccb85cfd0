"""The plan of a youth: what every operating year comes to, and none of its days.

A statistic counts persons by year, so a plan says all that the published figures can see. Whatever
days fulfil it are as good as any others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, StrEnum, auto
from typing import Literal, TypeAlias

Gender: TypeAlias = Literal["woman", "man"]
Outcome: TypeAlias = Literal["studies", "work", "no_occupation", "unknown", "other"]
Protection: TypeAlias = Literal["none", "confidentiality_marked", "protected_registration"]

NO_DISTRICT = "no_district"


class Contact(StrEnum):
    """How outreach to a covered youth went in a year."""

    NONE = "none"
    SOUGHT = "sought"
    """Attempts, and nobody answered."""
    REACHED = "reached"
    """Attempts, and one was answered or the youth came to enrol."""
    CAME = "came"
    """Own contact without any attempt."""


class Mishap(Enum):
    """What befalls a youth, or what is told of them, and changes no figure."""

    RETURNS = auto()
    """Leaves the register and comes back in a later year."""
    LEFT_IN_WAIT_BEFORE = auto()
    """A short first stay, ended before the search, precedes the others in the same year."""
    DROPPED_FOR_DAYS = auto()
    """The register drops the youth and takes them back within a week."""
    EXIT_TOLD_LATE = auto()
    OPENED_BY_HAND = auto()
    """Somebody meets the youth before BER tells of them."""
    MOVES = auto()
    DISTRICT_TOLD_LATER = auto()
    GENDER_TOLD_LATER = auto()
    DETAILS_CHANGE = auto()
    PROTECTED = auto()


@dataclass(slots=True, eq=False)
class YearPlan:
    """An operating year in which the youth is in the register."""

    year: int
    contact: Contact
    channels: list[str] = field(default_factory=list)
    """Of the outreach attempts, in order."""
    answered: int | None = None
    """Which attempt is answered; ``None`` where the enrolment itself, or an own contact, reaches the youth."""
    occupation_when_reached: Literal["occupied", "not_occupied", "missing"] = "missing"
    address_reported: bool = False


@dataclass(slots=True, eq=False)
class EnrolmentPlan:
    """An enrolment by the years in which it begins and ends; ``closed`` is ``None`` while it lasts."""

    opened: int
    closed: int | None = None
    outcome: Outcome | None = None
    aim_from: int | None = None
    """The year in which Aim begins inside it, and then lasts until it is closed."""
    beside_another: bool = False
    """The youth enrols at a second unit too, while this enrolment lasts."""


@dataclass(slots=True, eq=False)
class YouthPlan:
    gender: Gender
    years: list[YearPlan]
    """The years with a day in the register; they follow each other without a gap."""
    enrolments: list[EnrolmentPlan] = field(default_factory=list)
    leaves: bool = True
    """Whether the register drops the youth within the last of the years."""
    jobbtorg: str | None = None
    """Where the youth belongs at the end, ``no_district`` if the register says none; ``None``: anywhere."""
    protection: Protection = "none"
    protection_told_later: bool = False
    household: int = -1
    """Youths of one household share an address; -1 is one of one's own."""

    mishaps: set[Mishap] = field(default_factory=set)
    returns_in: int | None = None
    """The year that begins with a new stay in the register, after some weeks out of it."""

    def contact_in(self, year: int) -> Contact | None:
        """``None`` in a year without a day in the register."""
        return next((planned.contact for planned in self.years if planned.year == year), None)

    @property
    def has_address_report(self) -> bool:
        return any(planned.address_reported for planned in self.years)
