"""What people logged elsewhere becomes orders on the right case: a city's history, line by line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from kaa_tracker.application.casework import Casework, Order, has_opened
from kaa_tracker.application.handling import UNKNOWN_CASE, CommandHandler, Result
from kaa_tracker.application.ports import CaseIds, PersonVault
from kaa_tracker.domain.case import commands as c
from kaa_tracker.domain.person import Person


class Youth(NamedTuple):
    """Whom a line is about, by either of the two."""

    register_key: str | None = None
    identity_number: str | None = None

    def __repr__(self) -> str:
        return "Youth(…)"


class OutreachLine(NamedTuple):
    """A validated line; ``person`` comes with a case opened by hand, ``value`` with a contact detail."""

    youth: Youth
    request: c.Request
    person: Person | None = None
    value: str | None = None

    def __repr__(self) -> str:
        return f"OutreachLine({type(self.request.command).__name__})"


class OutreachIntake:
    def __init__(self, handler: CommandHandler, vault: PersonVault, new_case_id: CaseIds) -> None:
        self._casework = Casework(handler, vault)
        self._vault = vault
        self._new_case_id = new_case_id
        self._opened: dict[str, UUID] = {}
        """The cases this intake has opened, by identity number; a dry run finds them nowhere else."""

    def take(self, lines: Sequence[OutreachLine]) -> list[Result]:
        """The result of each line, in order; a later line sees the effect of an earlier one."""
        cases = self._cases_of(lines)
        orders = {
            n: Order(cases[n], line.request, line.person, line.value) for n, line in enumerate(lines) if n in cases
        }
        results = dict(zip(orders, self._casework.take(list(orders.values())), strict=True))
        for n, result in results.items():
            number = lines[n].youth.identity_number
            if number and lines[n].person and has_opened(result):
                self._opened[number] = orders[n].case_id
        return [results.get(n, UNKNOWN_CASE) for n in range(len(lines))]

    def _cases_of(self, lines: Sequence[OutreachLine]) -> Mapping[int, UUID]:
        """The case of each line, by its place; a line about somebody unknown has none."""
        keys = {line.youth.register_key for line in lines if line.youth.register_key}
        numbers = {line.youth.identity_number for line in lines if line.youth.identity_number}
        by_key = self._vault.cases_of_register_keys(keys)
        by_number = {**self._opened, **self._vault.cases_of_identity_numbers(numbers)}
        cases: dict[int, UUID] = {}
        for n, line in enumerate(lines):
            number = line.youth.identity_number
            case_id = by_key.get(line.youth.register_key or "") or by_number.get(number or "")
            if case_id is None and number and isinstance(line.request.command, c.OpenCaseByHand):
                case_id = by_number[number] = self._new_case_id()
            if case_id is not None:
                cases[n] = case_id
        return cases
