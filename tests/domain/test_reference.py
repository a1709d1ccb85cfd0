"""The shipped reference data, what can be asked of it, and what a city's own files are refused for."""

from __future__ import annotations

import re
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_tracker.adapters.outbound.reference_files import PACKAGED, ReferenceFileError, load_reference, load_texts
from kaa_tracker.domain.case.events import NO_DISTRICT

CITY_CLOSES = date(2021, 11, 30)
OLD_DIVISION = date(2023, 6, 30)
NEW_DIVISION = date(2023, 7, 1)

STOCKHOLM = load_reference()
any_day = st.dates(date(2015, 1, 1), date(2035, 12, 31))
any_district = st.sampled_from([district.code for district in STOCKHOLM.districts])


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """A city's own folder, to be spoilt."""
    return Path(shutil.copytree(PACKAGED, tmp_path / "city", ignore=shutil.ignore_patterns("*.py", "__pycache__")))


def spoil(city: Path, name: str, pattern: str, replacement: str) -> None:
    """Replace exactly one place of a file."""
    path = city / name
    text, places = re.subn(pattern, replacement, path.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
    assert places == 1
    path.write_text(text, encoding="utf-8")


def refusal(city: Path) -> str:
    with pytest.raises(ReferenceFileError) as refused:
        load_reference(city)
    return str(refused.value)


def test_stockholm_has_thirteen_districts_until_june_2023_and_eleven_from_july() -> None:
    assert len(STOCKHOLM.division(OLD_DIVISION)) == 13
    assert len(STOCKHOLM.division(NEW_DIVISION)) == 11


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("rinkeby_kista", "jarva"),
        ("spanga_tensta", "jarva"),
        ("norrmalm", "norra_innerstaden"),
        ("ostermalm", "norra_innerstaden"),
        ("farsta", "farsta"),
        (NO_DISTRICT, NO_DISTRICT),
    ],
)
def test_an_older_district_is_carried_into_the_division_of_the_day(before: str, after: str) -> None:
    assert STOCKHOLM.in_division(before, OLD_DIVISION) == before
    assert STOCKHOLM.in_division(before, NEW_DIVISION) == after


@pytest.mark.parametrize(
    ("jobbtorg", "districts"),
    [
        ("kista", {"rinkeby_kista", "spanga_tensta"}),
        ("vallingby", {"hasselby_vallingby", "bromma"}),
        ("skarholmen", {"skarholmen", "hagersten_alvsjo"}),
        ("city", {"kungsholmen", "norrmalm", "ostermalm", "sodermalm"}),
        ("globen", {"enskede_arsta_vantor", "farsta", "skarpnack"}),
    ],
)
def test_each_jobbtorg_works_its_districts_while_city_is_open(jobbtorg: str, districts: set[str]) -> None:
    division = [district.code for district in STOCKHOLM.division(CITY_CLOSES)]
    assert {code for code in division if STOCKHOLM.jobbtorg_of(code, CITY_CLOSES) == jobbtorg} == districts


@pytest.mark.parametrize("district", ["kungsholmen", "norrmalm", "ostermalm", "sodermalm"])
def test_globen_takes_over_the_districts_of_city_on_1_december_2021(district: str) -> None:
    assert STOCKHOLM.jobbtorg_of(district, CITY_CLOSES) == "city"
    assert STOCKHOLM.jobbtorg_of(district, CITY_CLOSES + timedelta(days=1)) == "globen"
    assert STOCKHOLM.jobbtorg_of(district, NEW_DIVISION) == "globen"


@given(any_district, any_day)
def test_every_district_has_a_jobbtorg_on_every_day(district: str, day: date) -> None:
    unit = STOCKHOLM.unit(STOCKHOLM.jobbtorg_of(district, day))
    assert unit is not None
    assert unit.is_jobbtorg


@given(any_district, any_day)
def test_succession_ends_in_a_district_that_has_not_ended_and_stays_there(district: str, day: date) -> None:
    carried = STOCKHOLM.in_division(district, day)
    assert next(d for d in STOCKHOLM.districts if d.code == carried).valid_to >= day
    assert STOCKHOLM.in_division(carried, day) == carried


def test_having_no_district_is_a_value_with_a_label_and_no_jobbtorg() -> None:
    assert STOCKHOLM.is_district(NO_DISTRICT)
    assert STOCKHOLM.label(NO_DISTRICT) == "Saknar stadsdel"
    assert STOCKHOLM.jobbtorg_of(NO_DISTRICT, NEW_DIVISION) == NO_DISTRICT


def test_the_same_files_have_the_same_version_and_changed_ones_another(city: Path) -> None:
    assert load_reference(city).version == STOCKHOLM.version
    spoil(city, "rules.toml", "^wait_days = 14$", "wait_days = 15")
    changed = load_reference(city)
    assert changed.rules.wait_days == 15
    assert changed.version != STOCKHOLM.version


