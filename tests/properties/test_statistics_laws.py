"""The laws of the figures: parts sum to wholes, sets lie within sets, and everyone counted can be named."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from kaa_tracker.domain.periods import ONE_DAY, Period
from kaa_tracker.projections.statistics.breakdowns import BREAKDOWNS
from kaa_tracker.projections.statistics.measure import Scope
from kaa_tracker.projections.statistics.measures import CLOSED_PARTS, COVERED_PARTS, MEASURES
from kaa_tracker.projections.statistics.report.keeping import keeping
from kaa_tracker.projections.statistics.report.tallies import Asked, Tallies
from kaa_tracker.projections.statistics.shares import SHARES
from tests.projections.statistics.chance import some_youths
from tests.projections.statistics.youths import REFERENCE, City, city

LAW = settings(max_examples=20, deadline=None)

cities = st.integers(0, 10**9).map(lambda seed: city(**some_youths(seed)))
first_days = st.integers(0, 450).map(lambda days: date(2021, 7, 1) + timedelta(days=days))
periods = st.tuples(first_days, st.sampled_from((365, 180, 30, 1, 0))).map(
    lambda drawn: Period(drawn[0], drawn[0] + timedelta(days=drawn[1]))
)

Persons = Callable[[str], set[str]]


def persons_of(told: City, period: Period) -> Persons:
    return lambda measure: told.who(measure, period)


def are_parts_of(whole: str, parts: Iterable[str], of: Persons) -> bool:
    """Disjoint, and together everybody."""
    persons = [of(part) for part in parts]
    return set().union(*persons) == of(whole) and sum(map(len, persons)) == len(of(whole))


@LAW
@given(told=cities, period=periods)
def test_everybody_is_in_exactly_one_of_the_parts(told: City, period: Period) -> None:
    of = persons_of(told, period)
    assert are_parts_of("covered", [part.code for part in COVERED_PARTS], of)
    assert are_parts_of("sought", ["reached", "not_reached"], of)
    assert are_parts_of("reached", ["reached_by_youth", "reached_only_by_relative"], of)
    assert are_parts_of("not_reached", ["not_reached_left", "not_reached_remaining"], of)
    assert are_parts_of("reached_while_covered", ["occupied_when_reached", "not_occupied", "occupation_unknown"], of)
    assert are_parts_of("enrolled", ["carried_in", "newly_enrolled"], of)
    assert are_parts_of("enrolled", ["enrolled_under_responsibility", "enrolled_after_responsibility"], of)
    assert are_parts_of("enrolled", ["enrolled_at_end", "enrolled_not_at_end"], of)
    assert are_parts_of("closed", [part.code for part in CLOSED_PARTS], of)
    assert are_parts_of("closed_to_studies_or_work", ["closed_to_studies", "closed_to_work"], of)


@LAW
@given(told=cities, period=periods)
def test_a_measure_within_another_counts_nobody_else(told: City, period: Period) -> None:
    of = persons_of(told, period)
    assert of("covered_under_search") == of("under_search")
    assert of("attempted") | of("reached") == of("sought")
    assert of("under_search_without_attempt") == of("under_search") - of("attempted") - of("reached")
    assert of("reached_by_own_contact") <= of("reached_by_youth")
    assert of("reached_while_covered") <= of("reached") & of("covered")
    assert of("occupied_unseen") <= of("occupied_when_reached")
    assert of("enrolled_not_at_end") <= of("closed") <= of("enrolled")
    assert of("closed_and_enrolled_at_end") == of("closed") & of("enrolled_at_end")
    assert of("service_ended") | of("service_new") <= of("service_participants") <= of("enrolled")
    for share in SHARES.values():
        assert share.kind == "ratio" or of(share.numerator) <= of(share.denominator), share.code


@LAW
@given(told=cities, period=periods)
def test_whoever_is_enrolled_at_the_end_is_carried_into_the_next_period(told: City, period: Period) -> None:
    following = Period(period.last + ONE_DAY, period.last + timedelta(days=30))
    assert told.who("enrolled_at_end", period) == told.who("carried_in", following)


@LAW
@given(told=cities, period=periods, by=st.sampled_from(sorted(BREAKDOWNS)))
def test_a_partition_sums_to_its_total_and_overlapping_rows_reach_at_least_it(
    told: City, period: Period, by: str
) -> None:
    measures = [measure for measure in MEASURES.values() if by in measure.breakdowns]
    with keeping(told.connection, Scope(period, REFERENCE)) as scope:
        figures = Tallies(told.connection, scope)
        figures.look_up(Asked(measure.code, asked) for measure in measures for asked in ((), (by,)))
        for measure in measures:
            rows = [figures.count(measure.code, {by: value}) for value in figures.values(measure.code, by)]
            total = figures.count(measure.code, {})
            if measure.breakdowns[by] == "partition":
                assert sum(rows) == total, measure.code
            else:
                assert max(rows, default=0) <= total <= sum(rows), measure.code


@LAW
@given(told=cities, period=periods, data=st.data())
def test_behind_every_cell_stand_as_many_as_it_counts_each_on_a_day_of_the_period(
    told: City, period: Period, data: st.DataObject
) -> None:
    measure = MEASURES[data.draw(st.sampled_from(sorted(MEASURES)))]
    by = data.draw(st.lists(st.sampled_from(sorted(measure.breakdowns)), unique=True, max_size=2))
    for values, counted in told.count(measure.code, *by, period=period).rows.items():
        behind = told.behind(measure.code, period, **dict(zip(by, values, strict=True)))
        assert len({one.counted for one in behind}) == counted
        assert all(period.first <= one.placed_on <= period.last for one in behind)


@LAW
@given(told=cities, period=periods, data=st.data())
def test_what_is_asked_for_together_is_what_each_is_by_itself(told: City, period: Period, data: st.DataObject) -> None:
    asked = set()
    for code in data.draw(st.lists(st.sampled_from(sorted(MEASURES)), min_size=4, max_size=6, unique=True)):
        some = st.lists(st.sampled_from(sorted(MEASURES[code].breakdowns)), min_size=2, max_size=2, unique=True)
        one, other = sorted(data.draw(some), key=list(BREAKDOWNS).index)
        asked |= {Asked(code, by) for by in ((), (one,), (other,), (one, other))}
    with keeping(told.connection, Scope(period, REFERENCE)) as scope:
        together = Tallies(told.connection, scope)
        together.look_up(asked)
        for measure, by in asked:
            rows = told.count(measure, *by, period=period).rows
            found = {values: together.count(measure, dict(zip(by, values, strict=True))) for values in rows}
            assert found == rows, (measure, by)


@settings(LAW, max_examples=8)
@given(told=cities, period=periods, by=st.sampled_from(("gender", "jobbtorg", "month")))
def test_what_a_report_keeps_while_it_is_made_changes_no_figure(told: City, period: Period, by: str) -> None:
    def figures(scope: Scope) -> dict[str, list[int]]:
        tallies = Tallies(told.connection, scope)
        tallies.look_up(Asked(code, (by,)) for code in MEASURES)
        return {code: [tallies.count(code, {by: value}) for value in tallies.values(code, by)] for code in MEASURES}

    alone = Scope(period, REFERENCE)
    with keeping(told.connection, alone) as kept:
        assert figures(kept) == figures(alone)
