"""Who was closed, and to what: the last closing of the period decides."""

from __future__ import annotations

from tests.projections.statistics.youths import Youth, city


def enrolled(unit: str = "globen") -> Youth:
    return Youth().enters("2021-06-01").enrols("2021-08-01", unit)


def test_the_last_closing_in_the_period_decides_the_outcome() -> None:
    told = city(
        studies=enrolled().is_closed("2022-02-01", "work").enrols("2022-03-01").is_closed("2022-05-01", "studies"),
        logged_the_other_way=enrolled()
        .enrols("2022-01-15", "kista")
        .is_closed("2022-05-01", "studies")
        .is_closed("2022-02-01", "work", "kista"),
    )
    assert told.who("closed_to_studies") == {"studies", "logged_the_other_way"}
    assert told.who("closed_to_work") == set()


def test_of_two_closings_on_one_day_the_one_recorded_last_decides() -> None:
    told = city(
        youth=enrolled()
        .enrols("2022-01-15", "kista")
        .is_closed("2022-05-01", "work", "kista")
        .is_closed("2022-05-01", "studies")
    )
    assert told.who("closed_to_studies") == {"youth"}
    assert told.by("unit", "closed") == {"globen": 1}


def test_a_closing_after_the_period_decides_nothing_in_it() -> None:
    youth = enrolled().is_closed("2022-11-30", "unknown").enrols("2022-12-01").is_closed("2022-12-05", "studies")
    told = city(youth=youth)
    assert told.placed("closed") == {"youth": "2022-11-30"}
    assert told.who("closed_to_unknown") == {"youth"}


def test_every_outcome_has_a_measure_and_studies_or_work_is_both() -> None:
    told = city(
        studies=enrolled().is_closed("2022-05-01", "studies"),
        work=enrolled().is_closed("2022-05-01", "work"),
        no_occupation=enrolled().is_closed("2022-05-01", "no_occupation"),
        unknown=enrolled().is_closed("2022-05-01", "unknown"),
        other=enrolled().is_closed("2022-05-01", "other"),
    )
    for outcome in ("studies", "work", "no_occupation", "unknown", "other"):
        assert told.who(f"closed_to_{outcome}") == {outcome}
    assert told.who("closed_to_studies_or_work") == {"studies", "work"}


def test_a_closing_that_was_taken_back_counts_nowhere() -> None:
    told = city(youth=enrolled().is_closed("2022-05-01").takes_back_last_entry())
    assert told.who("closed") == set()
    assert told.who("enrolled") == {"youth"}


def test_back_in_the_register_is_a_new_spell_within_60_days_of_the_closing() -> None:
    def closed() -> Youth:
        return enrolled().leaves("2022-03-01").is_closed("2022-03-10", "studies")

    told = city(
        after_60_days=closed().enters("2022-05-09"),
        after_61_days=closed().enters("2022-05-10"),
        on_the_day=closed().enters("2022-03-10"),
        never_left=enrolled().is_closed("2022-03-10", "studies"),
        came_back_before=enrolled().leaves("2022-02-01").enters("2022-03-01").is_closed("2022-03-10", "studies"),
        to_work=enrolled().leaves("2022-03-01").is_closed("2022-03-10", "work").enters("2022-04-01"),
    )
    assert told.who("back_in_register") == {"after_60_days"}
