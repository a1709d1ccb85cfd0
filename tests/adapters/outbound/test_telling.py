"""What has been told of cases since a position: each history cut where it was, and nothing of the disposed of."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from kaa_tracker.adapters.outbound.reports.telling import told_since
from kaa_tracker.application.ports import Append
from kaa_tracker.domain.case.events import Actor, CaseDisposed, Entry
from tests.histories import case_id, histories
from tests.projections.log_in_memory import LogInMemory

CUTS = st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40)).map(sorted)


@given(histories(), CUTS)
def test_a_case_is_as_the_log_had_it_at_every_later_position(appends: list[Append], cuts: list[int]) -> None:
    since, first, last = cuts
    log = LogInMemory(appends)
    for told_of, case in told_since(log, since).items():
        for cut in (first, last):
            assert case.as_of(cut) == log.histories([told_of], up_to=cut).get(told_of, ())
        between = list(case.told(first, last))
        assert case.as_of(last) == (*case.as_of(first), *(entry for _, entry in between))
        own = [change.position for change in log.changes(first, 1000) if change.case_id == told_of]
        assert [position for position, _ in between] == [position for position in own if position <= last]


@given(histories(), st.integers(0, 40))
def test_those_told_of_since_are_all_there(appends: list[Append], since: int) -> None:
    log = LogInMemory(appends)
    assert set(told_since(log, since)) == {change.case_id for change in log.changes(since, 1000)}


def in_the_log_of(*youths: UUID) -> LogInMemory:
    """Each of whom nothing is told but that they are disposed of."""
    end = CaseDisposed(on=date(2023, 6, 1), rule="left_in_wait")
    entry = Entry(1, datetime(2023, 6, 1, tzinfo=UTC), Actor("system", "system"), "disposal", end)
    return LogInMemory([Append(youth, 0, (entry,)) for youth in youths])


def test_whoever_is_being_disposed_of_is_not_named_even_while_the_key_is_there() -> None:
    assert told_since(in_the_log_of(case_id(0)), 0) == {}


@given(histories(), st.integers(0, 2))
def test_a_case_that_cannot_be_read_keeps_no_other_from_being_told(appends: list[Append], youth: int) -> None:
    log = LogInMemory(appends)
    whole = told_since(log, 0)
    log.unreadable = {case_id(youth)}
    assert told_since(log, 0) == {one: case for one, case in whole.items() if one != case_id(youth)}
