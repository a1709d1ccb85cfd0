"""The work list: one next day a case and why, and the same numbers wherever they stand."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaa_tracker.adapters.outbound.database import Database, open_engine
from kaa_tracker.application.ports import Append
from kaa_tracker.domain.access.roles import Posting, User
from kaa_tracker.domain.access.scope import scope
from kaa_tracker.domain.case.events import RegisterDetailsChanged
from kaa_tracker.domain.case.life import Life
from kaa_tracker.domain.case.next_step import next_step
from kaa_tracker.domain.case.state import replay
from kaa_tracker.projections.access import Reach
from kaa_tracker.projections.worklist import LISTS, Wanted
from tests.domain.case.facts import assigned, attempted, declined, occupied, on, search_started
from tests.domain.case.story import given as told_of
from tests.domain.case.story import taken_in, told
from tests.histories import REFERENCE, histories
from tests.projections.city import SENTENCES, City, number_of

WAITING = told_of(taken_in("2022-03-01")).history
SEARCHED = told_of(taken_in("2022-03-01"), search_started("2022-03-15")).history
TRIED = told_of(taken_in("2022-03-01"), search_started("2022-03-15"), attempted("2022-03-20")).history
AT_KISTA = told_of(taken_in("2022-03-01", "rinkeby_kista"), search_started("2022-03-15")).history
NOBODY_HAS_SAID = told_of(
    taken_in("2022-03-01"), search_started("2022-03-15"), occupied("2022-03-20", review_after=None)
).history
PROTECTED = told_of(
    taken_in("2022-03-01"),
    search_started("2022-03-15"),
    told(
        RegisterDetailsChanged(effective_on=on("2022-03-16"), revision=2, protection="confidentiality_marked"),
        assigned("2022-03-16", "protected_case_handlers", "protection"),
    ),
).history


def test_a_case_is_on_the_list_from_its_day_on(city: City) -> None:
    city.of(WAITING, SEARCHED, TRIED)
    assert city.youths_listed(on("2022-03-14")) == []
    assert city.youths_listed(on("2022-03-15")) == [0, 1]
    assert city.youths_listed(on("2022-04-02")) == [0, 1]
    assert city.youths_listed(on("2022-04-03")) == [0, 1, 2]


def test_alarms_come_first_and_then_the_longest_overdue(city: City) -> None:
    city.of(TRIED, NOBODY_HAS_SAID, SEARCHED)
    assert city.youths_listed(on("2022-05-01")) == [1, 2, 0]


def test_a_case_nobody_has_said_a_next_day_of_is_an_alarm_every_day(city: City) -> None:
    city.of(NOBODY_HAS_SAID)
    [row] = city.listed(on("2022-03-21"))
    assert row.next_on is None
    assert SENTENCES.why(row).startswith("LARM")


def test_each_unit_sees_its_own_cases(city: City) -> None:
    city.of(SEARCHED, AT_KISTA)
    assert city.youths_listed(on("2022-03-15"), "kista") == [1]
    assert city.youths_listed(on("2022-03-15"), "globen") == [0]


def test_a_protected_case_is_neither_listed_nor_counted(city: City) -> None:
    city.of(SEARCHED, PROTECTED)
    assert city.youths_listed(on("2022-04-01")) == [0]
    assert city.reading.worklist_total(on("2022-04-01")) == 1
    assert [row.unit for row in city.reading.worklist_counts(on("2022-04-01"))] == ["globen"]


def test_a_protected_case_has_no_district_in_its_row(city: City) -> None:
    city.of(PROTECTED)
    assert [row.district for row in city.rows_of_worklist()] == ["no_district"]


def test_pages_together_are_the_list(city: City) -> None:
    city.of(SEARCHED, AT_KISTA, TRIED, NOBODY_HAS_SAID)
    today = on("2022-05-01")
    pages = [city.reading.worklist(today, limit=3, page=page) for page in (1, 2, 3)]
    assert [row for page in pages for row in page] == city.listed(today)
    assert [len(page) for page in pages] == [3, 1, 0]


def test_a_decline_is_asked_about_again_on_its_day(city: City) -> None:
    city.of(told_of(taken_in("2022-03-01"), search_started("2022-03-15"), declined("2022-03-20", "2022-06-18")).history)
    assert city.youths_listed(on("2022-06-17")) == []
    [row] = city.listed(on("2022-06-18"))
    assert SENTENCES.why(row) == "Tackade nej 20 mars 2022 (Möte). Fråga igen 18 juni 2022."


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(log=histories(youths=4), days=st.integers(0, 500))
def test_list_and_counts_say_the_same_of_every_case_with_a_next_step(log: list[Append], days: int) -> None:
    today = date(2021, 9, 1) + timedelta(days=days)
    with tempfile.TemporaryDirectory() as folder:
        city = City(open_engine(Database.embedded(Path(folder) / "kaa.db"))).of_log(log)
        rows, listed, counts = city.rows_of_worklist(), city.listed(today), city.reading.worklist_counts(today)
        total = city.reading.worklist_total(today)
        city.engine.dispose()
    assert max(Counter(row.case_id for row in rows).values(), default=1) == 1
    assert {row.case_id for row in rows} == with_a_next_step(log)
    open_rows = [row for row in rows if not row.protected]
    due = {row.case_id for row in open_rows if row.next_on is None or row.next_on <= today}
    assert {row.case_id for row in listed} == due
    assert total == len(listed) == sum(row.today + row.overdue + row.alarms for row in counts)
    assert len(open_rows) == total + sum(row.later for row in counts)
    for count in counts:
        own = [row for row in listed if row.unit == count.unit]
        assert len(own) == count.today + count.overdue + count.alarms
    for row in rows:
        assert_it_is_a_sentence(SENTENCES.why(row))


def with_a_next_step(log: list[Append]) -> set[object]:
    entries: dict[object, list[object]] = {}
    for append in log:
        entries.setdefault(append.case_id, []).extend(append.entries)
    lives = {case: Life(replay(history), REFERENCE.rules) for case, history in entries.items()}  # type: ignore[arg-type]
    return {case for case, life in lives.items() if next_step(life) is not None}


def assert_it_is_a_sentence(text: str) -> None:
    assert text[0].isupper()
    assert text.endswith(".")
    assert not set("{}_") & set(text)


EVERYBODY = Reach(scope(User("berit", (Posting("central_coordinator"),)), "see"))


def test_every_counter_of_the_day_is_as_long_as_its_list(city: City) -> None:
    city.of(WAITING, SEARCHED, TRIED, AT_KISTA, NOBODY_HAS_SAID, PROTECTED)
    for today in (on("2022-03-10"), on("2022-03-15"), on("2022-04-03")):
        counted = city.reading.my_day(EVERYBODY, today)
        for name in LISTS:
            rows, total = city.reading.listed(EVERYBODY, today, Wanted(list=name), limit=1_000)
            assert len(rows) == total == counted[name]


def test_a_list_is_cut_to_what_is_wanted(city: City) -> None:
    city.of(SEARCHED, AT_KISTA, TRIED)

    def found(**wanted: Any) -> list[int]:
        page = city.reading.listed(EVERYBODY, on("2022-05-01"), Wanted(**wanted), limit=10)
        return [number_of(row.case_id) for row in page.rows]

    assert found(unit="kista") == [1]
    assert found(why="unanswered") == [2]
    assert found(district="rinkeby_kista") == [1]
    assert found(user="") == [0, 1, 2]
    assert found(user="lena") == []
    assert found(sorted_by="attempts") == [2, 0, 1]


def test_the_total_is_exact_on_every_page(city: City) -> None:
    city.of(*[SEARCHED] * 5)
    pages = [city.reading.listed(EVERYBODY, on("2022-05-01"), Wanted(), limit=2, page=page) for page in (1, 2, 3, 4)]
    assert [(len(page.rows), page.total) for page in pages] == [(2, 5), (2, 5), (1, 5), (0, 5)]
