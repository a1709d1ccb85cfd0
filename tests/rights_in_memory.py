"""Stand-ins for the stores of requests, messages to the source and incidents, with their whole contract."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from kaa_tracker.application.rights import incident_rules, request_rules
from kaa_tracker.application.rights.incidents import Incident, IncidentStep, in_order
from kaa_tracker.application.rights.person_requests import Filed, PersonRequest, Received, Step, Written
from kaa_tracker.application.rights.refused import check
from kaa_tracker.application.rights.source_messages import SourceMessage
from kaa_tracker.domain.periods import local_day
from kaa_tracker.domain.reference import Reference


@dataclass
class _Names:
    """Under which number each name was filed."""

    filed: dict[str, int] = field(default_factory=dict)

    def before(self, command_id: str) -> Filed | None:
        return Filed(self.filed[command_id], is_new=False) if command_id in self.filed else None

    def file(self, command_id: str) -> Filed:
        self.filed[command_id] = len(self.filed) + 1
        return Filed(self.filed[command_id], is_new=True)


class RequestsInMemory:
    """``PersonRequests`` and ``SourceMessages``."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._requests: dict[int, PersonRequest] = {}
        self._messages: dict[int, SourceMessage] = {}
        self._names = _Names(), _Names(), _Names()

    def register(self, received: Received, written: Written) -> Filed:
        if (before := self._names[0].before(written.command_id)) is not None:
            return before
        check(request_rules.unfit_request(received, local_day(written.at), self._reference))
        filed = self._names[0].file(written.command_id)
        self._requests[filed.number] = PersonRequest(filed.number, *received, written.by, written.at, ())
        return filed

    def add(self, number: int, step: Step, command_id: str) -> Filed:
        if (before := self._names[1].before(command_id)) is not None:
            return before
        request = self._requests[number]
        check(request_rules.unfit_step(request, step, self._reference))
        self._requests[number] = request._replace(steps=(*request.steps, step))
        return self._names[1].file(command_id)

    def get(self, number: int) -> PersonRequest | None:
        return self._requests.get(number)

    def listed(self, *, open_only: bool = True, case_id: UUID | None = None) -> list[PersonRequest]:
        wanted = (
            one
            for one in self._requests.values()
            if (case_id is None or one.case_id == case_id) and not (open_only and one.outcome)
        )
        return sorted(wanted, key=lambda one: (one.due_on, one.number))

    def forget_case(self, case_id: UUID) -> int:
        for message in [one for one in self._messages.values() if one.case_id == case_id]:
            self._messages[message.number] = message._replace(case_id=None)
        naming = [one for one in self._requests.values() if one.case_id == case_id]
        self._requests |= {one.number: one._replace(case_id=None) for one in naming}
        return len(naming)

    def contest(self, request: int, field: str, by: str, at: datetime, command_id: str) -> Filed:
        if (before := self._names[2].before(command_id)) is not None:
            return before
        asked = self._requests[request]
        flagged = self.messages(case_id=asked.case_id) if asked.case_id else []
        check(request_rules.unfit_contest(asked, field, flagged, local_day(at), self._reference))
        filed = self._names[2].file(command_id)
        self._messages[filed.number] = SourceMessage(filed.number, request, asked.case_id, field, by, at)
        return filed

    def message(self, number: int) -> SourceMessage | None:
        return self._messages.get(number)

    def messages(self, *, open_only: bool = True, case_id: UUID | None = None) -> list[SourceMessage]:
        found = (one for one in self._messages.values() if case_id is None or one.case_id == case_id)
        return [one for one in found if not (open_only and one.answer)]

    def sent(self, number: int, by: str, at: datetime) -> None:
        message = self._messages[number]
        check(request_rules.unfit_sending(message))
        self._messages[number] = message._replace(sent_by=by, sent_at=at)

    def answered(self, number: int, answer: str, by: str, at: datetime) -> None:
        message = self._messages[number]
        check(request_rules.unfit_answer(message, answer, local_day(at), self._reference))
        self._messages[number] = message._replace(answer=answer, answered_by=by, answered_at=at)


@dataclass
class _Kept:
    said: dict[str, Any]
    steps: list[IncidentStep] = field(default_factory=list)
    disposed: int = 0


class IncidentsInMemory:
    """``Incidents``."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._kept: dict[int, _Kept] = {}
        self._names = _Names(), _Names()

    def record(self, kind: str, discovered_at: datetime, written: Written) -> Filed:
        if (before := self._names[0].before(written.command_id)) is not None:
            return before
        check(incident_rules.unfit_incident(kind, discovered_at, written.at, self._reference))
        filed = self._names[0].file(written.command_id)
        said = {"number": filed.number, "kind": kind, "discovered_at": discovered_at}
        self._kept[filed.number] = _Kept({**said, "by": written.by, "at": written.at})
        return filed

    def add(self, number: int, step: IncidentStep, command_id: str) -> Filed:
        if (before := self._names[1].before(command_id)) is not None:
            return before
        known = self._told(self._kept[number])
        check(incident_rules.unfit_step(known, step, self._reference))
        news = (case_id for case_id in dict.fromkeys(step.case_ids) if case_id not in known.case_ids)
        self._kept[number].steps.append(step._replace(case_ids=tuple(news)))
        return self._names[1].file(command_id)

    def get(self, number: int) -> Incident | None:
        return self._told(self._kept[number]) if number in self._kept else None

    def listed(self, *, open_only: bool = True) -> list[Incident]:
        found = [self._told(one) for one in self._kept.values()]
        return in_order([one for one in found if not (open_only and one.is_closed)])

    def forget_case(self, case_id: UUID) -> int:
        naming = [n for n, one in self._kept.items() if case_id in self._told(one).case_ids]
        for n in naming:
            steps = [
                step._replace(case_ids=tuple(one for one in step.case_ids if one != case_id))
                for step in self._kept[n].steps
            ]
            self._kept[n] = replace(self._kept[n], steps=steps, disposed=self._kept[n].disposed + 1)
        return len(naming)

    def _told(self, kept: _Kept) -> Incident:
        case_ids = tuple(case_id for step in kept.steps for case_id in step.case_ids)
        return Incident(**kept.said, steps=tuple(kept.steps), case_ids=case_ids, unnamed=kept.disposed)
