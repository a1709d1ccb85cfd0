"""What the city holds, the edge and the rules accept: every line, in whichever order the files are taken."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any, Literal

import msgspec
import pytest

from kaa_tracker.adapters.inbound.messages.outreach import parse_outreach_line
from kaa_tracker.adapters.inbound.messages.register import read_register_message
from kaa_tracker.application.intake.register import RegisterMessage
from kaa_tracker.application.intake.rejected import Rejected
from kaa_tracker.domain.case import commands as c
from kaa_tracker.domain.case.decisions import decide
from kaa_tracker.domain.case.events import Actor, Entry
from kaa_tracker.domain.case.policies import Situation
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.domain.case.state import NEW_CASE, evolve
from kaa_tracker.domain.reference import Reference
from tests.simulation.files import City

NOW = datetime(2023, 3, 1, tzinfo=UTC)
BER, CLOCK = Actor("ber", "system"), Actor("clock", "system")
YOUTHS = 700

Order = Literal["the register first", "as it was told"]


def requests(city: City, key: str, order: Order, reference: Reference) -> list[c.Request]:
    """Everything about a youth, the register first or all in the order in which it was told."""
    told = [_of_message(message, reference) for message in city.messages_of[key]]
    told.sort(key=lambda request: request.recorded_at)
    logged = [_of_line(line) for line in city.lines_of[key]]
    clock = c.Request(command_id="round", actor=CLOCK, recorded_at=NOW, command=c.RunDailyRound(through=NOW.date()))
    if order == "the register first":
        return [*told, clock, *logged]
    return [*sorted([*told, *logged], key=lambda request: request.recorded_at), clock]


def _of_message(message: dict[str, Any], reference: Reference) -> c.Request:
    raw = msgspec.json.encode(message)
    found = read_register_message(raw, today=NOW.date(), reference=reference, max_bytes=10_000)
    assert isinstance(found, RegisterMessage), found
    return c.Request(command_id=message["id"], actor=BER, recorded_at=found.recorded_at, command=found.command)


def _of_line(line: dict[str, Any]) -> c.Request:
    found = parse_outreach_line(msgspec.json.encode(line), now=NOW, max_bytes=10_000)
    assert not isinstance(found, Rejected), found
    return found.request


def refusals(asked: list[c.Request], born: date, reference: Reference) -> Iterator[tuple[Refusal, c.Request]]:
    case = NEW_CASE
    for request in asked:
        situation = Situation(recorded_at=request.recorded_at, actor=request.actor, reference=reference, born=born)
        events = decide(case, request, situation)
        if isinstance(events, Refusal):
            yield events, request
            continue
        assert events or request.actor == CLOCK, f"{request.command} changed nothing"
        for event in events:
            entry = Entry(case.version + 1, request.recorded_at, request.actor, request.command_id, event)
            case = evolve(case, entry)


@pytest.mark.parametrize("order", ["the register first", "as it was told"])
def test_no_line_would_be_refused(order: Order, city: City, reference: Reference) -> None:
    for key in islice(city.messages_of, YOUTHS):
        person = city.messages_of[key][0]["data"]["person"]
        asked = requests(city, key, order, reference)
        assert not list(refusals(asked, date.fromisoformat(person["birth_date"]), reference))


def test_a_line_against_the_rules_would_be_noticed(city: City, reference: Reference) -> None:
    key = next(key for key, lines in city.lines_of.items() if lines[0]["command"]["type"] == "log-contact-attempt")
    person = city.messages_of[key][0]["data"]["person"]
    asked = requests(city, key, "the register first", reference)
    planted = [request for request in asked if not isinstance(request.command, c.RecordRegisterEntry)]
    assert list(refusals(planted, date.fromisoformat(person["birth_date"]), reference))
