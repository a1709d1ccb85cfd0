"""Laws of a case: they hold whatever BER tells, whatever is logged, and in whatever order."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from kaa_tracker.domain.case import events as e
from kaa_tracker.domain.case.coded import first_unknown_code
from kaa_tracker.domain.case.life import Life
from kaa_tracker.domain.case.policies import day_of
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.domain.case.register import fact_day
from kaa_tracker.domain.case.state import NEW_CASE, evolve, replay, supposing
from kaa_tracker.domain.periods import ONE_DAY, Span
from tests.domain.case import facts as f
from tests.domain.case import story as s
from tests.domain.case.plausible import BEGINNING, CORRECTABLE, Messages, Step, messages, play, steps
from tests.domain.case.story import REGISTER_COORDINATOR, STOCKHOLM, Story, void

quickly = settings(max_examples=100, deadline=None)
births = st.none() | st.dates(date(2002, 3, 1), date(2004, 12, 31))
A_YEAR_LATER = "2023-03-01"
CITY_HAS_CLOSED = date(2021, 12, 1)


def lived(life: Life) -> dict[str, Any]:
    """What a life comes to, leaving out the numbers of entries and when they were recorded."""
    return {
        "spells": [(spell.span, spell.exit.event.reason if spell.exit else None) for spell in life.spells],
        "responsible": life.responsible,
        "searches": life.searches,
        "enrolments": sorted((n.span, n.enrolled.event.unit) for n in life.enrolments),
        "services": sorted(service.span for service in life.services),
        "reaches": life.reaches,
        "genders": life.details.genders,
        "districts": (life.details.districts_known, life.details.districts_said),
        "birth_year": life.details.birth_year,
        "protected": life.is_protected,
    }


def after_a_round(story: Story, through: str = A_YEAR_LATER) -> Story:
    return story.daily_round(through).accepted


# Histories


@quickly
@given(messages(protected=True), steps, births)
def test_replaying_what_was_recorded_gives_the_case_that_was_decided_on(
    told: Messages, tried: list[Step], born: date | None
) -> None:
    case = NEW_CASE
    for played in play(told, tried, born):
        supposed = supposing(case, played.events)
        for entry in played.after.history[case.version :]:
            case = evolve(case, entry)
        assert case == replay(played.after.history)
        assert lived(Life(supposed, STOCKHOLM.rules)) == lived(Life(case, STOCKHOLM.rules))


@quickly
@given(messages(), steps, st.integers(0, 40))
def test_a_history_may_be_replayed_in_parts(told: Messages, tried: list[Step], cut: int) -> None:
    history = [*play(told, tried)][-1].after.history if tried else ()
    assert replay(history[cut:], replay(history[:cut])) == replay(history)


# Repeats


@quickly
@given(messages(protected=True), steps, births)
def test_a_command_repeated_yields_no_second_event(told: Messages, tried: list[Step], born: date | None) -> None:
    for played in play(told, tried, born):
        if played.events:
            assert played.after.decide(played.outcome.request) == ()


@quickly
@given(messages(), steps)
def test_the_same_fact_under_another_command_is_never_there_twice(told: Messages, tried: list[Step]) -> None:
    for played in play(told, tried):
        again = replace(played.outcome.request, command_id="another")
        answer = played.after.decide(again)
        story = played.after.after(again, answer) if isinstance(answer, tuple) else played.after
        for kind, name in OWN_IDS.items():
            counted = Counter(getattr(entry.event, name) for entry in story.case.all(kind))
            assert all(count == 1 for count in counted.values()), kind.__name__


OWN_IDS: dict[type[e.Event], str] = {
    e.RegisterEntered: "revision",
    e.RegisterDetailsChanged: "revision",
    e.RegisterLeft: "revision",
    e.ContactAttempted: "attempt_id",
    e.ContactAnswered: "attempt_id",
    e.SelfContactMade: "contact_id",
    e.ContactPlanned: "plan_id",
    e.Enrolled: "enrolment_id",
    e.EnrolmentClosed: "enrolment_id",
    e.ServiceStarted: "service_id",
    e.ServiceEnded: "service_id",
}


@quickly
@given(messages(), steps, births)
def test_a_second_daily_round_adds_nothing(told: Messages, tried: list[Step], born: date | None) -> None:
    for played in play(told, tried, born):
        after_a_round(played.after).daily_round(A_YEAR_LATER).then_nothing()


# Order


def delivered(told: Messages, order: list[int], rounds: bool = False) -> Story:
    """The messages as they arrive, the n-th on the n-th day after all of them were about."""
    story = Story()
    for number, place in enumerate(order):
        day = (date(2022, 9, 1) + timedelta(days=number)).isoformat()
        story = story.when(told[place], recorded=day, command_id=f"message-{number}").accepted
        story = after_a_round(story, day) if rounds else story
    return after_a_round(story)


@st.composite
def arrivals(draw: st.DrawFn) -> tuple[Messages, list[int]]:
    """Messages, and an order in which all of them arrive, some twice."""
    told = draw(messages(protected=True))
    places = list(range(len(told)))
    twice = draw(st.lists(st.sampled_from(places), max_size=3))
    return told, draw(st.permutations([*places, *twice]))


@quickly
@given(arrivals())
def test_messages_shuffled_and_doubled_end_in_the_same_life(arrived: tuple[Messages, list[int]]) -> None:
    told, order = arrived
    in_order, shuffled = delivered(told, list(range(len(told)))), delivered(told, order)
    assert lived(shuffled.life) == lived(in_order.life)
    assert shuffled.next_day == in_order.next_day
    assert shuffled.unit == in_order.unit


@quickly
@given(arrivals())
def test_daily_rounds_between_the_messages_make_no_difference(arrived: tuple[Messages, list[int]]) -> None:
    told, order = arrived
    in_order, shuffled = delivered(told, list(range(len(told)))), delivered(told, order, rounds=True)
    assert lived(shuffled.life) == lived(in_order.life)
    assert shuffled.next_day == in_order.next_day
    assert shuffled.unit == in_order.unit


@quickly
@given(messages(beginnings=(BEGINNING, date(2021, 10, 20))))
@example((f.entered("2021-10-20", district="sodermalm"), f.left("2022-01-10", revision=2)))
def test_messages_that_come_a_year_late_end_in_the_same_life_as_prompt_ones(told: Messages) -> None:
    prompt = Story()
    days = [*map(fact_day, told), date(2022, 8, 31)]
    for number, message in enumerate(told):
        day, following = days[number : number + 2]
        prompt = prompt.when(message, recorded=day.isoformat(), command_id=f"message-{number}").accepted
        for round_on in (CITY_HAS_CLOSED, following):
            prompt = after_a_round(prompt, round_on.isoformat()) if day < round_on <= following else prompt
    prompt = after_a_round(prompt)
    late = delivered(told, list(range(len(told))))
    assert lived(late.life) == lived(prompt.life)
    assert late.next_day == prompt.next_day
    assert late.unit == prompt.unit


in_spring = st.integers(14, 60).map(lambda n: BEGINNING + timedelta(days=n))
a_while = st.integers(0, 20)


@quickly
@given(in_spring, a_while, in_spring, st.none() | in_spring, a_while)
@example(date(2022, 4, 5), 7, date(2022, 4, 10), date(2022, 4, 1), 20)
def test_an_attempt_that_was_valid_when_it_was_made_is_valid_whenever_it_is_logged(
    left_on: date, known_after: int, made_on: date, enrolled_on: date | None, closed_after: int
) -> None:
    told: list[tuple[date, e.CaseEvent]] = [
        (BEGINNING, f.entered(BEGINNING.isoformat())),
        (left_on + timedelta(days=known_after), f.left(left_on.isoformat())),
    ]
    if enrolled_on:
        closed_on = enrolled_on + timedelta(days=closed_after)
        told.append((enrolled_on, f.enrolled(enrolled_on.isoformat())))
        told.append((closed_on, f.closed(closed_on.isoformat())))
    told.sort(key=lambda known: known[0])
    by_then = s.given(*(s.told(fact, recorded=day.isoformat()) for day, fact in told if day <= made_on))
    in_the_end = s.given(*(s.told(fact, recorded=day.isoformat()) for day, fact in told))
    attempt = f.attempted(made_on.isoformat())
    if not isinstance(by_then.when(attempt, recorded=f"{made_on} 21:00").answer, Refusal):
        in_the_end.when(attempt, recorded="2022-08-01").then(attempt)


# Amendments


@quickly
@given(messages(protected=True), steps, births)
def test_voiding_what_was_just_logged_is_as_if_it_had_never_been(
    told: Messages, tried: list[Step], born: date | None
) -> None:
    for played in play(told, tried, born):
        if not isinstance(played.events[-1] if played.events else None, (*CORRECTABLE, e.YouthReached, e.CaseAssigned)):
            continue
        if not any(isinstance(event, CORRECTABLE) for event in played.events):
            continue
        made_by = played.outcome.request.command_id
        undone = played.after.when(void(made_by=made_by), recorded=A_YEAR_LATER, by=REGISTER_COORDINATOR).accepted
        before, after = after_a_round(played.outcome.before), after_a_round(undone)
        assert lived(after.life) == lived(before.life)
        assert after.next_day == before.next_day


# What always holds


def days_of(span: Span) -> set[date]:
    last = min(span.last, date(2023, 12, 31))
    return {span.first + n * ONE_DAY for n in range((last - span.first).days + 1)}


@quickly
@given(messages(), steps, births)
def test_searches_lie_within_covered_days_and_outside_enrolments(
    told: Messages, tried: list[Step], born: date | None
) -> None:
    for played in play(told, tried, born):
        life = after_a_round(played.after).life
        for search in life.searches:
            assert not search.span.is_empty
            assert all(life.in_register(day) for day in days_of(search.span))
            assert search.span.is_open is False or any(spell.span.is_open for spell in life.spells)
            for enrolment in life.enrolments:
                shared = days_of(search.span) & days_of(enrolment.span)
                assert shared <= {search.span.last} & {enrolment.span.first} | {search.span.first} & {
                    enrolment.span.last
                }


@quickly
@given(messages(), steps, births)
def test_there_is_one_search_at_a_time(told: Messages, tried: list[Step], born: date | None) -> None:
    for played in play(told, tried, born):
        found = after_a_round(played.after).life.searches
        assert all(one.span.last <= following.span.first for one, following in pairwise(found))


@quickly
@given(messages(), steps, births)
def test_spells_never_touch_and_responsibility_stops_at_twenty(
    told: Messages, tried: list[Step], born: date | None
) -> None:
    for played in play(told, tried, born):
        story = after_a_round(played.after)
        for spans in (story.life.covered, story.life.responsible, story.life.held):
            assert all(one.last < following.first for one, following in pairwise(spans))
            if born and born.replace(year=born.year + 20) <= date(2023, 3, 1):
                assert all(span.last < born.replace(year=born.year + 20) for span in spans)


@quickly
@given(messages(), steps, births)
def test_every_case_answered_for_has_a_next_day(told: Messages, tried: list[Step], born: date | None) -> None:
    for played in play(told, tried, born):
        for story in (played.after, after_a_round(played.after)):
            is_open = any(span.is_open for span in (*story.life.responsible, *(n.span for n in story.life.enrolments)))
            step = story.next_step
            assert (step is not None and step.on is not None) == is_open


@quickly
@given(messages(), steps)
def test_enrolments_at_one_unit_never_overlap_and_services_lie_inside(told: Messages, tried: list[Step]) -> None:
    for played in play(told, tried):
        life = played.after.life
        for one, other in combinations(life.enrolments, 2):
            if one.enrolled.event.unit == other.enrolled.event.unit:
                first, second = sorted((one.span, other.span))
                assert first.last <= second.first
        around = {n.enrolled.event.enrolment_id: n.span for n in life.enrolments}
        for service in life.services:
            enrolment = around[service.started.event.enrolment_id]
            assert enrolment.first <= service.span.first <= service.span.last <= enrolment.last


@quickly
@given(messages(protected=True), steps, births)
def test_whatever_a_decision_records_is_coded_and_not_in_the_future(
    told: Messages, tried: list[Step], born: date | None
) -> None:
    for played in play(told, tried, born):
        request = played.outcome.request
        for event in played.events:
            stated = event.replacement if isinstance(event, e.EntryCorrected) else event
            if isinstance(stated, e.EntryVoided):
                continue
            assert first_unknown_code(stated, STOCKHOLM, day_of(stated)) is None
            at = getattr(stated, "at", None)
            assert at is None or at <= request.recorded_at or isinstance(stated, e.ContactPlanned)


@quickly
@given(messages(), steps)
def test_no_contact_is_earlier_than_the_case(told: Messages, tried: list[Step]) -> None:
    for played in play(told, [step for step in tried if step.kind not in ("correct", "void", "message")]):
        life = played.after.life
        contacts = [*life.case.all(e.ContactAttempted), *life.case.all(e.SelfContactMade), *life.case.all(e.Enrolled)]
        assert all(life.began_on is not None and day_of(made.event) >= life.began_on for made in contacts)
