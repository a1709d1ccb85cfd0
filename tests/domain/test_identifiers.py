"""Identity numbers: what is read, what is refused, and that nothing shows the number."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_tracker.domain.identifiers import (
    FIRST_TEST_BIRTH,
    LAST_TEST_BIRTH,
    InvalidIdentityNumber,
    is_official_test_number,
    normalise,
    official_test_number,
    parse_identity_number,
    temporary_number,
)

TODAY = date(2022, 11, 30)
BORN = date(2005, 3, 14)
WOMAN = official_test_number(BORN, "woman")
MAN = official_test_number(BORN, "man")

births = st.dates(FIRST_TEST_BIRTH, LAST_TEST_BIRTH)
genders: st.SearchStrategy[Literal["woman", "man"]] = st.sampled_from(["woman", "man"])
test_numbers = st.builds(official_test_number, births, genders)


def check_digit(nine: str) -> str:
    """The tenth digit by the book: 2-1-2-1 …, digits summed, up to the next ten."""
    digits = "".join(str(int(digit) * (2, 1)[place % 2]) for place, digit in enumerate(nine))
    return str((10 - sum(map(int, digits)) % 10) % 10)


def coordination_number(number: str) -> str:
    """The samordningsnummer of the same day and serial."""
    nine = f"{number[2:6]}{int(number[6:8]) + 60}{number[8:11]}"
    return number[:2] + nine + check_digit(nine)


def with_serial(number: str, serial: str) -> str:
    return number[:8] + serial + check_digit(number[2:8] + serial)


def reason_for(text: str, *, today: date = TODAY) -> str:
    with pytest.raises(InvalidIdentityNumber) as refused:
        parse_identity_number(text, today=today)
    return refused.value.reason


def test_an_even_serial_is_a_woman_and_an_odd_one_a_man() -> None:
    assert parse_identity_number(WOMAN, today=TODAY).gender == "woman"
    assert parse_identity_number(MAN, today=TODAY).gender == "man"


@given(test_numbers)
def test_a_personnummer_is_read_as_it_stands(number: str) -> None:
    parsed = parse_identity_number(number, today=LAST_TEST_BIRTH)
    assert (parsed.value, parsed.kind) == (number, "personnummer")


@given(test_numbers)
def test_a_samordningsnummer_is_told_from_a_personnummer_by_its_day(number: str) -> None:
    parsed = parse_identity_number(coordination_number(number), today=LAST_TEST_BIRTH)
    assert parsed.kind == "samordningsnummer"
    assert parsed.gender == parse_identity_number(number, today=LAST_TEST_BIRTH).gender


@given(births, st.integers(0, 99))
def test_a_temporary_number_tells_no_gender(birth: date, serial: int) -> None:
    number = temporary_number(birth, serial)
    parsed = parse_identity_number(number, today=LAST_TEST_BIRTH)
    assert (parsed.value, parsed.kind, parsed.gender) == (number, "temporary", "unknown")


@given(test_numbers, st.integers(2, 11), st.integers(1, 9))
def test_any_single_wrong_digit_after_the_century_is_detected(number: str, place: int, by: int) -> None:
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    with pytest.raises(InvalidIdentityNumber):
        parse_identity_number(wrong, today=date(2200, 1, 1))


@given(st.text(max_size=14))
def test_no_text_is_read_unless_it_is_in_canonical_form(text: str) -> None:
    try:
        parsed = parse_identity_number(text, today=TODAY)
    except InvalidIdentityNumber:
        return
    assert parsed.value == text
    assert text.isascii()
    assert len(text) == 12


@pytest.mark.parametrize(
    "text",
    [
        MAN + "\n",
        " " + MAN,
        MAN[:8] + "-" + MAN[8:],
        MAN.translate({ord("0") + n: 0x0660 + n for n in range(10)}),
        MAN[:-1] + "²",
        MAN[:-1] + chr(0xFF10 + int(MAN[-1])),
        "",
        "200503 14TF1",
        "20050314tf01",
        "20050314TF1²",
        "20050314TF01\n",
    ],
)
def test_anything_but_twelve_ascii_digits_or_a_temporary_number_is_refused(text: str) -> None:
    assert reason_for(text) == "not_digits"


def test_a_personnummer_with_a_trailing_newline_is_refused_at_the_edge_too() -> None:
    with pytest.raises(InvalidIdentityNumber):
        normalise(MAN + "\n", today=TODAY)


@pytest.mark.parametrize("text", [MAN[2:], MAN[:-1], MAN + "0", "0"])
def test_digits_of_another_length_are_refused(text: str) -> None:
    assert reason_for(text) == "wrong_length"


@pytest.mark.parametrize("day", ["20050229", "20051301", "20050400", "20050432", "20050460", "20050492", "00000101"])
def test_a_day_that_does_not_exist_is_refused(day: str) -> None:
    nine = day[2:] + "238"
    assert reason_for(day + "238" + check_digit(nine)) == "impossible_date"
    assert reason_for(day + "TF01") == "impossible_date"


def test_a_temporary_number_has_no_coordination_day() -> None:
    assert reason_for("20050374TF01") == "impossible_date"


def test_a_number_dated_tomorrow_is_refused_and_one_dated_today_is_read() -> None:
    for number in (MAN, coordination_number(MAN), temporary_number(BORN, 1)):
        assert reason_for(number, today=BORN - timedelta(days=1)) == "future_date"
        assert parse_identity_number(number, today=BORN).value == number


def test_serial_000_is_refused() -> None:
    assert reason_for(with_serial(MAN, "000")) == "number_zero"


def test_a_wrong_check_digit_is_refused() -> None:
    assert reason_for(MAN[:-1] + str((int(MAN[-1]) + 1) % 10)) == "wrong_check_digit"


def test_no_error_and_no_repr_shows_the_number() -> None:
    wrong = MAN[:-1] + str((int(MAN[-1]) + 1) % 10)
    with pytest.raises(InvalidIdentityNumber) as refused:
        parse_identity_number(wrong, today=TODAY)
    parsed = parse_identity_number(MAN, today=TODAY)
    shown = f"{refused.value!r} {refused.value} {parsed!r} {parsed}"
    assert not any(part in shown for part in (wrong, MAN, MAN[:8], MAN[8:]))


@pytest.mark.parametrize("sign", ["", "-", " "])
def test_a_number_as_people_write_it_is_brought_into_canonical_form(sign: str) -> None:
    assert normalise(MAN[2:8] + sign + MAN[8:], today=TODAY) == MAN
    assert normalise(MAN[:8] + sign + MAN[8:], today=TODAY) == MAN
    assert normalise("20050314" + sign + "TF01", today=TODAY) == "20050314TF01"


@given(test_numbers, st.sampled_from(["-", "+", " ", ""]))
def test_a_number_with_its_century_keeps_it_whatever_stands_between(number: str, sign: str) -> None:
    assert normalise(number[:8] + sign + number[8:], today=TODAY) == number


def test_a_plus_means_a_hundred_years_or_more() -> None:
    assert normalise("220314+TF01", today=TODAY) == "19220314TF01"
    assert normalise("220314-TF01", today=TODAY) == "20220314TF01"
    assert normalise("230314-TF01", today=TODAY) == "19230314TF01"
    assert normalise("230314+TF01", today=TODAY) == "18230314TF01"


@pytest.mark.parametrize(
    "text", [MAN[:8] + "--" + MAN[8:], MAN[:8] + "\u2013" + MAN[8:], MAN[:6] + "-" + MAN[6:], "a" * 12]
)
def test_other_separators_are_refused_at_the_edge(text: str) -> None:
    with pytest.raises(InvalidIdentityNumber) as refused:
        normalise(text, today=TODAY)
    assert refused.value.reason == "not_digits"


@given(test_numbers)
def test_the_numbers_we_build_for_tests_are_official_test_numbers(number: str) -> None:
    assert is_official_test_number(number)


@given(births, st.integers(1, 999).filter(lambda serial: serial not in (238, 239)))
def test_no_other_serial_is_an_official_test_number(birth: date, serial: int) -> None:
    assert not is_official_test_number(with_serial(official_test_number(birth, "woman"), f"{serial:03d}"))


@pytest.mark.parametrize("birth", [FIRST_TEST_BIRTH - timedelta(days=1), LAST_TEST_BIRTH + timedelta(days=1)])
def test_no_test_number_exists_outside_2002_through_2012(birth: date) -> None:
    with pytest.raises(ValueError, match="2002 through 2012"):
        official_test_number(birth, "man")
    outside = f"{birth:%Y%m%d}"
    assert not is_official_test_number(outside + "238" + check_digit(outside[2:] + "238"))


def test_a_samordningsnummer_or_a_temporary_number_is_no_official_test_number() -> None:
    assert not is_official_test_number(coordination_number(MAN))
    assert not is_official_test_number(temporary_number(BORN, 1))


@pytest.mark.parametrize("serial", [-1, 100])
def test_a_temporary_serial_has_two_digits(serial: int) -> None:
    with pytest.raises(ValueError, match="two digits"):
        temporary_number(BORN, serial)
