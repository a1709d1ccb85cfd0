"""Every check of the half-year file finds what breaks it and lets pass what does not; what goes rests on itself."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import pytest

from kaa_tracker.domain.half_year.checks import RULES, KnownIdentity, findings
from kaa_tracker.domain.half_year.form import HalfYearForm
from kaa_tracker.domain.half_year.writing import going, written
from tests.domain.case.facts import (
    closed,
    corrected,
    enrolled,
    entered,
    left,
    occupied,
    opened_by_hand,
    own_contact,
    responsibility_ended,
    service_ended,
    service_started,
    voided,
)
from tests.domain.case.story import Story, given, told
from tests.domain.half_year.examples import FORM, KNOWN, born, examined, found, sent

THERE = entered("2022-08-01")
HELPED = given(THERE, enrolled("2022-09-01"), service_started("2022-09-02"))
LATER = "2022-12-30"


def moved(story: Story, entry: int, to: object) -> Story:
    return story.and_given(told(corrected(entry, to), recorded=LATER))  # type: ignore[arg-type]


class Example:
    """A youth, and what the vault knows of them."""

    def __init__(self, story: Story, known: KnownIdentity = KNOWN) -> None:
        self.story = story
        self.known = known


BREAKING: Mapping[str, Example] = {
    "before_registration": Example(moved(given(THERE, own_contact("2022-09-01")), 1, entered("2022-10-01"))),
    "end_without_start": Example(
        HELPED.and_given(service_ended("2022-10-01")).and_given(told(voided(3), recorded=LATER))
    ),
    "after_end": Example(given(THERE, left("2022-09-10"), own_contact("2022-09-11"))),
    "not_under_20": Example(given(THERE), born("2002-08-01")),
    "turned_20_day": Example(given(THERE, responsibility_ended("2022-10-01", "turned_20")), born("2002-10-02")),
    "misregistered": Example(given(opened_by_hand("2022-07-20"), THERE, left("2022-09-01", "misregistered"))),
    "identity_missing": Example(given(THERE), KnownIdentity(None, KNOWN.born)),
    "identity_temporary": Example(given(THERE), KNOWN._replace(kind="temporary")),
    "unknown_code": Example(given(THERE, own_contact("2022-09-01"), occupied("2022-09-01", "alchemist"))),
}

KEEPING: Mapping[str, Example] = {
    "before_registration": Example(given(THERE, own_contact("2022-08-01"))),
    "end_without_start": Example(HELPED.and_given(service_ended("2022-09-02"))),
    "after_end": Example(given(THERE, left("2022-09-10"), own_contact("2022-09-10"))),
    "not_under_20": Example(given(THERE), born("2002-08-02")),
    "turned_20_day": Example(given(THERE, responsibility_ended("2022-10-02", "turned_20")), born("2002-10-02")),
    "misregistered": Example(given(opened_by_hand("2022-07-20"), THERE, left("2022-09-01", "moved_out"))),
    "identity_missing": Example(given(THERE), KNOWN._replace(kind="samordningsnummer")),
    "identity_temporary": Example(given(THERE)),
    "unknown_code": Example(given(THERE, own_contact("2022-09-01"), occupied("2022-09-01", "work"))),
}


def test_every_rule_has_an_example_that_breaks_it_and_one_that_keeps_it() -> None:
    assert BREAKING.keys() == KEEPING.keys() == RULES.keys() == FORM.checks.keys()


@pytest.mark.parametrize("rule", RULES)
def test_a_line_that_breaks_a_rule_is_found(rule: str) -> None:
    example = BREAKING[rule]
    assert {name for name, _, _ in found(example.story, example.known)} == {rule}


@pytest.mark.parametrize("rule", RULES)
def test_a_line_that_keeps_it_is_let_pass(rule: str) -> None:
    example = KEEPING[rule]
    assert found(example.story, example.known) == []


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_that_does_not_hold_in_the_half_year_finds_nothing_unless_the_line_cannot_be_written(rule: str) -> None:
    form = msgspec.structs.replace(FORM, checks={})
    example = BREAKING[rule]
    looked_at = examined(example.story, example.known)._replace(form=form)
    assert bool(findings(looked_at)) == (rule in ("identity_missing", "unknown_code"))


def effect(rule: str, form: HalfYearForm = FORM) -> list[str]:
    """The blocks of the lines of the breaking example that go."""
    example = BREAKING[rule]
    looked_at = examined(example.story, example.known)._replace(form=form)
    return [line.block for line in going(looked_at.content, findings(looked_at), form)]


@pytest.mark.parametrize(
    ("rule", "goes"),
    [
        ("before_registration", ["registration"]),
        ("end_without_start", ["registration"]),
        ("after_end", ["registration", "responsibility_ended"]),
        ("not_under_20", []),
        ("turned_20_day", ["registration", "responsibility_ended"]),
        ("misregistered", []),
        ("identity_missing", []),
        ("identity_temporary", ["registration"]),
        ("unknown_code", ["registration"]),
    ],
)
def test_what_breaks_a_rule_is_left_out_or_goes_as_the_data_say(rule: str, goes: list[str]) -> None:
    assert effect(rule) == goes


def test_the_data_may_let_a_line_go_that_breaks_a_rule() -> None:
    lenient = msgspec.structs.replace(FORM, checks={**FORM.checks, "after_end": "told"})
    assert effect("after_end", lenient) == ["registration", "contact", "responsibility_ended"]


def test_an_end_does_not_go_without_its_start() -> None:
    story = moved(HELPED.and_given(service_ended("2022-10-01")), 1, entered("2022-09-20"))
    assert sent(story) == [("registration", "2022-09-20")]


def test_what_the_agency_does_not_want_neither_goes_nor_is_found() -> None:
    story = given(THERE, enrolled("2022-09-01"), left("2022-09-10"), closed("2022-10-01"))
    assert [block for block, _ in sent(story)] == ["registration", "responsibility_ended"]
    assert found(story) == []


def test_lines_are_written_in_the_agencys_codes() -> None:
    story = HELPED.and_given(service_ended("2022-10-01", "work"))
    lines = going(examined(story).content, (), FORM)
    cells = written(lines, "20040503TF01", "0180", FORM)
    assert cells == {
        "registration": (("0180", "20040503TF01", "2022-08-01", "20"),),
        "measure_started": (("0180", "20040503TF01", "2022-08-01", "3", "2022-09-02", "10"),),
        "measure_ended": (("0180", "20040503TF01", "2022-08-01", "3", "2022-10-01", "10", "20"),),
    }