def test_a_code_may_come_back_with_another_meaning_after_it_ended(city: Path) -> None:
    before = '{ code = "sms", label = "Sms", valid_to = 2022-12-31 },'
    after = '{ code = "sms", label = "Rcs", valid_from = 2023-01-01 },'
    spoil(city, "codes/outreach.toml", r'{ code = "sms".*$', before + after)
    reference = load_reference(city)
    found = [reference.find("channels", "sms", day) for day in (date(2022, 12, 31), date(2023, 1, 1))]
    assert [code.label for code in found if code is not None] == ["Sms", "Rcs"]


MAPPING_OF_FARSTA = r'^  { district = "farsta", jobbtorg = "globen" },$'
END_OF_NORRMALM = r'^  { code = "norrmalm", .*$'


@pytest.mark.parametrize(
    ("name", "pattern", "replacement", "says"),
    [
        ("places.toml", MAPPING_OF_FARSTA, "", "places.toml: district farsta has no jobbtorg on some day"),
        (
            "places.toml",
            MAPPING_OF_FARSTA,
            '  { district = "farsta", jobbtorg = "globen", valid_to = 2030-12-31 },',
            "places.toml: district farsta has no jobbtorg on some day",
        ),
        (
            "places.toml",
            MAPPING_OF_FARSTA,
            '  { district = "farsta", jobbtorg = "globen", valid_to = 2021-06-30 },'
            '{ district = "farsta", jobbtorg = "kista", valid_from = 2021-07-02 },',
            "places.toml: district farsta has no jobbtorg on some day",
        ),
        (
            "places.toml",
            MAPPING_OF_FARSTA,
            '  { district = "farsta", jobbtorg = "globen", valid_to = 2021-06-30 },'
            '{ district = "farsta", jobbtorg = "kista", valid_from = 2021-06-30 },',
            "places.toml: jobbtorg of farsta: two on the same day",
        ),
        ("places.toml", r'"farsta", jobbtorg = "globen"', '"farsta", jobbtorg = "aim"', "aim is no jobbtorg"),
        ("places.toml", r'"farsta", jobbtorg = "globen"', '"farsta", jobbtorg = "nacka"', "nacka is no jobbtorg"),
        (
            "places.toml",
            r'"farsta", jobbtorg = "globen"',
            '"farsta", jobbtorg = "city"',
            "does not exist all that time",
        ),
        ("places.toml", r'{ district = "farsta"', '{ district = "fasta"', "jobbtorg of fasta: unknown district"),
        (
            "places.toml",
            END_OF_NORRMALM,
            '  { code = "norrmalm", label = "Norrmalm", valid_to = 2023-06-30, successor = "norr" },',
            "places.toml: district norrmalm: unknown successor norr",
        ),
        (
            "places.toml",
            END_OF_NORRMALM,
            '  { code = "norrmalm", label = "Norrmalm", valid_to = 2023-06-30 },',
            "places.toml: district norrmalm: unknown successor None",
        ),
        (
            "places.toml",
            END_OF_NORRMALM,
            '  { code = "norrmalm", label = "Norrmalm", valid_to = 2023-05-31, successor = "norra_innerstaden" },',
            "norra_innerstaden does not exist the day after",
        ),
        (
            "places.toml",
            END_OF_NORRMALM,
            '  { code = "norrmalm", label = "Norrmalm", successor = "norra_innerstaden" },',
            "norrmalm has a successor but does not end",
        ),
        (
            "places.toml",
            END_OF_NORRMALM,
            '  { code = "norrmalm", label = "Norrmalm", valid_from = 2024-01-01, valid_to = 2023-06-30 },',
            "norrmalm ends before it begins",
        ),
        (
            "places.toml",
            r"^districts = \[$",
            'districts = [{ code = "no_district", label = "Saknar stadsdel" },',
            "no_district stands for having none",
        ),
        ("places.toml", r'code = "farsta"', 'code = "bromma"', "districts: duplicate code bromma"),
        ("places.toml", r'"sodermalm", "norra', '"soder", "norra', "area innerstaden: unknown district soder"),
        ("places.toml", r'label = "Skärholmen"', 'label = "Sätra"', "units: skarholmen has another label elsewhere"),
        ("places.toml", r'label = "Farsta"', 'lable = "Farsta"', "places.toml: districts, entry 3 (farsta): lable"),
        ("places.toml", r', label = "Farsta"', "", "places.toml: districts, entry 3 (farsta): "),
        ("places.toml", r"^municipality = .*$", "", "places.toml: lacks municipality"),
        ("places.toml", r"^source = .*$", "", "places.toml: says no source"),
        ("places.toml", r"^districts = \[$", "districts = [[", "places.toml: "),
        ("units.toml", r'^pool_unit = "pool"$', 'pool_unit = "pond"', "units.toml: pool_unit: unknown unit pond"),
        ("units.toml", r'^handler_unit = ".*"$', 'handler_unit = "x"', "units.toml: handler_unit: unknown unit x"),
        ("units.toml", r'branch = "adult_education"', 'branch = "x"', "units.toml: ungvux: unknown branch x"),
        ("units.toml", r'authority = "labour_market_committee"', 'authority = "x"', "globen: unknown authority x"),
        ("rules.toml", r"^wait_days = 14$", "", "rules.toml: lacks wait_days"),
        ("rules.toml", r"^wait_days = 14$", "wait_days = 14\nwait_weeks = 2", "rules.toml: wait_weeks is not known"),
        ("rules.toml", r"^wait_days = 14$", 'wait_days = "14"', "rules.toml: "),
        ("rules.toml", r"^wait_days = 14$", "wait_days = -1", "rules.toml: wait_days is below zero"),
        ("rules.toml", r"^sms = 5$", "sms = -5", "rules.toml: sms is below zero"),
        ("rules.toml", r"^sms = 5$", "", "rules.toml: next_step_days: sms is missing"),
        ("rules.toml", r'"letter", "phone"', '"pigeon", "phone"', "rules.toml: unknown channel pigeon"),
        ("brake.toml", r"^leaving_share = 0.05$", "", "brake.toml: lacks leaving_share"),
        ("brake.toml", r"^leaving_share = 0.05$", "leaving_share = 0.0", "brake.toml: leaving_share is not above zero"),
        ("brake.toml", r"^entering_share = 0.25$", "entering_share = nan", "entering_share is not above zero"),
        ("brake.toml", r"^times_earlier_years = 3.0$", "times_earlier_years = inf", "times_earlier_years is not above"),
        ("brake.toml", r"^never_below = 50$", "never_below = -1", "brake.toml: never_below is below zero"),
        ("brake.toml", r"factor = 5.0", "factor = 0.5", "brake.toml: announced, Skolstart: factor is below 1"),
        ("brake.toml", r'first = "08-10"', 'first = "8-10"', "announced, Skolstart: 8-10 is no day MM-DD"),
        ("brake.toml", r'last = "10-15"', 'last = "10-32"', "announced, Skolstart: 10-32 is no day MM-DD"),
        ("brake.toml", r'last = "10-15"', 'last = "10-15", until = 1', "brake.toml: "),
        (
            "codes/outreach.toml",
            r'code = "sms"',
            'code = "phone"',
            "codes/outreach.toml: channels: duplicate code phone",
        ),
        ("codes/outreach.toml", r'ground = "4 § 1"', 'ground = "4 § 9"', "contact_fields: '4 § 9' is no legal ground"),
        ("codes/outreach.toml", r'^ground = "4 § 1"$', "", "contact_fields: must have label, ground and codes"),
        ("codes/outreach.toml", r"^\[method_tags\]$", "[tags]", "codes: the list method_tags is missing"),
        ("codes/outreach.toml", r"^\[method_tags\]$", "[services]", "codes: services occurs twice"),
        (
            "codes/register.toml",
            r'code = "turned_20"',
            'code = "grown"',
            "leaving_reasons must have the code turned_20",
        ),
        ("codes/register.toml", r'code = "woman"', 'code = "girl"', "codes: genders must have exactly the codes"),
    ],
)
def test_reference_data_that_contradicts_itself_is_refused(
    city: Path, name: str, pattern: str, replacement: str, says: str
) -> None:
    spoil(city, name, pattern, replacement)
    assert says in refusal(city)


def test_a_missing_file_is_named(city: Path) -> None:
    (city / "units.toml").unlink()
    assert refusal(city).startswith("units.toml: cannot be read")


def test_everything_that_is_wrong_is_told_at_once(city: Path) -> None:
    spoil(city, "places.toml", MAPPING_OF_FARSTA, "")
    spoil(city, "rules.toml", r"^sms = 5$", "")
    assert len(refusal(city).splitlines()) == 2


def test_every_refusal_has_a_sentence_that_ends_like_one() -> None:
    refusals = load_texts()["refusal"]
    assert all(sentence.endswith(".") and sentence[0].isupper() for sentence in refusals.values())


def test_a_text_that_is_no_sentence_is_refused(city: Path) -> None:
    spoil(city, "texts.sv.toml", r"^unknown_case = .*$", "unknown_case = 7")
    with pytest.raises(ReferenceFileError, match=r"texts\.sv\.toml"):
        load_texts(city)
