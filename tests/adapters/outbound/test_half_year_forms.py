"""Changing what the agency asks for is a change of data, and data that would mislead are refused by name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kaa_tracker.adapters.outbound.half_year.form_files import CHECKS, CODES, LAYOUT, load_half_year_forms
from kaa_tracker.adapters.outbound.reference_files import PACKAGED, ReferenceFileError, load_reference
from kaa_tracker.domain.half_year.content import ENROLMENT
from kaa_tracker.domain.half_year.form import HalfYearForms, NoHalfYearForm
from kaa_tracker.domain.half_year.half import HalfYear

AUTUMN = HalfYear(2022, 2)


@pytest.fixture
def city(tmp_path: Path) -> Path:
    shutil.copytree(PACKAGED / "skolverket", tmp_path / "skolverket")
    return tmp_path


def rewritten(city: Path, name: str, old: str, new: str, count: int = 1) -> HalfYearForms:
    path = city / "skolverket" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, count), encoding="utf-8")
    return load_half_year_forms(city)


def test_every_code_of_ours_has_one_of_theirs() -> None:
    reference, form = load_reference(), load_half_year_forms().of(AUTUMN)
    ours = {
        "last_school_occupation": ["school_occupations"],
        "occupation_at_contact": ["occupations"],
        "measure": ["services"],
        "occupation_after": ["outcomes"],
        "end_reason": ["leaving_reasons", "responsibility_end_reasons"],
    }
    for name, lists in ours.items():
        codes = {code.code for one in lists for code in reference.codes(one).codes}
        assert codes <= form.codes[name].keys(), name
    assert ENROLMENT in form.codes["measure"]


def test_a_new_layout_holds_from_its_half_year_and_the_old_one_before(city: Path) -> None:
    path = city / "skolverket" / LAYOUT
    old = path.read_text(encoding="utf-8")
    head, layouts = old.split("[[layouts]]", 1)
    ended = layouts.replace('valid_from = "2018H2"', 'valid_from = "2018H2"\nvalid_to = "2023H1"', 1)
    new = layouts.replace('valid_from = "2018H2"', 'valid_from = "2023H2"', 1).replace("Personnummer", "PNR")
    path.write_text(f"{head}[[layouts]]{ended}\n[[layouts]]{new}", encoding="utf-8")
    forms = load_half_year_forms(city)
    assert forms.of(HalfYear(2023, 1)).columns("contact")[1].heading == "Personnummer"
    assert forms.of(HalfYear(2023, 2)).columns("contact")[1].heading == "PNR"
    assert forms.version != load_half_year_forms().version


def test_a_new_code_of_theirs_is_a_change_of_one_line(city: Path) -> None:
    forms = rewritten(city, CODES, 'aim = "10"', 'aim = "77"')
    assert forms.of(AUTUMN).codes["measure"]["aim"] == "77"


def test_there_is_no_form_for_a_half_year_before_all_layouts() -> None:
    with pytest.raises(NoHalfYearForm, match="2018H1"):
        load_half_year_forms().of(HalfYear(2018, 1))


def test_a_city_without_files_of_its_own_goes_by_the_shipped_ones(tmp_path: Path) -> None:
    assert load_half_year_forms(tmp_path) == load_half_year_forms()


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        (LAYOUT, "source = ", "sauce = ", "layout.toml: says no source"),
        (LAYOUT, "[[layouts]]", "[[layuots]]", "must have source, layouts"),
        (LAYOUT, 'holds = "on"', 'holds = "shoe_size"', "Invalid enum value 'shoe_size'"),
        (LAYOUT, 'block = "contact"', 'block = "registration"', "two blocks have the block registration"),
        (LAYOUT, 'name = "kontakt"', 'name = "registrering"', "two blocks have the name registrering"),
        (LAYOUT, 'name = "kontakt"', 'name = "../kontakt"', "becomes that of a file"),
        (LAYOUT, 'holds = "identity_number"', 'holds = "municipality"', "no column holds the identity_number"),
        (LAYOUT, ', codes = "measure"', "", "codes are named exactly for"),
        (LAYOUT, 'codes = "measure"', 'codes = "moods"', "no list moods in codes.toml"),
        (LAYOUT, 'heading = "Orsak"', 'haeding = "Orsak"', "unknown field `haeding`"),
        (LAYOUT, 'valid_from = "2018H2"', 'valid_from = "2018"', "a half-year is named like 2022H2"),
        (LAYOUT, 'valid_from = "2018H2"', 'valid_from = "2018H2"\nvalid_to = "2018H1"', "ends before it begins"),
        (LAYOUT, 'valid_from = "2018H2"', 'valid_from = "2018H1"', "no list last_school_occupation"),
        (CODES, 'name = "measure"', 'name = "end_reason"', "has not ended before 2018H2"),
        (CODES, 'aim = "10"', "aim = 10", "Expected `str`, got `int`"),
        (CODES, 'aim = "10"', "aim = ", "codes.toml: "),
        (CHECKS, 'rule = "after_end"', 'rule = "after_party"', "after_party is no rule"),
        (CHECKS, 'effect = "left_out"', 'effect = "shouted"', "Invalid enum value 'shouted'"),
        (CHECKS, 'rule = "after_end"', 'rule = "before_registration"', "has not ended before 2018H2"),
    ],
)
def test_data_that_would_mislead_are_refused_by_file_and_entry(
    city: Path, name: str, old: str, new: str, says: str
) -> None:
    with pytest.raises(ReferenceFileError) as refused:
        rewritten(city, name, old, new)
    assert says in str(refused.value)
    assert str(refused.value).startswith("skolverket/")


def test_no_data_can_send_a_line_that_cannot_be_written(city: Path) -> None:
    path = city / "skolverket" / CHECKS
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace('rule = "unknown_code"\neffect = "left_out"', 'rule = "unknown_code"\neffect = "told"'),
        encoding="utf-8",
    )
    with pytest.raises(ReferenceFileError, match="unknown_code: such a line cannot be written"):
        load_half_year_forms(city)


def test_a_missing_file_is_named(city: Path) -> None:
    (city / "skolverket" / CODES).unlink()
    with pytest.raises(ReferenceFileError, match=r"codes\.toml: cannot be read"):
        load_half_year_forms(city)


@pytest.mark.parametrize("name", ["2022", "2022H3", "22H1", "2022h2", "2022H2 ", ""])
def test_a_half_year_has_one_name(name: str) -> None:
    with pytest.raises(ValueError, match="2022H2"):
        HalfYear.named(name)
    assert str(HalfYear.named("2022H2")) == "2022H2"
