"""Register messages become commands on the right case, whatever order they come in.

The BER key finds the case, not the identity number; an entry whose key is new joins the case that
somebody opened by hand for the same person. A change or exit of somebody BER never told of waits for
the entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from kaa_tracker.application.handling import UNKNOWN_CASE, Asked, CommandHandler, Recorded, Result
from kaa_tracker.application.ports import CaseIds, PersonVault
from kaa_tracker.domain.case.commands import (
    RecordRegisterChange,
    RecordRegisterEntry,
    RecordRegisterExit,
    Request,
)
from kaa_tracker.domain.case.events import Actor
from kaa_tracker.domain.person import Person

BER = Actor("ber", "system")


class RegisterMessage(NamedTuple):
    """A validated message of BER; ``person`` holds the vault fields that it tells."""

    message_id: str
    register_key: str
    recorded_at: datetime
    command: RecordRegisterEntry | RecordRegisterChange | RecordRegisterExit
    person: Mapping[str, Any]
    unknown_fields: int = 0
    """How many fields it had that the format does not know; they are not read."""

    def __repr__(self) -> str:
        return f"RegisterMessage({type(self.command).__name__})"


class Waiting(NamedTuple):
    """Nothing is known of the person yet; the message is to be brought again once the entry has come."""

    message: RegisterMessage


class RegisterIntake:
    def __init__(self, handler: CommandHandler, vault: PersonVault, new_case_id: CaseIds) -> None:
        self._handler = handler
        self._vault = vault
        self._new_case_id = new_case_id
        self._opened: dict[str, UUID] = {}
        """The cases a dry run would have opened; it finds them nowhere else."""

    def known(self, register_keys: Iterable[str]) -> set[str]:
        """Those of the persons who have a case."""
        return set(self._vault.cases_of_register_keys(set(register_keys)))

    def take(self, messages: Sequence[RegisterMessage]) -> list[Result | Waiting]:
        """The result of each message. Messages taken together may stand in any order."""
        cases = self._cases_of(messages)
        placed = [n for n, message in enumerate(messages) if message.register_key in cases]
        placed.sort(key=lambda n: not isinstance(messages[n].command, RecordRegisterEntry))
        asked = [Asked(cases[messages[n].register_key], _request(messages[n])) for n in placed]

        def persons(results: Sequence[Result]) -> Mapping[UUID, Person]:
            news = [messages[n] for n, result in zip(placed, results, strict=True) if isinstance(result, Recorded)]
            return self._persons(news, cases)

        results = dict(zip(placed, self._handler.handle(asked, persons), strict=True))
        if self._handler.is_dry:
            self._opened |= {messages[n].register_key: r.case_id for n, r in results.items() if isinstance(r, Recorded)}
        return [_answer(message, results.get(n, UNKNOWN_CASE)) for n, message in enumerate(messages)]

    def _cases_of(self, messages: Iterable[RegisterMessage]) -> dict[str, UUID]:
        keys = {message.register_key for message in messages}
        cases = self._vault.cases_of_register_keys(keys)
        cases |= {key: self._opened[key] for key in keys & self._opened.keys()}
        entries = {
            message.register_key: message.person.get("identity_number")
            for message in messages
            if message.register_key not in cases and isinstance(message.command, RecordRegisterEntry)
        }
        by_hand = self._opened_by_hand([number for number in entries.values() if number])
        for key, number in entries.items():
            joined = by_hand.pop(number, None) if number else None
            cases[key] = joined or self._new_case_id()
        return cases

    def _opened_by_hand(self, numbers: Sequence[str]) -> dict[str, UUID]:
        """The cases of these persons that no BER key belongs to yet."""
        taken = set(self._opened.values())
        known = self._vault.cases_of_identity_numbers(numbers)
        persons = self._vault.get(list(known.values()))
        return {
            number: case_id
            for number, case_id in known.items()
            if case_id in persons and persons[case_id].register_key is None and case_id not in taken
        }

    def _persons(self, news: Sequence[RegisterMessage], cases: Mapping[str, UUID]) -> dict[UUID, Person]:
        telling = [message for message in news if message.person]
        persons = self._vault.get({cases[message.register_key] for message in telling})
        for message in telling:
            case_id, revision = cases[message.register_key], message.command.revision
            values = {**message.person, "register_key": message.register_key}
            known = persons.get(case_id)
            persons[case_id] = known.told(values, revision) if known else Person.first_told(values, revision)
        return persons


def _answer(message: RegisterMessage, result: Result) -> Result | Waiting:
    return Waiting(message) if result == UNKNOWN_CASE else result


def _request(message: RegisterMessage) -> Request:
    return Request(command_id=message.message_id, actor=BER, recorded_at=message.recorded_at, command=message.command)
