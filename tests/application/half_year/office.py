"""A city of a few youths, and the people who make its half-year file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from kaa_tracker.application.half_year.building import Built
from kaa_tracker.application.half_year.files import HalfYearFile
from kaa_tracker.domain.access.roles import Posting, Role, User
from kaa_tracker.domain.case import commands as c
from kaa_tracker.domain.half_year.half import HalfYear
from kaa_tracker.domain.identifiers import official_test_number
from kaa_tracker.system import System
from tests.application.told import BORN, attempt, change, entry, leaving, line

HALF = HalfYear(2022, 1)
NOW = datetime(2023, 6, 1, 9, tzinfo=UTC)
YOUTHS = 5
PROTECTED = 4
"""The number of the youth whose identity is protected."""


def somebody(name: str, role: Role, unit: str = "") -> User:
    return User(name, (Posting(role, unit),))


BUILDER = somebody("rut.rask", "register_coordinator")
FETCHER = somebody("ceda.cede", "central_coordinator")
HANDLER = somebody("hanna.hav", "protected_case_handler")
STATISTICIAN = somebody("stina.stat", "statistician")
LOCAL = somebody("lena.lind", "local_coordinator", "globen")
ELSEWHERE = somebody("kim.kist", "local_coordinator", "kista")


def number(n: int) -> str:
    """The higher the earlier born, so that the order of the file is not that of the cases."""
    return official_test_number(born(n), "woman")


def born(n: int) -> date:
    return BORN - timedelta(days=n)


class City:
    """Youths 0 to 3 are in the register from March 2022; 0 left in May; the last one is protected."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.moments = 0
        intake = system.register_intake()
        intake.take([self.entry(n) for n in range(YOUTHS)])
        intake.take([change(self.key(PROTECTED), protection="confidentiality_marked")])
        intake.take([leaving(self.key(0), "2022-05-10")])
        system.runner.catch_up()

    def key(self, n: int) -> str:
        return f"berkey-{n}"

    def entry(self, n: int, **others: Any) -> Any:
        return entry(self.key(n), number=number(n), birth_date=born(n), given_name=f"Förnamnetna{n}", **others)

    def case(self, n: int) -> UUID:
        return self.system.vault.cases_of_register_keys([self.key(n)])[self.key(n)]

    def reach(self, n: int, on: str = "2022-04-01") -> None:
        """An attempt made and answered."""
        made = attempt(on, f"of {n} {on}")
        answer = c.LogAnswer(attempt_id=made.attempt_id, at=made.at + timedelta(hours=1), by="youth")
        self.system.outreach_intake().take([line(one, on, key=self.key(n)) for one in (made, answer)])
        self.system.runner.catch_up()

    def now(self) -> datetime:
        """A minute after the last time."""
        self.moments += 1
        return NOW + timedelta(minutes=self.moments)

    def build(self, user: User = BUILDER, half: HalfYear = HALF) -> Built:
        return self.system.half_year.building.build(user, half, self.now())

    def decide(self, *, goes: bool = True, user: User = HANDLER) -> None:
        deciding = self.system.half_year.deciding
        reason = "protected_channel" if goes else "risk_of_disclosure"
        deciding.decide(user, HALF, self.case(PROTECTED), self.now(), goes=goes, reason=reason)

    def sealed(self) -> HalfYearFile:
        return self.system.half_year.sealing.seal(BUILDER, self.build().file.number, self.now())

    def fetch(self, number: int, user: User = FETCHER) -> Mapping[str, bytes]:
        return self.system.half_year.fetching.fetch(user, number, self.now())

    def sent(self) -> HalfYearFile:
        return self.system.half_year.sealing.sent(FETCHER, self.sealed().number, self.now())

    def dispose(self) -> int:
        """Of youth 0, who left; answers of how many."""
        proposed = self.system.disposal.propose(NOW.date(), "line.ek", NOW).number
        self.system.disposal.approve(proposed, "bo.berg", NOW)
        return self.system.disposal.run(proposed, NOW.date(), NOW).disposed


def csv_lines(contents: Mapping[str, bytes], name: str) -> list[list[str]]:
    """The lines of one of the CSV files, without its head."""
    [content] = [content for file, content in contents.items() if file.endswith(f"{name}.csv")]
    return [row.split(";") for row in content.decode("utf-8-sig").splitlines()[1:]]
