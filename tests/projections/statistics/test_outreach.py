"""Who was sought, who was reached, and who was not."""

from __future__ import annotations

from tests.projections.statistics.youths import Youth, city


def searched() -> Youth:
    return Youth().enters("2021-09-01")


def test_attempts_of_both_end_days_count_and_follow_ups_do_not() -> None:
    told = city(
        youth=searched().is_tried("2021-11-30").is_tried("2021-12-01").is_tried("2022-11-30").is_tried("2022-12-01"),
        enrolled=searched().is_tried("2022-03-01", purpose="follow_up"),
    )
    assert told.total("attempts") == 2
    assert told.placed("attempted") == {"youth": "2021-12-01"}


def test_an_attempt_after_the_exit_has_a_row_of_its_own() -> None:
    told = city(
        gone=Youth().enters("2021-09-01").leaves("2022-03-01").is_tried("2022-03-05"),
        unknown_exit=Youth().enters("2021-09-01").leaves("2022-03-01", "unknown").is_tried("2022-03-05"),
    )
    assert told.who("attempts_outside_coverage") == {"gone"}
    assert told.who("attempted") == {"unknown_exit"}


def test_an_answer_counts_when_it_came_and_the_attempt_as_answered_whenever() -> None:
    told = city(
        this_year=searched().is_tried("2021-11-20").answers("2021-12-05"),
        next_year=searched().is_tried("2022-11-20").answers("2022-12-05"),
    )
    assert told.who("reached") == {"this_year"}
    assert told.who("attempts_answered") == {"next_year"}
    assert told.who("not_reached") == {"next_year"}


def test_whoever_comes_by_themselves_is_reached_without_a_search() -> None:
    told = city(
        early=Youth().enters("2022-03-01").comes("2022-03-04"),
        by_hand=Youth().is_met_by_hand("2022-03-01").comes("2022-03-01"),
        for_follow_up=Youth().enters("2022-03-01").comes("2022-03-04", purpose="follow_up"),
    )
    assert told.who("reached") == {"early", "by_hand"}


def test_a_reply_after_register_and_responsibility_ended_does_not_reach() -> None:
    gone = searched().is_tried("2022-02-20").leaves("2022-03-01").answers("2022-03-05")
    told = city(gone=gone)
    assert told.who("reached_outside_coverage") == {"gone"}
    assert told.who("reached") == set()
    assert told.who("not_reached") == {"gone"}


def test_the_reached_are_placed_on_the_first_day_they_were() -> None:
    twice = searched().is_tried("2022-02-20").answers("2022-02-22").comes("2022-05-01")
    assert city(twice=twice).placed("reached") == {"twice": "2022-02-22"}


def test_a_relative_reaches_too_and_a_youth_who_answers_once_is_no_longer_reached_only_by_one() -> None:
    told = city(
        relative=searched().is_tried("2022-02-20").answers("2022-02-22", by="relative"),
        both=searched().is_tried("2022-02-20").answers("2022-02-22", by="relative").comes("2022-06-01"),
        both_in_two_years=searched().comes("2021-11-01").is_tried("2022-02-20").answers("2022-02-22", by="relative"),
    )
    assert told.who("reached_only_by_relative") == {"relative", "both_in_two_years"}
    assert told.who("reached_by_youth") == {"both"}


def test_an_own_contact_is_one_only_before_any_attempt_of_the_spell() -> None:
    told = city(
        unprompted=searched().comes("2022-02-22").is_tried("2022-03-01"),
        after_a_letter=searched().is_tried("2021-11-01").comes("2022-02-22"),
        same_day=searched().is_tried("2022-02-22").comes("2022-02-22"),
        letter_of_an_earlier_spell=searched()
        .is_tried("2021-09-20")
        .leaves("2021-10-01")
        .enters("2022-01-01")
        .comes("2022-02-22"),
        answered_first=searched().is_tried("2022-01-01").answers("2022-01-02").comes("2022-02-22"),
    )
    assert told.who("reached_by_own_contact") == {"unprompted", "letter_of_an_earlier_spell"}


def test_the_not_reached_have_left_the_register_or_remain_in_it_on_the_last_day() -> None:
    told = city(
        remains=searched().is_tried("2022-02-20"),
        left_on_the_last_day=searched().is_tried("2022-02-20").leaves("2022-11-30"),
        left_the_day_before=searched().is_tried("2022-02-20").leaves("2022-11-29"),
        came_back=searched().is_tried("2022-02-20").leaves("2022-03-01").enters("2022-11-30"),
        never_in_it=Youth().is_met_by_hand("2022-02-01").is_tried("2022-02-20"),
    )
    assert told.who("not_reached_remaining") == {"remains", "left_on_the_last_day", "came_back"}
    assert told.who("not_reached_left") == {"left_the_day_before", "never_in_it"}


def test_the_sought_are_placed_as_reached_or_as_not_reached() -> None:
    told = city(
        reached=searched().is_tried("2022-02-01").answers("2022-02-10"),
        missed=searched().is_tried("2022-02-01"),
        came=searched().comes("2022-04-01"),
    )
    assert told.placed("sought") == {"reached": "2022-02-10", "missed": "2022-02-01", "came": "2022-04-01"}


def test_a_person_tried_by_letter_and_phone_stands_in_both_rows_and_once_in_the_total() -> None:
    told = city(
        both=searched().is_tried("2022-02-01").is_tried("2022-02-08", "phone", "kista"),
        letters=searched().is_tried("2022-02-01").is_tried("2022-03-01"),
    )
    by_channel = told.count("attempted", "channel")
    assert (by_channel.kind, by_channel.total) == ("overlapping", 2)
    assert by_channel.rows == {("letter",): 2, ("phone",): 1}
    assert told.by("unit", "attempted") == {"globen": 2, "kista": 1}
    assert told.count("attempts", "channel").kind == "partition"
    assert told.by("channel", "attempts") == {"letter": 3, "phone": 1}
    assert told.who("attempted", channel="phone") == {"both"}
    assert len(told.behind("attempts", channel="letter")) == 3
