"""An office and as many youths as a test asks for, each with a number of their own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any, NamedTuple
from uuid import UUID

from kaa_tracker.application.intake.register import RegisterMessage
from kaa_tracker.domain.case.events import Entry
from kaa_tracker.domain.identifiers import official_test_number
from tests.adapters.inbound.api.office import Office
from tests.application.told import change, entry

GLOBEN, KISTA = "farsta", "rinkeby_kista"
"""A district of each of the two units that somebody works at."""


class Youth(NamedTuple):
    register_key: str
    number: str
    born: date
    case_id: UUID

    @property
    def path(self) -> str:
        return f"/cases/{self.case_id}"


class Town:
    def __init__(self, office: Office) -> None:
        self.office = office
        self.get, self.post = office.get, office.post
        self._born = (date(2004, 1, 1) + timedelta(days=n) for n in count())

    def unknown_number(self) -> str:
        return self.unknown()[0]

    def unknown(self) -> tuple[str, date]:
        """A number that nobody has, and the day it says."""
        born = next(self._born)
        return official_test_number(born, "woman"), born

    def youth(self, district: str = GLOBEN, *, protected: bool = False, **who: Any) -> Youth:
        """Taken into the register; of a protected identity."""
        number, born = self.unknown()
        key = f"berkey-{number}"
        told = entry(key, number=number, **who)
        marking = "confidentiality_marked" if protected else "none"
        self._feed(told, district=district, protection=marking)
        return Youth(key, number, born, self.office.case_of(key))

    def mark(self, youth: Youth) -> None:
        """The register says that the identity is protected from now on."""
        told = change(youth.register_key, on="2022-03-20")
        self._feed(told, protection="protected_registration")

    def _feed(self, message: RegisterMessage, **otherwise: Any) -> None:
        """The message, but for what it says otherwise."""
        command: Any = message.command
        self.office.feed(message._replace(command=replace(command, **otherwise)))

    def history(self, youth: Youth | UUID) -> tuple[Entry[Any], ...]:
        case_id = youth if isinstance(youth, UUID) else youth.case_id
        return self.office.system.store.histories([case_id])[case_id]

    def last(self, youth: Youth | UUID) -> str:
        """The name of the last event in the case."""
        return type(self.history(youth)[-1].event).__name__

    def named(self, who: str, youth: Youth) -> None:
        """A handler names somebody on a protected case."""
        body = {"user": who, "until": "2022-12-31", "reason": "stands_in"}
        assert self.post("hanna", f"{youth.path}/access-grants", body).status_code == 201

    def last_access(self, who: str) -> Any:
        [logged] = self.office.system.access_log.of_user(who, limit=1)
        return logged.access

    def accesses(self, who: str) -> int:
        return len(self.office.system.access_log.of_user(who, limit=1_000))
