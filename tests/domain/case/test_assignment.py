"""Whose case it is: the jobbtorg of the district, the pool, the handlers, or whom somebody gave it to."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given as given_law
from hypothesis import strategies as st

from kaa_tracker.domain.access.standing import standing
from kaa_tracker.domain.case.events import NO_DISTRICT, CaseEvent
from kaa_tracker.domain.reference import District
from tests.domain.case.facts import (
    access_granted,
    address_reported,
    assigned,
    changed,
    closed,
    enrolled,
    entered,
    left,
    on,
    opened_by_hand,
    own_contact,
    responsibility_ended,
)
from tests.domain.case.story import (
    CENTRAL,
    HANDLER,
    REGISTER_COORDINATOR,
    STOCKHOLM,
    Story,
    Told,
    asking,
    correct,
    given,
    taken_in,
    told,
    void,
)


@pytest.mark.parametrize(
    ("district", "jobbtorg"),
    [
        ("rinkeby_kista", "kista"),
        ("spanga_tensta", "kista"),
        ("hasselby_vallingby", "vallingby"),
        ("bromma", "vallingby"),
        ("skarholmen", "skarholmen"),
        ("hagersten_alvsjo", "skarholmen"),
        ("farsta", "globen"),
        ("sodermalm", "globen"),
    ],
)
def test_entering_assigns_the_jobbtorg_of_the_district(district: str, jobbtorg: str) -> None:
    entry = entered("2022-03-01", district=district)
    given().when(entry).then(entry, assigned("2022-03-01", jobbtorg, "district"))


def test_a_youth_without_a_district_goes_to_the_pool() -> None:
    entry = entered("2022-03-01", district=NO_DISTRICT)
    given().when(entry).then(entry, assigned("2022-03-01", "pool", "district"))


def test_a_case_opened_by_hand_goes_to_the_jobbtorg_of_the_district_or_the_pool() -> None:
    here = opened_by_hand("2022-03-01")
    given().when(here).then(here, assigned("2022-03-01", "globen", "district"))
    somewhere = opened_by_hand("2022-03-01", district=NO_DISTRICT)
    given().when(somewhere).then(somewhere, assigned("2022-03-01", "pool", "district"))


def opened_at(unit: str, district: str = NO_DISTRICT) -> Story:
    """Somebody at the unit opened the case."""
    return (
        given().when(asking(opened_by_hand("2022-03-01", district=district), unit=unit), recorded="2022-03-01").accepted
    )


def test_whom_a_unit_met_and_no_district_claims_is_that_units() -> None:
    assert opened_at("kista").unit == "kista"
    assert opened_at("kista", district="farsta").unit == "globen"
    assert opened_at("no_such_unit").unit == "pool"


def test_whom_a_unit_met_stays_there_until_ber_tells_of_a_district() -> None:
    story = opened_at("kista")
    assert story.when(entered("2022-03-05", district=NO_DISTRICT)).accepted.unit == "kista"
    assert story.when(entered("2022-03-05", district="bromma")).accepted.unit == "vallingby"
    marked = entered("2022-03-05", district=NO_DISTRICT, protection="protected_registration")
    assert story.when(marked).accepted.unit == STOCKHOLM.handler_unit


def test_whom_ber_places_in_a_district_leaves_the_pool() -> None:
    story = given().when(opened_by_hand("2022-03-01", district=NO_DISTRICT)).accepted
    assert story.when(entered("2022-03-05", district="bromma")).accepted.unit == "vallingby"


def test_moving_to_another_district_reassigns() -> None:
    move = changed("2022-04-01", district="bromma")
    story = given(taken_in("2022-03-01")).when(move)
    story.then(move, assigned("2022-04-01", "vallingby", "district"))


def test_moving_within_the_area_of_one_jobbtorg_does_not() -> None:
    move = changed("2022-04-01", district="skarpnack")
    given(taken_in("2022-03-01")).when(move).then(move)


def test_a_blank_district_moves_nobody() -> None:
    blank = changed("2022-04-01", district=NO_DISTRICT)
    given(taken_in("2022-03-01")).when(blank).then(blank)
    given(taken_in("2022-03-01")).when(left("2022-04-01")).then(left("2022-04-01"))


def test_a_change_of_something_else_moves_nobody() -> None:
    other = changed("2022-04-01", gender="man", vault_fields=("address",))
    given(taken_in("2022-03-01")).when(other).then(other)


def test_nobody_is_moved_out_of_an_open_enrolment() -> None:
    move = changed("2022-05-01", district="bromma")
    given(taken_in("2022-03-01"), enrolled("2022-04-01")).when(move).then(move)


def test_who_moves_after_the_enrolment_was_closed_is_reassigned() -> None:
    story = given(taken_in("2022-03-01"), enrolled("2022-04-01"), closed("2022-04-20"))
    assert story.when(changed("2022-05-01", district="bromma")).accepted.unit == "vallingby"


def test_a_late_message_about_an_earlier_district_moves_nobody_back() -> None:
    story = given(taken_in("2022-03-01")).when(changed("2022-04-01", revision=3, district="bromma")).accepted
    late = changed("2022-03-20", revision=2, district="skarholmen")
    story.when(late, recorded="2022-04-05").then(late)


def test_an_assignment_made_by_hand_stays_until_the_youth_moves() -> None:
    story = given(taken_in("2022-03-01"), assigned("2022-03-10", "kista"))
    assert story.when(changed("2022-04-01", gender="man")).accepted.unit == "kista"
    assert story.when(changed("2022-04-01", district="bromma")).accepted.unit == "vallingby"


def test_re_entry_in_another_district_reassigns() -> None:
    story = given(taken_in("2022-03-01"), left("2022-04-01"))
    assert story.when(entered("2022-08-20", revision=4, district="bromma")).accepted.unit == "vallingby"


def test_who_left_and_comes_back_by_hand_from_another_district_is_worked_there() -> None:
    story = given(taken_in("2022-03-01"), left("2022-04-01", "moved_out"))
    assert story.when(opened_by_hand("2022-08-20", district="bromma")).accepted.unit == "vallingby"


def test_a_case_is_assigned_by_hand() -> None:
    by_hand = assigned("2022-03-10", "kista", user="coordinator-7")
    given(taken_in("2022-03-01")).when(by_hand, by=CENTRAL).then(by_hand)


def test_assigning_a_case_to_where_it_is_adds_nothing() -> None:
    story = given(taken_in("2022-03-01"), assigned("2022-03-10", "kista"))
    story.when(assigned("2022-03-10", "kista"), by=CENTRAL, command_id="again").then_nothing()


def test_an_assignment_to_a_unit_or_for_a_reason_nobody_knows_is_refused() -> None:
    story = given(taken_in("2022-03-01"))
    story.when(assigned("2022-03-10", "narnia")).refused("unknown_code", "unit", "units")
    story.when(assigned("2022-03-10", "kista", "on_a_whim")).refused("unknown_code", "reason", "assignment_reasons")
    story.when(assigned("2022-03-10", "kista"), recorded="2022-03-09").refused("date_in_future")


# Corrections of where the youth lives


def test_correcting_the_district_reassigns() -> None:
    story = given(taken_in("2022-03-01"))
    after = story.when(correct(1, district="bromma"), recorded="2022-03-05", by=REGISTER_COORDINATOR).accepted
    assert after.unit == "vallingby"


def test_voiding_a_move_takes_the_case_back() -> None:
    story = given(taken_in("2022-03-01")).when(changed("2022-04-01", district="bromma"), command_id="move").accepted
    after = story.when(void(made_by="move"), recorded="2022-04-05", by=REGISTER_COORDINATOR).accepted
    assert after.unit == "globen"


# A unit that closes


def at_city(*more: CaseEvent | Told) -> Story:
    return given(taken_in("2021-10-01", "sodermalm"), *more)


def test_until_its_last_day_city_keeps_its_cases() -> None:
    story = at_city(left("2021-10-10"), entered("2021-11-20", revision=4, district="sodermalm"))
    assert story.unit == "city"
    story.daily_round("2021-11-30").then_nothing()


def test_news_of_the_youth_takes_the_case_out_of_a_unit_that_has_closed() -> None:
    story = at_city()
    story.when(changed("2021-12-08", district="farsta")).then(
        changed("2021-12-08", district="farsta"), assigned("2021-12-08", "globen", "district")
    )


def test_an_exit_that_comes_after_later_news_leaves_the_case_where_it_was_last_held() -> None:
    story = (
        given(taken_in("2021-09-04", "farsta")).when(changed("2021-12-08", revision=3, district="sodermalm")).accepted
    )
    assert story.unit == "globen"
    late = story.when(left("2021-10-29", revision=2, district="farsta"), recorded="2021-10-29")
    assert late.accepted.unit == "city"


def test_on_the_day_after_city_closed_its_cases_go_to_globen() -> None:
    story = at_city(responsibility_ended("2021-10-05"))
    story.daily_round("2021-12-01").then(assigned("2021-12-01", "globen", "unit_closed"))
    story.daily_round("2021-12-24").then(assigned("2021-12-01", "globen", "unit_closed"))


def test_the_handing_over_happens_once() -> None:
    story = at_city(responsibility_ended("2021-10-05")).daily_round("2021-12-01").accepted
    story.daily_round("2021-12-02").then_nothing()


def test_an_ended_case_stays_with_the_unit_that_closed() -> None:
    at_city(left("2021-10-10")).daily_round("2021-12-01").then_nothing()


def test_an_enrolled_youth_of_a_closed_unit_is_handed_over_though_responsibility_has_ended() -> None:
    story = at_city(own_contact("2021-10-05"), enrolled("2021-10-05", unit="city"), left("2021-10-10"))
    assert story.daily_round("2021-12-01").accepted.unit == "globen"


def test_who_enters_after_city_closed_goes_to_globen_at_once() -> None:
    assert given().when(entered("2021-11-30", district="sodermalm")).accepted.unit == "city"
    assert given().when(entered("2021-12-01", district="sodermalm")).accepted.unit == "globen"


def test_a_case_of_city_that_is_known_late_is_where_it_would_have_been() -> None:
    left_in_january = left("2022-01-10")
    prompt = at_city().daily_round("2021-12-01").accepted.when(left_in_january).accepted
    late = given().when(entered("2021-10-01", district="sodermalm"), recorded="2022-02-01").accepted
    late = late.when(left_in_january, recorded="2022-02-01").accepted.daily_round("2022-02-02").accepted
    assert (late.unit, prompt.unit) == ("globen", "globen")


def test_every_district_of_every_day_has_a_jobbtorg_that_is_open() -> None:
    for day in ("2021-11-30", "2021-12-01", "2023-06-30", "2023-07-01"):
        for district in STOCKHOLM.division(on(day)):
            unit = STOCKHOLM.unit(STOCKHOLM.jobbtorg_of(district.code, on(day)))
            assert unit is not None
            assert unit.valid_from <= on(day) <= unit.valid_to


@given_law(st.sampled_from(STOCKHOLM.districts), st.dates(date(2000, 1, 1), date(2040, 1, 1)))
def test_what_is_said_to_be_the_only_jobbtorg_of_a_district_is_so_on_every_day(district: District, day: date) -> None:
    only = STOCKHOLM.only_jobbtorg_of(district.code)
    assert only in (None, STOCKHOLM.jobbtorg_of(district.code, day))


def test_a_district_that_changed_hands_has_no_only_jobbtorg() -> None:
    assert STOCKHOLM.only_jobbtorg_of("sodermalm") is None
    assert STOCKHOLM.only_jobbtorg_of("farsta") == "globen"


# Protected identities


def test_a_protected_youth_goes_to_the_handlers_at_once() -> None:
    entry = entered("2022-03-01", protection="confidentiality_marked")
    given().when(entry).then(entry, assigned("2022-03-01", STOCKHOLM.handler_unit, "protection"))


@pytest.mark.parametrize("protection", ["confidentiality_marked", "protected_registration"])
def test_who_becomes_protected_goes_to_the_handlers_even_out_of_an_open_enrolment(protection: str) -> None:
    story = given(taken_in("2022-03-01"), enrolled("2022-04-01"))
    news = changed("2022-05-01", protection=protection)
    story.when(news).then(news, assigned("2022-05-01", STOCKHOLM.handler_unit, "protection"))


def test_a_protected_case_stays_with_the_handlers_when_the_youth_moves() -> None:
    story = given().when(entered("2022-03-01", protection="protected_registration")).accepted
    move = changed("2022-04-01", district="bromma")
    story.when(move).then(move)


def test_when_the_protection_ends_the_case_goes_to_the_jobbtorg() -> None:
    story = given().when(entered("2022-03-01", protection="confidentiality_marked")).accepted
    over = changed("2022-05-01", protection="none")
    story.when(over).then(over, assigned("2022-05-01", "globen", "district"))


def test_a_correction_that_reveals_a_protection_takes_the_case_to_the_handlers() -> None:
    story = given(taken_in("2022-03-01"))
    revealed = correct(1, protection="protected_registration")
    after = story.when(revealed, recorded="2022-03-05", by=REGISTER_COORDINATOR).accepted
    assert after.unit == STOCKHOLM.handler_unit


def test_a_case_opened_by_hand_for_a_protected_youth_goes_to_the_handlers() -> None:
    story = given().when(opened_by_hand("2022-03-01", "protected_registration", district=NO_DISTRICT), by=HANDLER)
    assert story.accepted.unit == STOCKHOLM.handler_unit
    assert story.accepted.life.is_protected


def test_whoever_is_named_on_a_protected_case_can_be_taken_off_it_at_once() -> None:
    named = given().when(entered("2022-03-01", protection="confidentiality_marked")).accepted
    long = access_granted(until="2023-06-01")
    named = named.when(long, recorded="2022-03-05", by=HANDLER).accepted
    ended = named.when(access_granted(until="2022-03-05"), recorded="2022-03-06", by=HANDLER).accepted
    assert standing(ended.life).named == {"coach-1": on("2022-03-05")}
    ended.when(access_granted(until="2022-03-04"), recorded="2022-03-06", by=HANDLER).refused("access_already_over")
    anew = ended.when(long, recorded="2022-03-07", by=HANDLER).accepted
    assert standing(anew.life).named == {"coach-1": on("2023-06-01")}


def test_a_handler_names_somebody_on_a_protected_case() -> None:
    story = given().when(entered("2022-03-01", protection="confidentiality_marked")).accepted
    access = access_granted(until="2022-06-01")
    story.when(access, recorded="2022-03-05", by=HANDLER).then(access)
    story.when(access, recorded="2022-06-01", by=HANDLER).then(access)
    story.when(access, recorded="2022-06-02", by=HANDLER).refused("access_already_over")
    too_long = access_granted(until="2024-01-01")
    story.when(too_long, recorded="2022-03-05", by=HANDLER).refused("access_too_long")
    nosy = access_granted(until="2022-06-01", reason="curiosity")
    story.when(nosy, recorded="2022-03-05", by=HANDLER).refused("unknown_code", "reason", "access_reasons")


def test_nobody_is_named_on_a_case_that_is_not_protected() -> None:
    story = given(taken_in("2022-03-01"))
    story.when(access_granted(until="2022-06-01"), recorded="2022-03-05").refused("not_a_protected_case")


def test_the_address_of_a_protected_youth_is_never_reported() -> None:
    story = given(told(entered("2022-03-01", protection="confidentiality_marked")))
    story.when(address_reported("2022-03-20"), by=HANDLER).refused("protected_case")
