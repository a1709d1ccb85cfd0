"""The volume brake: what nobody expects at once waits for a human, and a first load or an announced rush does not."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_tracker.adapters.outbound.reference_files import load_reference
from kaa_tracker.application.intake.brake import (
    EarlierYears,
    Judgement,
    Threshold,
    Volume,
    VolumeBrake,
    judge,
    weeks_of_earlier_years,
)
from kaa_tracker.application.intake.comparing import Comparison
from kaa_tracker.application.intake.differences import Difference, Kind
from kaa_tracker.application.intake.inbox import Delivery
from kaa_tracker.application.intake.inbox import Kind as MessageKind
from kaa_tracker.application.intake.lately import Movement
from kaa_tracker.domain.case.commands import RecordRegisterChange
from kaa_tracker.domain.periods import Span, noon
from kaa_tracker.domain.reference import AnnouncedWindow, Brake
from kaa_tracker.system import System
from tests.application.intake.post import RULING, Post, events
from tests.application.told import entry

REFERENCE = load_reference()
SCHOOL_START = AnnouncedWindow(label="Skolstart", first="08-10", last="10-15", factor=5.0)
NEW_YEAR = AnnouncedWindow(label="Jullov", first="12-15", last="01-31", factor=2.0)
BRAKE = Brake(
    leaving_share=0.05,
    entering_share=0.25,
    never_below=50,
    times_earlier_years=3.0,
    announced=(SCHOOL_START, NEW_YEAR),
)
ORDINARY = date(2022, 4, 6)


def crossed(volume: Volume, thresholds: Brake = BRAKE) -> dict[Threshold, int]:
    return dict(judge(volume, thresholds).crossed)


class TestTheShareOfThoseHeld:
    @pytest.mark.parametrize(("leaving", "pauses"), [(350, False), (351, True)])
    def test_stops_the_feed_when_more_would_leave(self, leaving: int, pauses: bool) -> None:
        assert judge(Volume(ORDINARY, 7_000, 0, leaving), BRAKE).pauses == pauses

    def test_says_which_threshold_was_crossed_and_what_it_lets_through(self) -> None:
        assert crossed(Volume(ORDINARY, 7_000, 1_751, 351)) == {
            "leaving_over_share": 350,
            "entering_over_share": 1_750,
        }

    @pytest.mark.parametrize(("leaving", "entering", "pauses"), [(50, 50, False), (51, 0, True), (0, 51, True)])
    def test_never_stops_fifty_however_few_are_held(self, leaving: int, entering: int, pauses: bool) -> None:
        assert judge(Volume(ORDINARY, 100, entering, leaving), BRAKE).pauses == pauses

    def test_is_no_measure_of_a_first_load(self) -> None:
        assert crossed(Volume(ORDINARY, 0, 50_000, 30_000)) == {}


class TestEarlierYears:
    USUAL = EarlierYears(entering=40, leaving=30)

    def test_let_through_three_times_their_highest_week(self) -> None:
        assert crossed(Volume(ORDINARY, 7_000, 120, 90, self.USUAL)) == {}

    def test_stop_what_the_share_would_let_through(self) -> None:
        assert crossed(Volume(ORDINARY, 7_000, 121, 91, self.USUAL)) == {
            "entering_over_earlier_years": 120,
            "leaving_over_earlier_years": 90,
        }

    def test_never_stop_fifty_where_nobody_ever_came_or_left(self) -> None:
        assert crossed(Volume(ORDINARY, 7_000, 50, 50, EarlierYears(0, 0))) == {}


class TestAnAnnouncedWindow:
    def test_multiplies_what_may_come_and_go(self) -> None:
        rush = Volume(date(2022, 8, 22), 7_000, 0, 1_750)
        assert crossed(rush) == {}
        assert crossed(rush._replace(leaving=1_751)) == {"leaving_over_share": 1_750}
        assert crossed(rush._replace(day=ORDINARY)) == {"leaving_over_share": 350}

    @pytest.mark.parametrize(
        ("day", "factor"),
        [
            ("2022-08-09", 1.0),
            ("2022-08-10", 5.0),
            ("2022-10-15", 5.0),
            ("2022-10-16", 1.0),
            ("2022-12-14", 1.0),
            ("2022-12-15", 2.0),
            ("2023-01-31", 2.0),
            ("2023-02-01", 1.0),
        ],
    )
    def test_has_both_its_ends_and_may_span_the_turn_of_the_year(self, day: str, factor: float) -> None:
        assert BRAKE.factor(date.fromisoformat(day)) == factor

    def test_lets_no_empty_extract_through(self) -> None:
        assert "empty_extract" in crossed(Volume(date(2022, 8, 22), 7_000, 0, 0, listed=0))


class TestAnEmptyExtract:
    def test_stops_the_feed_while_anybody_is_held(self) -> None:
        assert crossed(Volume(ORDINARY, 1, 0, 0, listed=0)) == {"empty_extract": 0}

    def test_of_an_empty_register_is_as_it_should_be(self) -> None:
        assert crossed(Volume(ORDINARY, 0, 0, 0, listed=0)) == {}


days = st.dates(date(2020, 1, 1), date(2026, 12, 31))
counts = st.integers(0, 60_000)
volumes = st.builds(
    Volume,
    days,
    counts,
    counts,
    counts,
    st.none() | st.builds(EarlierYears, counts, counts),
    st.none() | counts,
)


@given(volume=volumes, more=counts, which=st.sampled_from(("leaving", "entering")))
def test_more_coming_or_going_never_lifts_the_brake(volume: Volume, more: int, which: str) -> None:
    greater = volume._replace(**{which: getattr(volume, which) + more})
    assert crossed(volume).keys() <= crossed(greater).keys()


@given(volume=volumes, factor=st.floats(1, 100))
def test_an_announced_window_never_makes_the_brake_stricter(volume: Volume, factor: float) -> None:
    window = AnnouncedWindow(label="", first="01-01", last="12-31", factor=factor)
    loosened, unannounced = (msgspec.structs.replace(BRAKE, announced=windows) for windows in ((window,), ()))
    assert crossed(volume, loosened).keys() <= crossed(volume, unannounced).keys()


@given(volume=volumes, fewer=counts)
def test_the_fewer_were_held_the_stricter_it_is_until_nobody_was(volume: Volume, fewer: int) -> None:
    smaller = volume._replace(held=min(max(fewer, 1), max(volume.held, 1)))
    assert volume.held == 0 or crossed(volume).keys() <= crossed(smaller).keys()


@given(day=days)
def test_the_weeks_of_earlier_years_are_the_same_one_and_those_beside_it(day: date) -> None:
    weeks = list(weeks_of_earlier_years(day))
    year, number, _ = day.isocalendar()
    same = [week.first.isocalendar() for week in weeks[1::3]]
    assert [week.year for week in same] == list(range(year - 1, year - 11, -1))
    assert {week.week for week in same} <= {number, min(number, 52)}
    for before, middle, after in zip(weeks[::3], weeks[1::3], weeks[2::3], strict=True):
        assert before.last + timedelta(days=1) == middle.first
        assert middle.last + timedelta(days=1) == after.first
        assert {(week.last - week.first).days for week in (before, middle, after)} == {6}


class Register:
    """``RegisterMovements`` of as many as were said, by the Monday of the week."""

    def __init__(self, since: str | None, weeks: Mapping[str, tuple[int, int]]) -> None:
        self._since = since
        self._weeks = weeks

    def first_day_in_register(self) -> date | None:
        return date.fromisoformat(self._since) if self._since else None

    def came_and_left(self, days: Span) -> tuple[int, int]:
        return self._weeks.get(days.first.isoformat(), (0, 0))


class LetThrough:
    """``Lately`` of as much as was said."""

    def __init__(self, moved: Sequence[Movement]) -> None:
        self._moved = moved

    def let_through(self, *, but: Collection[int] = (), but_extract: int | None = None) -> list[Movement]:
        return sorted(self._moved)


def delivery(entered: int = 0, left: int = 0, held: int = 7_000, on: date = ORDINARY) -> Delivery:
    kinds: Mapping[MessageKind, int] = {"entered": entered, "left": left, "changed": 5_000}
    return Delivery(1, "file", "april.jsonl", "open", noon(on), noon(on), held, sum(kinds.values()), 0, kinds, {}, {})


def a_brake(register: Register, *let_through: Movement) -> VolumeBrake:
    return VolumeBrake(BRAKE, register, LetThrough(let_through))


def judged(brake: VolumeBrake, *deliveries: Delivery) -> Judgement:
    """The last of the deliveries, which come one after the other."""
    return list(brake.judge_deliveries(deliveries))[-1][1]


class TestADelivery:
    def test_is_measured_by_the_highest_week_around_the_same_one_of_any_earlier_year(self) -> None:
        around = {"2021-04-05": (10, 10), "2021-04-12": (30, 20), "2020-03-30": (20, 25), "2021-04-19": (900, 900)}
        judgement = judged(a_brake(Register("2019-01-01", around)), delivery(91, 76))
        assert judgement.figures == {
            "held_before": 7_000,
            "entering": 91,
            "leaving": 76,
            "entering_earlier_years": 30,
            "leaving_earlier_years": 25,
        }
        assert judgement.crossed == {"entering_over_earlier_years": 90, "leaving_over_earlier_years": 75}

    def test_is_told_by_its_figures_and_by_what_the_crossed_thresholds_let_through(self) -> None:
        judgement = judged(a_brake(Register(None, {})), delivery(left=351))
        assert judgement.told == {"held_before": 7_000, "entering": 0, "leaving": 351, "leaving_over_share": 350}

    @pytest.mark.parametrize("since", [None, "2021-05-01", "2022-01-01"])
    def test_is_not_compared_with_years_that_nothing_is_known_of(self, since: str | None) -> None:
        assert not judged(a_brake(Register(since, {})), delivery(300, 300)).pauses
        assert judged(a_brake(Register("2020-01-01", {})), delivery(300, 300)).pauses

    def test_that_began_while_nobody_was_held_is_a_first_load(self) -> None:
        assert not judged(a_brake(Register("2019-01-01", {})), delivery(50_000, 40_000, held=0)).pauses

    def test_of_changes_only_goes_through(self) -> None:
        assert not judged(a_brake(Register("2019-01-01", {})), delivery()).pauses


class TestSmallDeliveries:
    """500 are in the register, so a delivery of 50 who leave goes through."""

    @staticmethod
    def of(left: int, held: int, n: int = 1) -> Delivery:
        return delivery(left=left, held=held)._replace(number=n, first_at=noon(ORDINARY) + timedelta(minutes=n))

    def test_are_stopped_where_they_add_up_to_one_that_would_be(self) -> None:
        brake = a_brake(Register(None, {}))
        first, second, third = (self.of(25, 500 - 25 * n, n) for n in range(3))
        assert [one.pauses for _, one in brake.judge_deliveries([first, second])] == [False, False]
        assert judged(brake, first, second, third).told == {
            "held_before": 500,
            "entering": 0,
            "leaving": 25,
            "entering_lately": 0,
            "leaving_lately": 50,
            "leaving_over_share": 50,
        }

    def test_are_judged_together_with_what_had_its_effect_before_them(self) -> None:
        brake = a_brake(Register(None, {}), Movement(noon(ORDINARY), 500, 0, 49))
        assert not judged(brake, self.of(1, 451)).pauses
        assert judged(brake, self.of(2, 451)).pauses

    def test_that_bring_nobody_in_and_drop_nobody_are_let_through_whatever_came_before(self) -> None:
        brake = a_brake(Register(None, {}), Movement(noon(ORDINARY), 500, 900, 900))
        assert not judged(brake, self.of(0, 500)).pauses

    def test_of_an_announced_rush_are_none_the_less_announced_when_it_is_over(self) -> None:
        rush = Movement(noon(date(2022, 10, 14)), 7_000, 1_800, 1_700)
        after = delivery(10, 10, on=date(2022, 10, 18))
        assert not judged(a_brake(Register(None, {}), rush), after).pauses
        unannounced = rush._replace(at=noon(date(2022, 10, 17)))
        assert judged(a_brake(Register(None, {}), unannounced), after).pauses


class TestADayOfADoor:
    """Ten are in the register, so a third entry stops the feed."""

    @pytest.fixture
    def post(self, system: System) -> Post:
        return Post(system, held=lambda: 10)

    def coming(self, post: Post, *keys: str) -> None:
        post.comes(*(entry(key, number=None) for key in keys), door="nats")
        post.work()

    def stopped(self, post: Post) -> list[str]:
        return [one.name for one in post.inbox.deliveries(limit=10, state="paused")]

    @pytest.mark.parametrize("ruling", ["release", "reject"])
    def test_is_judged_anew_after_somebody_has_decided(self, post: Post, ruling: str) -> None:
        self.coming(post, "one", "two", "three")
        [delivery] = post.inbox.deliveries(limit=10, state="paused")
        getattr(post.inbox, ruling)(delivery.number, RULING)
        self.coming(post, "four", "five")
        assert (self.stopped(post), events(post.system, "five")) == ([], ["RegisterEntered"])
        self.coming(post, "six")
        assert (self.stopped(post), events(post.system, "six")) == (["2022-04-02 (2)"], [])
        assert post.adds_up()

    def test_that_was_rejected_is_over_and_what_comes_again_has_no_effect_unjudged(self, post: Post) -> None:
        keys = ["one", "two", "three"]
        self.coming(post, *keys)
        [delivery] = post.inbox.deliveries(limit=10, state="paused")
        post.inbox.reject(delivery.number, RULING)
        self.coming(post, *keys, *(f"{key} more" for key in keys))
        assert self.stopped(post) == ["2022-04-02 (2)"]
        [again] = post.inbox.deliveries(limit=10, state="paused")
        assert (again.repeats, again.judgement["entering"]) == (3, 3)
        assert post.adds_up()


def compared(listed: int, held: int, **found: int) -> Comparison:
    command = RecordRegisterChange(effective_on=ORDINARY, revision=1, extract_of=ORDINARY)
    kinds: list[Kind] = [kind for kind in get_args(Kind) for _ in range(found.get(kind, 0))]
    differences = tuple(Difference(str(n), kind, "key", None, command, (), {}) for n, kind in enumerate(kinds))
    return Comparison("/ber", "extract", ORDINARY, noon(ORDINARY), listed, held, differences)


class TestAnExtract:
    def judgement(self, comparison: Comparison, *let_through: Movement) -> Judgement:
        return a_brake(Register("2019-01-01", {}), *let_through).judge_extract(comparison, noon(ORDINARY))

    def test_is_measured_by_whom_it_would_take_in_and_drop(self) -> None:
        judgement = self.judgement(compared(6_649, 7_000, gone=351, missing=1_751, differs=6_000))
        assert judgement.crossed == {"leaving_over_share": 350, "entering_over_share": 1_750}
        figures = {name: number for name, number in judgement.figures.items() if name != "extract"}
        assert figures == {"held_before": 7_000, "entering": 1_751, "leaving": 351, "listed": 6_649}

    def test_is_measured_together_with_what_was_let_through_lately(self) -> None:
        lately = Movement(noon(ORDINARY - timedelta(days=3)), 8_000, 30, 390)
        judgement = self.judgement(compared(7_600, 7_610, gone=11), lately)
        assert judgement.crossed == {"leaving_over_share": 400}
        assert (judgement.figures["held_before"], judgement.figures["leaving_lately"]) == (8_000, 390)
        assert not self.judgement(compared(7_600, 7_610, gone=10), lately).pauses

    def test_goes_through_where_only_details_differ(self) -> None:
        assert not self.judgement(compared(7_000, 7_000, differs=7_000)).pauses

    def test_that_is_empty_stops_the_feed(self) -> None:
        assert self.judgement(compared(0, 3, gone=3)).crossed == {"empty_extract": 0}

    def test_that_is_the_first_load_goes_through(self) -> None:
        assert not self.judgement(compared(7_000, 0, missing=7_000)).pauses

    def test_that_nobody_was_compared_with_is_not_judged(self) -> None:
        assert not self.judgement(compared(0, 0)._replace(is_stale=True)).pauses


def test_every_threshold_has_a_label_for_whoever_decides() -> None:
    labels = REFERENCE.codes("brake_thresholds")
    assert {code.code for code in labels.codes} == set(get_args(Threshold))
