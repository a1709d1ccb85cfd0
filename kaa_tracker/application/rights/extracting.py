"""How an extract is put together from all stores that hold something of a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from kaa_tracker.application.access.access_log import AccessLog, Act, Logged
from kaa_tracker.application.access.directory import OpeningKind
from kaa_tracker.application.access.granting import REASONS
from kaa_tracker.application.access.revealing import EVERYTHING, Field, Revealing
from kaa_tracker.application.access.seeing import SeenCase
from kaa_tracker.application.ports import EventStore
from kaa_tracker.application.rights.case_rows import CaseRows, HeldRow
from kaa_tracker.application.rights.codes_used import codes_used
from kaa_tracker.application.rights.extract import SCHEMA, ExtractAccess, ExtractEntry, ExtractMessage, SubjectExtract
from kaa_tracker.application.rights.incidents import Incident, Incidents
from kaa_tracker.application.rights.person_requests import PersonRequest, PersonRequests
from kaa_tracker.application.rights.request_rules import CODES_OF, REQUEST_KINDS
from kaa_tracker.application.rights.source_messages import ANSWERS, FIELDS, SourceMessage, SourceMessages
from kaa_tracker.application.rights.traces import Called, FoundMessage, InboxTraces, said_of
from kaa_tracker.domain.case.events import CaseEvent, Entry, Event
from kaa_tracker.domain.case.life import Life
from kaa_tracker.domain.case.state import replay
from kaa_tracker.domain.reference import Reference

_IN_THE_VAULT: tuple[Field, ...] = (*EVERYTHING, "register_key", "told_at")
"""A person may know also what the register calls them, and which of its revisions told what."""

_OPENED: Mapping[Act, OpeningKind] = {"glass_broken": "broken_glass", "sample": "sample"}
_AT_ONCE = 1_000
_EMPLOYEE = "user"
"""The field of events that names somebody who works with the case."""


class Stores(NamedTuple):
    """Where something is held of a case, beside the vault."""

    events: EventStore
    access_log: AccessLog
    traces: InboxTraces
    rows: CaseRows
    requests: PersonRequests
    messages: SourceMessages
    incidents: Incidents


class Extracting:
    """``says`` tells an event in Swedish; with ``names_employees`` whoever worked with the case is named."""

    def __init__(
        self,
        revealing: Revealing,
        stores: Stores,
        reference: Reference,
        says: Callable[[Event], str],
        *,
        names_employees: bool = False,
    ) -> None:
        self._revealing = revealing
        self._stores = stores
        self._reference = reference
        self._says = says
        self._names_employees = names_employees

    def of_case(self, found: SeenCase, at: datetime) -> SubjectExtract:
        """Written in the access log first, where the extract then finds itself. Raises what the log raises."""
        case_id = found.case_id
        shown = self._revealing.persons(found.reader, "subject_extract", [case_id], at, fields=_IN_THE_VAULT)
        person = shown[case_id].values if case_id in shown else None
        called = Called(person["register_key"], person["identity_number"]) if person else Called(None, None)
        requests = tuple(self._stores.requests.listed(open_only=False, case_id=case_id))
        contested = tuple(self._stores.messages.messages(open_only=False, case_id=case_id))
        accesses = tuple(self._accesses(case_id))
        rows = tuple(self._stores.rows.of_case(case_id))
        others = (*_codes_asked(requests, contested), *_codes_of_accesses(accesses), *_codes_of_openings(rows))
        return SubjectExtract(
            schema=SCHEMA,
            made_at=at,
            case_id=case_id,
            person=msgspec.to_builtins(dict(person)) if person else None,
            entries=tuple(map(self._entry, found.history)),
            messages=tuple(_message(one, called) for one in self._stores.traces.of_person(called)),
            accesses=accesses,
            requests=tuple(map(self._request, requests)),
            contested=tuple(map(self._contested, contested)),
            incidents=tuple(self._named_in(case_id)),
            rows=rows,
            codes=tuple(codes_used((entry.event for entry in found.history), others, self._reference)),
            merged=tuple(self.of_case(one, at) for one in self._merged_into(found)),
        )

    def _merged_into(self, found: SeenCase) -> Iterator[SeenCase]:
        """The cases of the same person; one with a protected identity is left to whoever answers for it."""
        case_ids = self._stores.rows.merged_into(found.case_id)
        for case_id, history in self._stores.events.histories(case_ids).items():
            life = Life(replay(history), self._reference.rules)
            if found.life.is_protected or not life.is_protected:
                yield SeenCase(case_id, history, life, found.reader)

    def _entry(self, entry: Entry[CaseEvent]) -> ExtractEntry:
        is_of_system = entry.actor.role == "system"
        return ExtractEntry(
            entry.version,
            entry.recorded_at,
            entry.actor.role,
            entry.actor.user if is_of_system or self._names_employees else None,
            entry.cause if is_of_system or self._names_employees else None,
            str(type(entry.event).__struct_config__.tag),
            self._says(self._without_employee(entry.event)),
            self._data(entry.event),
        )

    def _data(self, event: Event) -> dict[str, Any]:
        """Every field by its name, also one that is empty."""
        told = self._without_employee(event)
        return {
            name: self._data(value) if isinstance(value, Event) else msgspec.to_builtins(value)
            for name, value in ((name, getattr(told, name)) for name in told.__struct_fields__)
        }

    def _without_employee(self, event: Event) -> Event:
        if self._names_employees or _EMPLOYEE not in event.__struct_fields__:
            return event
        return msgspec.structs.replace(event, **{_EMPLOYEE: "–"})

    def _accesses(self, case_id: UUID) -> Iterator[ExtractAccess]:
        """The earliest first."""
        found: list[Logged] = []
        while page := self._stores.access_log.of_case(
            case_id, limit=_AT_ONCE, before=found[-1].number if found else None
        ):
            found.extend(page)
        for access in (logged.access for logged in reversed(found)):
            user = self._named(access.user)
            yield ExtractAccess(access.at, access.role, access.unit, user, access.act, access.fields, access.reason)

    def _request(self, request: PersonRequest) -> PersonRequest:
        steps = tuple(step._replace(by=self._named(step.by) or "") for step in request.steps)
        return request._replace(by=self._named(request.by) or "", steps=steps)

    def _contested(self, message: SourceMessage) -> SourceMessage:
        by, sent, answered = (self._named(name or "") for name in (message.by, message.sent_by, message.answered_by))
        return message._replace(by=by or "", sent_by=sent, answered_by=answered)

    def _named_in(self, case_id: UUID) -> Iterator[Incident]:
        """The incidents that name the case, without whoever else they name."""
        for one in self._stores.incidents.listed(open_only=False):
            if case_id in one.case_ids:
                steps = tuple(
                    step._replace(by=self._named(step.by) or "", case_ids=(), affected=None) for step in one.steps
                )
                yield one._replace(by=self._named(one.by) or "", steps=steps, case_ids=(case_id,), unnamed=0)

    def _named(self, user: str) -> str | None:
        return user if user and self._names_employees else None


def _message(message: FoundMessage, called: Called) -> ExtractMessage:
    has_body = message.body is not None
    told = message[1:9]
    return ExtractMessage(*told, has_body=has_body, said=said_of(message, called))


def _codes_of_openings(rows: Sequence[HeldRow]) -> Iterator[tuple[str, str]]:
    return ((REASONS[row.values["kind"]], row.values["reason"]) for row in rows if row.table == "directory_opening")


def _codes_of_accesses(accesses: Sequence[ExtractAccess]) -> Iterator[tuple[str, str]]:
    return ((REASONS[_OPENED[one.act]], one.reason) for one in accesses if one.act in _OPENED)


def _codes_asked(requests: Sequence[PersonRequest], contested: Sequence[SourceMessage]) -> Iterator[tuple[str, str]]:
    """The codes of what was asked, by list."""
    for request in requests:
        yield REQUEST_KINDS, request.kind
        yield from ((CODES_OF[step.what], step.code) for step in request.steps if step.what in CODES_OF)
    for message in contested:
        yield FIELDS, message.field
        yield ANSWERS, message.answer or ""
