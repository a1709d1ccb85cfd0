"""Orders about cases, with what of the person goes to the vault instead of the case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple, TypeAlias
from uuid import UUID

import msgspec

from kaa_tracker.application.handling import Asked, CommandHandler, Recorded, Result
from kaa_tracker.application.ports import PersonVault
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.case import commands as c
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.domain.person import Person


class Order(NamedTuple):
    """A request to a case; ``person`` comes with a case opened by hand, ``value`` with a contact detail.

    ``user`` and ``at_version`` as in ``Asked``.
    """

    case_id: UUID
    request: c.Request
    person: Person | None = None
    value: str | None = None
    user: User | None = None
    at_version: int | None = None

    def __repr__(self) -> str:
        return f"Order({type(self.request.command).__name__})"


NO_ADDRESS = Refusal("no_present_address")
AddressCommand: TypeAlias = c.DoubtAddress | c.ReportAddress | c.CloseAddressReport
PRESENT_ADDRESS = UUID(int=0)
"""Stands in an order for the address at which the youth lives now."""

DETAIL_FIELDS = {"phone": "phones", "email": "emails"}


class Casework:
    def __init__(self, handler: CommandHandler, vault: PersonVault) -> None:
        self._handler = handler
        self._vault = vault
        self._met: dict[UUID, Person] = {}
        """For whom cases were opened, where nothing is written: a dry run finds them nowhere else."""

    def take(self, orders: Sequence[Order]) -> list[Result]:
        """The result of each order, in order; a later one sees the effect of an earlier one."""
        return [result for run in _runs(orders) for result in self._take(run)]

    def take_together(self, orders: Sequence[Order]) -> list[Result]:
        """The orders are one act: if one is refused, none has any effect."""
        return self._take(orders, together=True)

    def _take(self, orders: Sequence[Order], *, together: bool = False) -> list[Result]:
        births, addresses = self._births(orders), self._addresses(orders)
        asked = [_asked(order, births.get(order.case_id), addresses.get(order.case_id)) for order in orders]

        def persons(handled: Sequence[Result]) -> Mapping[UUID, Person]:
            return self._persons(
                [order for order, result in zip(orders, handled, strict=True) if isinstance(result, Recorded)]
            )

        results = self._handler.handle(asked, persons, together=together)
        for order, result in zip(orders, results, strict=True):
            if order.person and self._handler.is_dry and has_opened(result):
                self._met[order.case_id] = order.person
        return results

    def _births(self, orders: Sequence[Order]) -> dict[UUID, date]:
        """Asked for only where a rule looks at the age."""
        of_age = {
            order.case_id
            for order in orders
            if isinstance(order.request.command, c.LogContactAttempt | c.CorrectEntry)
            and getattr(order.request.command, "addressee", "relative") == "relative"
        }
        born = {order.case_id: order.person.birth_date for order in orders if order.person}
        born |= {case_id: self._met[case_id].birth_date for case_id in of_age & self._met.keys()}
        return born | self._vault.births(of_age)

    def _addresses(self, orders: Sequence[Order]) -> dict[UUID, UUID]:
        """The present addresses that orders are about; one that only a dry run knows stands for itself."""
        wanted = {order.case_id for order in orders if _is_about_present_address(order)}
        supposed = {case_id: PRESENT_ADDRESS for case_id in wanted & self._met.keys() if self._met[case_id].address}
        return supposed | self._vault.addresses_of(wanted)

    def _persons(self, news: Sequence[Order]) -> dict[UUID, Person]:
        telling = [order for order in news if order.person or order.value]
        persons = self._vault.get({order.case_id for order in telling})
        for order in telling:
            case_id, command = order.case_id, order.request.command
            if order.person is not None:
                persons.setdefault(case_id, order.person)
            elif isinstance(command, c.RecordContactDetail) and case_id in persons and order.value:
                persons[case_id] = _with_detail(persons[case_id], command.field, order.value)
        return persons


def _asked(order: Order, born: date | None, address_id: UUID | None) -> Asked:
    lacking = NO_ADDRESS if address_id is None and _is_about_present_address(order) else None
    request = _at_address(order.request, address_id)
    return Asked(order.case_id, request, born, order.user, order.at_version, lacking)


def has_opened(result: Result) -> bool:
    """Whether the events are the first of their case."""
    return isinstance(result, Recorded) and result.version == result.events


def _runs(orders: Iterable[Order]) -> Iterator[list[Order]]:
    """The orders in pieces, so that the vault knows the address of somebody just met when an order is about it."""
    run: list[Order] = []
    met: set[UUID] = set()
    for order in orders:
        if order.case_id in met and _is_about_present_address(order):
            yield run
            run, met = [], set()
        run.append(order)
        if order.person is not None:
            met.add(order.case_id)
    yield run


def _with_detail(person: Person, field: str, value: str) -> Person:
    name = DETAIL_FIELDS[field]
    known: tuple[str, ...] = getattr(person, name)
    return person if value in known else msgspec.structs.replace(person, **{name: (*known, value)})


def _is_about_present_address(order: Order) -> bool:
    command = order.request.command
    return isinstance(command, AddressCommand) and command.address_id == PRESENT_ADDRESS


def _at_address(request: c.Request, address_id: UUID | None) -> c.Request:
    command = request.command
    if address_id is not None and isinstance(command, AddressCommand) and command.address_id == PRESENT_ADDRESS:
        return replace(request, command=replace(command, address_id=address_id))
    return request
