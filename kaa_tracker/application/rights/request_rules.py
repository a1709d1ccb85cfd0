"""What may be written about a person's request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from kaa_tracker.application.rights.person_requests import PersonRequest, Received, Step, StepKind
from kaa_tracker.application.rights.source_messages import ANSWERS, FIELDS, SourceMessage
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.domain.periods import local_day
from kaa_tracker.domain.reference import Reference

REQUEST_KINDS = "request_kinds"
CODES_OF: Mapping[StepKind, str] = {
    "noted": "request_steps",
    "extended": "request_extension_reasons",
    "closed": "request_outcomes",
}
"""The code list of each kind of step; taking a request over needs no reason."""


def unfit_request(received: Received, today: date, reference: Reference) -> Refusal | None:
    """Why it cannot be a request; ``None`` if it can."""
    if reference.find(REQUEST_KINDS, received.kind, received.received_on) is None:
        return Refusal("unknown_code", (REQUEST_KINDS,))
    return Refusal("request_not_in_future") if received.received_on > today else None


def unfit_step(request: PersonRequest, step: Step, reference: Reference) -> Refusal | None:
    """Why it cannot be the next step of the request; ``None`` if it can."""
    if request.outcome is not None:
        return Refusal("request_closed")
    today, codes = local_day(step.at), CODES_OF.get(step.what)
    if codes is not None and reference.find(codes, step.code, today) is None:
        return Refusal("unknown_code", (codes,))
    if step.what == "extended":
        return _unfit_extension(request, today)
    return Refusal("request_without_handler") if step.what == "closed" and request.handler is None else None


def _unfit_extension(request: PersonRequest, today: date) -> Refusal | None:
    """The person is told of it within the first month (art. 12.3), and once."""
    if request.extended_for is not None:
        return Refusal("request_extended_before")
    return Refusal("extension_too_late") if today > request.due_on else None


def unfit_contest(
    request: PersonRequest, field: str, open_messages: Sequence[SourceMessage], today: date, reference: Reference
) -> Refusal | None:
    """Why the field cannot be contested for the request; ``None`` if it can. ``open_messages`` are the case's."""
    if request.outcome is not None or request.case_id is None:
        return Refusal("request_closed")
    if reference.find(FIELDS, field, today) is None:
        return Refusal("unknown_code", (FIELDS,))
    is_flagged = any(message.field == field for message in open_messages)
    return Refusal("field_contested_before", (field,)) if is_flagged else None


def unfit_sending(message: SourceMessage) -> Refusal | None:
    return Refusal("message_sent_before") if message.sent_at is not None else None


def unfit_answer(message: SourceMessage, answer: str, today: date, reference: Reference) -> Refusal | None:
    """Why the register cannot have answered so; ``None`` if it can."""
    if message.sent_at is None:
        return Refusal("message_not_sent")
    if message.answer is not None:
        return Refusal("message_answered_before")
    return Refusal("unknown_code", (ANSWERS,)) if reference.find(ANSWERS, answer, today) is None else None
