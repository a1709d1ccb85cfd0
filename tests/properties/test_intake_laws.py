"""The register feed comes late, twice and out of order, and it does not matter."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaa_tracker.application.handling import Recorded, Unchanged
from kaa_tracker.application.intake.outreach import OutreachLine, Youth
from kaa_tracker.application.intake.register import RegisterIntake, RegisterMessage, Waiting
from kaa_tracker.bootstrap import open_system
from kaa_tracker.domain.case import commands as c
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.domain.periods import noon
from kaa_tracker.domain.person import Person
from kaa_tracker.settings import Settings
from kaa_tracker.system import System
from tests.histories import lines_of, messages_of, register_messages, steps
from tests.lives import COORDINATOR, Step
from tests.read_models import Contents, contents

LAW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

ARRIVAL = ("version", "closing")
"""The columns that say in which order things were recorded."""

LAST_DAY = date(2024, 12, 31)


days = st.integers(0, 1200).map(lambda n: date(2021, 9, 1) + timedelta(days=n))


@contextmanager
def a_system() -> Iterator[System]:
    with tempfile.TemporaryDirectory() as folder, open_system(Settings(folder=Path(folder))) as system:
        yield system


def bring(intake: RegisterIntake, pieces: Sequence[Sequence[RegisterMessage]]) -> None:
    """Bring the messages piece by piece, and those that had to wait again at the end."""
    waiting: list[RegisterMessage] = []
    for piece in pieces:
        waiting += [result.message for result in intake.take(piece) if isinstance(result, Waiting)]
    assert not any(isinstance(result, Waiting) for result in intake.take(waiting))


def known(system: System) -> tuple[Contents, dict[str, Person]]:
    """The rows, under the register keys of their cases, and the persons."""
    system.runner.catch_up()
    keys = key_of_case(system)
    persons = {keys[case_id]: person for case_id, person in system.vault.get(list(keys)).items()}
    with system.reading.connect() as connection:
        return by_key(contents(connection.engine, without=ARRIVAL), keys), persons


def key_of_case(system: System) -> dict[UUID, str]:
    cases = {change.case_id for change in system.store.changes(0, 100_000)}
    keys = {case_id: person.register_key for case_id, person in system.vault.get(cases).items()}
    return {case_id: key for case_id, key in keys.items() if key is not None}


def by_key(rows: Contents, keys: dict[UUID, str]) -> Contents:
    return {
        table: type(found)({(keys[row[0]], *row[1:]): n for row, n in found.items()}) for table, found in rows.items()
    }


def in_pieces(data: st.DataObject, messages: Sequence[Any]) -> list[list[Any]]:
    """The messages shuffled, some of them twice, in up to five pieces."""
    twice = data.draw(st.lists(st.sampled_from(messages), max_size=5), label="doubled")
    shuffled = data.draw(st.permutations([*messages, *twice]), label="shuffled")
    cuts = sorted(data.draw(st.lists(st.integers(0, len(shuffled)), max_size=4), label="cuts"))
    return [list(shuffled[start:end]) for start, end in pairwise([0, *cuts, len(shuffled)])]


@LAW
@given(messages=register_messages(), data=st.data())
def test_register_messages_shuffled_and_doubled_end_in_the_same_state(
    messages: list[RegisterMessage], data: st.DataObject
) -> None:
    with a_system() as orderly, a_system() as disorderly:
        bring(orderly.register_intake(), [messages])
        bring(disorderly.register_intake(), in_pieces(data, messages))
        assert known(disorderly) == known(orderly)
        for system in (orderly, disorderly):
            system.daily_round.run(LAST_DAY, noon(LAST_DAY))
        assert known(disorderly) == known(orderly)


@LAW
@given(messages=register_messages(), data=st.data())
def test_a_daily_round_between_the_messages_makes_no_difference_in_the_end(
    messages: list[RegisterMessage], data: st.DataObject
) -> None:
    with a_system() as orderly, a_system() as disorderly:
        bring(orderly.register_intake(), [messages])
        pieces = in_pieces(data, messages)
        intake = disorderly.register_intake()
        for piece in pieces:
            intake.take(piece)
            run_round(disorderly, data.draw(days, label="round"))
        bring(intake, pieces)
        for system in (orderly, disorderly):
            run_round(system, LAST_DAY)
        assert known(disorderly) == known(orderly)


@LAW
@given(told=steps(), data=st.data())
def test_what_people_logged_comes_to_the_same_whatever_order_the_register_came_in(
    told: list[Step], data: st.DataObject
) -> None:
    messages, lines = messages_of(told), lines_of(told)
    with a_system() as orderly, a_system() as disorderly:
        bring(orderly.register_intake(), [messages])
        bring(disorderly.register_intake(), in_pieces(data, messages))
        assert verdicts(disorderly, lines) == verdicts(orderly, lines)
        for system in (orderly, disorderly):
            run_round(system, LAST_DAY)
        assert known(disorderly) == known(orderly)


def verdicts(system: System, lines: Sequence[OutreachLine]) -> list[str]:
    """Recorded or not, and why not; the numbers of entries depend on what was recorded before."""
    results = system.outreach_intake().take(lines)
    return [result.code if isinstance(result, Refusal) else type(result).__name__ for result in results]


@LAW
@given(messages=register_messages(), data=st.data())
def test_cases_opened_by_hand_are_joined_whatever_order_the_register_comes_in(
    messages: list[RegisterMessage], data: st.DataObject
) -> None:
    youths = {message.register_key: message.person for message in messages if "birth_date" in message.person}
    opened = [by_hand(person) for person in youths.values()]
    with a_system() as orderly, a_system() as disorderly:
        for system, pieces in ((orderly, [messages]), (disorderly, in_pieces(data, messages))):
            system.outreach_intake().take(opened)
            bring(system.register_intake(), pieces)
        assert known(disorderly) == known(orderly)
        assert len(key_of_case(orderly)) == len(youths)


def by_hand(told: Mapping[str, Any]) -> OutreachLine:
    """Somebody met the youth in August, before BER told of them."""
    met_on = date(2021, 8, 20)
    command = c.OpenCaseByHand(on=met_on, basis="drop_in", gender="woman", birth_year=told["birth_date"].year)
    request = c.Request(
        command_id=f"open {told['identity_number']}", actor=COORDINATOR, recorded_at=noon(met_on), command=command
    )
    return OutreachLine(Youth(identity_number=told["identity_number"]), request, Person(**told))


def run_round(system: System, day: date) -> None:
    system.runner.catch_up()
    system.daily_round.run(day, noon(day))


@LAW
@given(messages=register_messages(), rounds=st.lists(days, max_size=5))
def test_rounds_run_late_early_or_often_come_to_the_same(messages: list[RegisterMessage], rounds: list[date]) -> None:
    with a_system() as once, a_system() as often:
        for system in (once, often):
            bring(system.register_intake(), [messages])
        for day in [*rounds, LAST_DAY, LAST_DAY]:
            run_round(often, day)
        run_round(once, LAST_DAY)
        assert known(often) == known(once)


@LAW
@given(told=steps())
def test_everything_told_again_yields_no_event(told: list[Step]) -> None:
    messages, lines = messages_of(told), lines_of(told)
    with a_system() as system:
        bring(system.register_intake(), [messages])
        first = system.outreach_intake().take(lines)
        position = system.store.last_position()
        assert not any(isinstance(result, Recorded) for result in system.register_intake().take(messages))
        again = system.outreach_intake().take(
            [line for line, result in zip(lines, first, strict=True) if had_effect(result)]
        )
        assert all(isinstance(result, Unchanged) for result in again)
        assert system.store.last_position() == position


def had_effect(result: Any) -> bool:
    return not isinstance(result, Refusal)


@LAW
@given(told=steps(), at_once=st.integers(1, 7))
def test_a_dry_run_predicts_the_results_of_the_real_run_and_writes_nothing(told: list[Step], at_once: int) -> None:
    with a_system() as system:
        for take in (register_of(messages_of(told)), outreach_of(lines_of(told))):
            position = system.store.last_position()
            predicted = take(system, at_once, check_only=True)
            assert system.store.last_position() == position
            assert take(system, at_once, check_only=False) == predicted


Take = Callable[..., list[str]]


def register_of(messages: Sequence[RegisterMessage]) -> Take:
    def take(system: System, at_once: int, *, check_only: bool) -> list[str]:
        intake = system.register_intake(check_only=check_only)
        pieces = [messages[n : n + at_once] for n in range(0, len(messages), at_once)]
        return [said(result) for piece in pieces for result in intake.take(piece)]

    return take


def outreach_of(lines: Sequence[OutreachLine]) -> Take:
    def take(system: System, at_once: int, *, check_only: bool) -> list[str]:
        intake = system.outreach_intake(check_only=check_only)
        pieces = [lines[n : n + at_once] for n in range(0, len(lines), at_once)]
        return [said(result) for piece in pieces for result in intake.take(piece)]

    return take


def said(result: Any) -> str:
    """The result without the case's id, which a dry run makes up."""
    match result:
        case Recorded(version=version, events=events):
            return f"recorded {events} to {version}"
        case Unchanged(version=version):
            return f"unchanged at {version}"
        case Refusal(code=code, about=about):
            return f"refused {code} {about}"
        case _:
            return "waiting"
