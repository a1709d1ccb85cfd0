"""Youths that letters can go to, and what happens to them between a letter's printing and its posting."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from kaa_tracker.application.intake.register import RegisterMessage
from kaa_tracker.domain.case.commands import RecordRegisterChange
from kaa_tracker.domain.identifiers import official_test_number
from kaa_tracker.domain.person import Address
from tests.adapters.inbound.api.office import Office
from tests.application.told import HOME, change, entry, leaving

EVERYBODY = ("Ada", "Bo", "Cem", "Dina", "Eva", "Fia", "Gil", "Hal")
WRITTEN_TO = EVERYBODY[:4]
"""Those a letter of Globen's can go to."""
ELSEWHERE = Address(street="Granvägen 3", postal_code="163 00", city="Spånga")

ON = "2022-03-29"
"""The day on which something happens to them."""


def youth(name: str, **told: Any) -> RegisterMessage:
    """Covered since 1 March and living in Farsta, unless told otherwise."""
    born = told.pop("born", date(2004, 5, 1 + EVERYBODY.index(name)))
    on, address = told.pop("on", "2022-03-01"), told.pop("address", HOME)
    who = {"birth_date": born, "given_name": name, "family_name": "Alm", "number": official_test_number(born, "woman")}
    message = entry(name, on, address=address, **who) if address else entry(name, on, **who)
    return message._replace(command=replace(message.command, **{"birth_year": born.year, **told}))


def with_youths(office: Office) -> Office:
    """Ada to Dina can have a letter; Eva waits, Fia has no address, Gil is Kista's, and Hal is protected."""
    office.feed(
        *map(youth, WRITTEN_TO),
        youth("Eva", on="2022-03-25"),
        youth("Fia", address=None),
        youth("Gil", district="rinkeby_kista"),
        youth("Hal", protection="confidentiality_marked"),
    )
    office.days_pass(1)
    return office


def left(name: str, told_on: str = ON) -> RegisterMessage:
    """The register dropped them the day before ``ON``."""
    return leaving(name, "2022-03-28", revision=2, sent=told_on)


def moved(name: str, **told: Any) -> RegisterMessage:
    return change(name, ON, address=ELSEWHERE, **told)


def moved_home(name: str) -> RegisterMessage:
    """After having moved."""
    return change(name, ON, revision=3, address=HOME)


def lost_address(name: str) -> RegisterMessage:
    return change(name, ON, address=None)


def to_kista(name: str) -> RegisterMessage:
    return change(name, ON, district="rinkeby_kista")


def marked(name: str) -> RegisterMessage:
    """The identity is protected from now on."""
    told = RecordRegisterChange(effective_on=date.fromisoformat(ON), revision=2, protection="confidentiality_marked")
    return change(name, ON)._replace(command=told)


TWENTY_TOMORROW = date.fromisoformat(ON).replace(year=2002) + timedelta(days=1)
"""The birth date of somebody who turns 20 the day after ``ON``."""
