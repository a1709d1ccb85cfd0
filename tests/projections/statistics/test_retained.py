"""What is retained of the disposed of: every figure of every standard period stays as it was."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import delete, insert

from kaa_tracker.domain.periods import Period, calendar_year, half_year, operating_year, school_year, tertial
from kaa_tracker.projections.contract import read_model
from kaa_tracker.projections.statistics.contributing import contributions, periods_lived
from kaa_tracker.projections.statistics.figures import Rows, added, count, tally
from kaa_tracker.projections.statistics.measure import Measure, Scope
from kaa_tracker.projections.statistics.measures import MEASURES
from kaa_tracker.projections.statistics.opened_cell import open_cell
from kaa_tracker.projections.statistics.report import annual
from kaa_tracker.projections.statistics.report.keeping import keeping
from kaa_tracker.projections.statistics.report.tallies import Asked, Questions, Tallies
from kaa_tracker.projections.statistics.retained import Kept, Retained, packed, retained_count, retained_pending
from tests.projections.statistics.chance import some_youths
from tests.projections.statistics.youths import REFERENCE, YEAR_2022, City, Youth, city

A_FEW = (operating_year(2022), school_year(2022), half_year(2022, 1))

FIGURES: list[tuple[str, tuple[str, ...]]] = [
    (measure.code, by)
    for measure in MEASURES.values()
    for breakdown in ("", *measure.breakdowns)
    for by in (tuple(filter(None, (breakdown,))), ("gender", breakdown))
    if by[-1:] != ("",) and by != ("gender", "gender")
]


Told = dict[tuple[Period, str, tuple[str, ...]], Rows]


def figures(told: City, periods: Iterable[Period], division_on: date | None = None) -> Told:
    """Every figure there is, asked for together."""
    found: Told = {}
    for period in periods:
        with keeping(told.connection, Scope(period, REFERENCE, division_on)) as scope:
            by_all: dict[tuple[str, ...], list[Measure]] = defaultdict(list)
            for measure, by in FIGURES:
                by_all[by].append(MEASURES[measure])
            retained = Retained(told.connection, period)
            for by, measures in by_all.items():
                for code, rows in tally(told.connection, scope, measures, by).items():
                    found[period, code, by] = added(rows, retained.rows(scope, MEASURES[code], by))
    return found


def ids(told: City, numbers: Iterable[int]) -> list[UUID]:
    everybody = sorted(told.names)
    return [everybody[n] for n in numbers]


def gone(told: City, leaving: Sequence[UUID], periods: Sequence[Period] = A_FEW) -> Mapping[UUID, Counter[Kept]]:
    """Their rows are deleted, and what they leave is retained."""
    left = contributions(told.connection, REFERENCE, leaving, periods)
    forget(told, leaving)
    retain(told, sum(left.values(), Counter()))
    return left


def forget(told: City, leaving: Sequence[UUID]) -> None:
    for table in read_model.sorted_tables:
        told.connection.execute(delete(table).where(table.c.case_id.in_(leaving)))


def retain(told: City, counts: Counter[Kept]) -> None:
    rows = [{**kept._asdict(), "count": number} for kept, number in counts.items()]
    if rows:
        told.connection.execute(insert(retained_count), rows)


@pytest.mark.parametrize(("seed", "period"), list(enumerate(A_FEW)))
def test_every_figure_of_a_standard_period_stays_as_it_was(seed: int, period: Period) -> None:
    told = city(**some_youths(seed, number=24))
    before = figures(told, [period])
    gone(told, ids(told, range(0, 24, 2)))
    assert figures(told, [period]) == before


def test_every_standard_period_somebody_lived_in_is_among_those_retained() -> None:
    told = city(ada=Youth().enters("2021-12-15").leaves("2022-02-01"))
    assert set(periods_lived(told.connection, date(2022, 7, 15))) == {
        *(operating_year(2022), calendar_year(2021), calendar_year(2022), school_year(2021), school_year(2022)),
        *(half_year(2021, 2), half_year(2022, 1), half_year(2022, 2)),
    }


def test_the_annual_report_stays_as_it_was_also_restated_into_a_newer_division() -> None:
    told = city(**some_youths(seed=20221130, number=60))
    before = [told.report(year=year) for year in (2022, 2023)]
    gone(told, ids(told, range(0, 60, 3)), (*A_FEW, operating_year(2021), operating_year(2023)))
    assert [told.report(year=year) for year in (2022, 2023)] == before


def test_nobody_is_counted_twice_in_a_newer_division() -> None:
    """Of an address that two reported, one of them disposed of, no more is known than where they lived."""
    told = city(**some_youths(seed=11, number=24))

    def restated() -> Told:
        found = figures(told, [YEAR_2022], date(2024, 1, 1))
        return {what: rows for what, rows in found.items() if what[1] != "address_reports"}

    before = restated()
    gone(told, ids(told, range(0, 24, 2)))
    assert restated() == before


def test_who_counts_in_two_districts_is_in_both_places_of_a_newer_division() -> None:
    ada = Youth().enters("2022-03-01", "farsta").enrols("2022-03-10")
    ada = ada.starts("aim", "2022-03-11").ends("aim", "2022-04-01").changes("2022-05-01", district="rinkeby_kista")
    told = city(ada=ada.starts("ungvux", "2022-06-01").ends("ungvux", "2022-07-01"))
    later = date(2024, 1, 1)
    before = told.by("jobbtorg", "service_participants", division_on=later)
    gone(told, ids(told, [0]))
    assert (told.by("jobbtorg", "service_participants", division_on=later), len(before)) == (before, 2)


def test_who_goes_one_by_one_leaves_what_all_leave_together() -> None:
    youths = some_youths(seed=3)
    together, one_by_one = city(**youths), city(**youths)
    left = sum(gone(together, ids(together, range(8))).values(), Counter())
    for n in range(8):
        leaving = ids(one_by_one, [n])
        more = contributions(one_by_one.connection, REFERENCE, leaving, A_FEW)
        forget(one_by_one, leaving)
        left.subtract(sum(more.values(), Counter()))
    assert not any(left.values())


class TestSomebodyJustBeingDisposedOf:
    """The counts are there before the rows vanish, and count from that moment on."""

    def test_counts_once_before_and_after(self) -> None:
        told = city(ada=Youth().enters("2022-03-01"), bo=Youth().enters("2022-03-01"))
        [ada] = ids(told, [0])
        left = contributions(told.connection, REFERENCE, [ada], A_FEW)[ada]
        counts = packed(list(left.items()))
        told.connection.execute(insert(retained_pending).values(case_id=ada, counts=counts))
        assert told.count("covered", "gender").rows == {("woman",): 2}
        forget(told, [ada])
        assert told.count("covered", "gender").rows == {("woman",): 2}


class TestWhatIsNotRetained:
    @pytest.fixture
    def told(self) -> City:
        """Of two in the register, one has been disposed of."""
        told = city(ada=Youth().enters("2022-03-01").is_tried("2022-03-20"), bo=Youth().enters("2022-03-01"))
        gone(told, ids(told, [0]))
        return told

    def test_a_figure_of_another_period_says_that_it_lacks_the_disposed_of(self, told: City) -> None:
        found = told.count("covered", period=tertial(2022, 1))
        assert (found.total, found.lacks_disposed) == (1, True)
        assert not told.count("covered", period=tertial(2020, 1)).lacks_disposed

    def test_so_does_one_by_two_breakdowns_at_once(self, told: City) -> None:
        found = told.count("attempts", "jobbtorg", "channel")
        assert (found.total, found.rows, found.lacks_disposed) == (1, {}, True)
        assert not told.count("enrolled", "jobbtorg", "unit").lacks_disposed

    def test_a_standard_period_by_one_lacks_nobody(self, told: City) -> None:
        found = told.count("covered", "jobbtorg", "gender")
        assert (found.total, found.rows, found.lacks_disposed) == (2, {("globen", "woman"): 2}, False)

    def test_the_annual_report_asks_for_nothing_else(self) -> None:
        questions = {year: Questions(Scope(YEAR_2022, REFERENCE)) for year in ("year", "year_before")}
        annual._drafted(2022, questions)  # type: ignore[arg-type]
        asked = [question for one in questions.values() for question in (*one.counts, *one.waited)]
        assert {len([code for code in question.by if code != "gender"]) for question in asked} == {0, 1}


def test_a_cell_opened_says_how_many_cannot_be_shown() -> None:
    told = city(ada=Youth().enters("2022-03-01"), bo=Youth().enters("2022-03-01"))
    gone(told, ids(told, [0]))
    found = open_cell(told.connection, REFERENCE, "covered", YEAR_2022, {"district": "farsta"})
    assert (found.total, len(found.shown), found.hidden, found.lacks_disposed) == (2, 1, 1, False)
    assert open_cell(told.connection, REFERENCE, "covered", tertial(2022, 1), {}).lacks_disposed


def test_days_waited_are_retained_day_by_day() -> None:
    told = city(ada=Youth().enters("2022-03-01").is_tried("2022-03-20"))
    gone(told, ids(told, [0]))
    tallies = Tallies(told.connection, Scope(YEAR_2022, REFERENCE))
    tallies.look_up([], [Asked("days_to_first_attempt", ())])
    assert tallies.waits("days_to_first_attempt", {"gender": "woman"}) == Counter({19: 1})
    assert count(told.connection, REFERENCE, "days_to_first_attempt", YEAR_2022).total == 1
