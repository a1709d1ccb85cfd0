"""Hypothesis strategies for registers and outreach of several youths, and what they come to.

``steps()`` draws what is told of a few youths, in the order in which it is told. From the same steps
come the messages of BER, the lines of outreach, and by the rules themselves the histories.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from hypothesis import strategies as st

from kaa_tracker.adapters.outbound.reference_files import load_reference
from kaa_tracker.adapters.outbound.stream_ids import RANDOM_BITS, uuid7
from kaa_tracker.application.intake.outreach import OutreachLine, Youth
from kaa_tracker.application.intake.register import RegisterMessage
from kaa_tracker.application.ports import Append
from kaa_tracker.domain.case import commands as c
from kaa_tracker.domain.case.decisions import decide
from kaa_tracker.domain.case.events import CaseEvent, Entry
from kaa_tracker.domain.case.policies import Situation
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.domain.case.state import NEW_CASE, Case, evolve
from tests.lives import PHRASES, REGISTER_MOVES, Life, Move, Step, lived

REFERENCE = load_reference()

BIRTHS = (date(2004, 5, 6), date(2002, 2, 28), date(2004, 2, 29), date(2003, 12, 1))


def moves(phrases: Sequence[Sequence[str]] = PHRASES, *, most: int = 8) -> st.SearchStrategy[list[Move]]:
    """Moves of one youth in up to ``most`` phrases, some on the same day, some weeks apart."""
    when = st.tuples(st.sampled_from((0, 0, 1, 5, 15, 40)), st.integers(0, 11))
    phrase = st.tuples(st.sampled_from(phrases), when, when, when, when)
    return st.lists(phrase, max_size=most).map(
        lambda said: [Move(name, *how) for names, *hows in said for name, how in zip(names, hows, strict=False)]
    )


def steps(
    phrases: Sequence[Sequence[str]] = PHRASES, *, youths: int = 3, most: int = 8
) -> st.SearchStrategy[list[Step]]:
    """What is told of one to ``youths`` youths, in the order in which it is recorded."""
    lives = st.lists(moves(phrases, most=most), min_size=1, max_size=youths)
    return lives.map(lambda drawn: in_order(lived(n, birth_of(n), made) for n, made in enumerate(drawn)))


def birth_of(youth: int) -> date:
    return BIRTHS[youth % len(BIRTHS)]


def register_messages(*, youths: int = 3, most: int = 8) -> st.SearchStrategy[list[RegisterMessage]]:
    """What BER tells of some youths, in the order of its revisions."""
    return steps([(name,) for name in REGISTER_MOVES], youths=youths, most=most).map(messages_of)


def in_order(lives: Iterable[Iterable[Step]]) -> list[Step]:
    return sorted((step for life in lives for step in life), key=lambda step: step.request.recorded_at)


def messages_of(told: Iterable[Step]) -> list[RegisterMessage]:
    """The steps that BER tells."""
    found = []
    for step in told:
        request = step.request
        if isinstance(request.command, c.RecordRegisterEntry | c.RecordRegisterChange | c.RecordRegisterExit):
            key = register_key(step.youth)
            found.append(
                RegisterMessage(f"/ber {request.command_id}", key, request.recorded_at, request.command, step.told)
            )
    return found


def lines_of(told: Iterable[Step]) -> list[OutreachLine]:
    """The steps that people tell."""
    return [
        OutreachLine(Youth(register_key=register_key(step.youth)), step.request, value=step.value)
        for step in told
        if not step.is_from_register
    ]


def register_key(youth: int) -> str:
    return Life(youth, birth_of(youth)).register_key


def case_id(youth: int) -> UUID:
    return uuid7((youth + 1) << RANDOM_BITS | youth)


def appends_of(told: Iterable[Step]) -> list[Append]:
    """What the rules make of the steps, one append for each that is not refused."""
    cases: dict[int, Case] = {}
    made: list[Append] = []
    for step in told:
        case = cases.get(step.youth, NEW_CASE)
        entries = recorded(case, step.request, birth_of(step.youth))
        if entries:
            made.append(Append(case_id(step.youth), case.version, entries))
            for entry in entries:
                case = evolve(case, entry)
            cases[step.youth] = case
    return made


def recorded(case: Case, request: c.Request, born: date | None) -> tuple[Entry[CaseEvent], ...]:
    """The entries a request leads to; none if it is refused."""
    situation = Situation(recorded_at=request.recorded_at, actor=request.actor, reference=REFERENCE, born=born)
    events = decide(case, request, situation)
    if isinstance(events, Refusal):
        return ()
    first = case.version + 1
    return tuple(
        Entry(first + n, request.recorded_at, request.actor, request.command_id, event)
        for n, event in enumerate(events)
    )


def histories(*, youths: int = 3, most: int = 8) -> st.SearchStrategy[list[Append]]:
    """The log of a few youths, as the rules let it come about."""
    return steps(youths=youths, most=most).map(with_rounds).map(appends_of)


def with_rounds(told: Sequence[Step]) -> list[Step]:
    """The same, the clock having looked at every case each time somebody told something of it."""
    found = []
    for n, step in enumerate(told):
        round_ = c.RunDailyRound(through=step.request.recorded_at.date(), born=birth_of(step.youth))
        request = c.Request(
            command_id=f"round-{n}", actor=step.request.actor, recorded_at=step.request.recorded_at, command=round_
        )
        found += [Step(step.youth, request), step]
    return found
