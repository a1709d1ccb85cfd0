"""What people logged elsewhere becomes commands on the right case: a city's history, line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple, TypeAlias
from uuid import UUID

import msgspec

from kaa_tracker.application.handling import UNKNOWN_CASE, Asked, CommandHandler, Recorded, Result
from kaa_tracker.application.ports import CaseIds, PersonVault
from kaa_tracker.domain.case import commands as c
from kaa_tracker.domain.case.refusal import Refusal
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


NO_ADDRESS = Refusal("no_present_address")
AddressCommand: TypeAlias = c.DoubtAddress | c.ReportAddress | c.CloseAddressReport
PRESENT_ADDRESS = UUID(int=0)
"""Stands in a line for the address at which the youth lives now."""

DETAIL_FIELDS = {"phone": "phones", "email": "emails"}


class OutreachIntake:
    def __init__(self, handler: CommandHandler, vault: PersonVault, new_case_id: CaseIds) -> None:
        self._handler = handler
        self._vault = vault
        self._new_case_id = new_case_id
        self._opened: dict[str, UUID] = {}
        self._met: dict[UUID, Person] = {}
        """The cases this intake has opened, and for whom; a dry run finds them nowhere else."""

    def take(self, lines: Sequence[OutreachLine]) -> list[Result]:
        """The result of each line, in order; a later line sees the effect of an earlier one."""
        return [result for run in _runs(lines) for result in self._take(run)]

    def _take(self, lines: Sequence[OutreachLine]) -> list[Result]:
        cases = self._cases_of(lines)
        births, addresses = self._births(lines, cases), self._addresses(lines, cases)
        results: dict[int, Result] = {}
        asked: dict[int, Asked] = {}
        for n, line in enumerate(lines):
            if n not in cases:
                results[n] = UNKNOWN_CASE
            elif _is_about_present_address(line) and cases[n] not in addresses:
                results[n] = NO_ADDRESS
            else:
                request = _at_address(line.request, addresses.get(cases[n]))
                asked[n] = Asked(cases[n], request, births.get(cases[n]))

        def persons(handled: Sequence[Result]) -> Mapping[UUID, Person]:
            news = [n for n, result in zip(asked, handled, strict=True) if isinstance(result, Recorded)]
            return self._persons([(cases[n], lines[n]) for n in news])

        results |= zip(asked, self._handler.handle(list(asked.values()), persons), strict=True)
        for n, line in enumerate(lines):
            self._remember(line, results[n])
        return [results[n] for n in range(len(lines))]

    def _remember(self, line: OutreachLine, result: Result) -> None:
        number = line.youth.identity_number
        if number and line.person and isinstance(result, Recorded) and result.version == result.events:
            self._opened[number] = result.case_id
            self._met[result.case_id] = line.person

    def _cases_of(self, lines: Sequence[OutreachLine]) -> dict[int, UUID]:
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

    def _births(self, lines: Sequence[OutreachLine], cases: Mapping[int, UUID]) -> dict[UUID, date]:
        """Asked for only where a rule looks at the age."""
        of_age = {
            case_id
            for n, case_id in cases.items()
            if isinstance(lines[n].request.command, c.LogContactAttempt | c.CorrectEntry)
            and getattr(lines[n].request.command, "addressee", "relative") == "relative"
        }
        born = {cases[n]: line.person.birth_date for n, line in enumerate(lines) if line.person and n in cases}
        born |= {case_id: self._met[case_id].birth_date for case_id in of_age & self._met.keys()}
        return born | self._vault.births(of_age)

    def _addresses(self, lines: Sequence[OutreachLine], cases: Mapping[int, UUID]) -> dict[UUID, UUID]:
        """The present addresses that lines are about; one that only a dry run knows stands for itself."""
        wanted = {case_id for n, case_id in cases.items() if _is_about_present_address(lines[n])}
        supposed = {case_id: PRESENT_ADDRESS for case_id in wanted & self._met.keys() if self._met[case_id].address}
        return supposed | self._vault.addresses_of(wanted)

    def _persons(self, news: Sequence[tuple[UUID, OutreachLine]]) -> dict[UUID, Person]:
        telling = [(case_id, line) for case_id, line in news if line.person or line.value]
        persons = self._vault.get({case_id for case_id, _ in telling})
        for case_id, line in telling:
            if line.person is not None:
                persons.setdefault(case_id, line.person)
            elif isinstance(line.request.command, c.RecordContactDetail) and case_id in persons and line.value:
                persons[case_id] = _with_detail(persons[case_id], line.request.command.field, line.value)
        return persons


def _runs(lines: Iterable[OutreachLine]) -> Iterator[list[OutreachLine]]:
    """The lines in pieces, so that the vault knows the address of somebody just met when a line is about it."""
    run: list[OutreachLine] = []
    met: set[Youth] = set()
    for line in lines:
        if line.youth in met and _is_about_present_address(line):
            yield run
            run, met = [], set()
        run.append(line)
        if line.person is not None:
            met.add(line.youth)
    yield run


def _with_detail(person: Person, field: str, value: str) -> Person:
    name = DETAIL_FIELDS[field]
    known: tuple[str, ...] = getattr(person, name)
    return person if value in known else msgspec.structs.replace(person, **{name: (*known, value)})


def _is_about_present_address(line: OutreachLine) -> bool:
    command = line.request.command
    return isinstance(command, AddressCommand) and command.address_id == PRESENT_ADDRESS


def _at_address(request: c.Request, address_id: UUID | None) -> c.Request:
    command = request.command
    if address_id is not None and isinstance(command, AddressCommand) and command.address_id == PRESENT_ADDRESS:
        return replace(request, command=replace(command, address_id=address_id))
    return request
