"""Who is to be disposed of by a day: a query on rows, whatever was merged included."""

from __future__ import annotations

from datetime import date

from msgspec import structs

from kaa_tracker.domain.case.events import History
from kaa_tracker.projections.disposal_due import DueForDisposal
from tests.domain.case.facts import attempted, disposed, left, merged, opened_by_hand
from tests.domain.case.story import given, taken_in
from tests.histories import case_id
from tests.projections.city import City

ADA, BO, CAJ = 0, 1, 2

LEFT_IN_MAY = given(taken_in("2022-03-01"), attempted("2022-03-20"), left("2022-05-10"))
LEFT_IN_WAIT = given(taken_in("2022-03-01"), left("2022-03-10"))
STILL_THERE = given(taken_in("2022-03-01"))


def due(city: City, through: str, **postponed: str) -> list[tuple[int, str, str]]:
    days = {rule: date.fromisoformat(day) for rule, day in postponed.items()}
    found = DueForDisposal(city.engine, days).due(date.fromisoformat(through))
    numbers = {case_id(n): n for n in range(5)}
    return [(numbers[one.case_id], one.rule, one.on.isoformat()) for one in found]


def test_a_case_is_listed_from_its_day_by_the_rule_that_came_first(city: City) -> None:
    city.of(LEFT_IN_MAY.history, LEFT_IN_WAIT.history, STILL_THERE.history)
    assert due(city, "2022-09-09") == []
    assert due(city, "2022-09-10") == [(BO, "left_in_wait", "2022-09-10")]
    assert due(city, "2025-12-31") == [
        (BO, "left_in_wait", "2022-09-10"),
        (ADA, "no_longer_needed", "2023-05-10"),
        (CAJ, "year_of_21", "2025-12-31"),
    ]


def test_a_rule_may_be_postponed_and_the_last_day_comes_all_the_same(city: City) -> None:
    city.of(LEFT_IN_WAIT.history)
    assert due(city, "2023-05-10", left_in_wait="2023-06-01") == []
    assert due(city, "2023-06-01", left_in_wait="2023-06-01") == [(ADA, "left_in_wait", "2022-09-10")]
    assert due(city, "2025-12-31", left_in_wait="2030-01-01") == [(ADA, "year_of_21", "2025-12-31")]


def test_the_cases_of_one_person_go_together(city: City) -> None:
    into = given(opened_by_hand("2022-02-20", birth_year=2005), merged("2022-03-20")).history
    city.of(LEFT_IN_MAY.history, _into(into, ADA), _into(into, BO))
    assert due(city, "2023-05-10") == [(n, "no_longer_needed", "2023-05-10") for n in (ADA, BO, CAJ)]


def test_the_disposed_are_not_due_again(city: City) -> None:
    gone = LEFT_IN_MAY.when(disposed("2023-05-10")).accepted
    city.of(gone.history)
    assert DueForDisposal(city.engine).due(date(2030, 1, 1)) == []


def _into(history: History, youth: int) -> History:
    *before, merging = history
    event = structs.replace(merging.event, into=case_id(youth))
    return (*before, structs.replace(merging, event=event))
