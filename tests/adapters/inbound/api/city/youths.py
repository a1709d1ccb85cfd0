"""Four youths of one city: in Farsta, in Kista, in no district, and with a protected identity."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from kaa_tracker.application.intake.register import RegisterMessage
from kaa_tracker.domain.case.commands import RecordRegisterChange
from kaa_tracker.domain.identifiers import official_test_number
from tests.adapters.inbound.api.office import Office, an_office
from tests.application.told import ADA, BO, change, entry

CEM, DINA = "berkey-cem", "berkey-dina"

BORN = {BO: date(2004, 6, 7), CEM: date(2004, 7, 8), DINA: date(2004, 8, 9)}
GIVEN_NAMES = {ADA: "Ada", BO: "Bo", CEM: "Cem", DINA: "Dina"}


@contextmanager
def a_city(folder: Path, **settings: Any) -> Iterator[Office]:
    """The search for all of them begins on the day it is."""
    with an_office(folder, **settings) as office:
        office.feed(
            entry(),
            entered(BO, district="rinkeby_kista", gender="man"),
            entered(CEM, district="no_district", gender="man"),
            entered(DINA, district="farsta", gender="woman", protection="protected_registration"),
        )
        office.days_pass(1)
        yield office


def entered(key: str, **told: Any) -> RegisterMessage:
    born = BORN[key]
    number = official_test_number(born, told["gender"])
    message = entry(key, number=number, birth_date=born, given_name=GIVEN_NAMES[key], family_name="Alm")
    return message._replace(command=replace(message.command, **told))


def marked(key: str = ADA) -> RegisterMessage:
    """The youth's identity is protected from now on."""
    told = RecordRegisterChange(effective_on=date(2022, 3, 28), revision=2, protection="protected_registration")
    return change(key, on="2022-03-28")._replace(command=told)
