"""One plain Swedish sentence from codes and days; never a value of a person."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple, get_args

import pytest

from kaa_tracker.adapters.outbound.reference_files import load_texts
from kaa_tracker.domain.case.next_step import Why
from kaa_tracker.domain.case.refusal import Refusal
from tests.projections.city import SENTENCES

CODES: dict[str, str | None] = {
    "wait": None,
    "search_begun": None,
    "unanswered": "phone",
    "contact_planned": "letter",
    "reached": "own_contact",
    "occupation_review": "komvux",
    "declined": "guidance",
    "enrolled": "globen",
    "plan_follow_up": None,
    "support_closed": "studies",
    "exit_unknown": None,
    "address_report_closed": "confirmed",
    "opened_by_hand": None,
}
"""What each reason speaks of."""


class Row(NamedTuple):
    """The columns of the work list that a sentence is made from."""

    why: str
    code: str | None = None
    then: str | None = None
    next_on: date | None = date(2022, 4, 1)
    since: date = date(2022, 3, 1)
    attempts: int = 2


def test_every_reason_is_among_those_looked_at() -> None:
    assert set(CODES) == set(get_args(Why))


@pytest.mark.parametrize("why", CODES)
@pytest.mark.parametrize("next_on", [date(2022, 4, 1), None])
def test_every_reason_makes_a_sentence(why: str, next_on: date | None) -> None:
    sentence = SENTENCES.why(Row(why, CODES[why], "sms" if why == "unanswered" else None, next_on))
    assert sentence[0].isupper()
    assert sentence.endswith(".")
    assert not set("{}_") & set(sentence)
    assert next_on is not None or sentence.startswith("LARM")


def test_no_text_is_for_a_reason_that_does_not_exist() -> None:
    without_reason = {"no_next_day", "unanswered_and_no_channel_left"}
    assert set(load_texts()["why"]) == set(get_args(Why)) | without_reason


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            Row("unanswered", "phone", "sms"),
            "Försök 2 (Telefon, 1 mars 2022) är obesvarat. Nästa steg 1 april 2022: Sms.",
        ),
        (Row("reached", "relative"), "Nådd 1 mars 2022 (närstående svarade). Följ upp senast 1 april 2022."),
        (Row("enrolled", "globen"), "Inskriven (Globen), senaste kontakt 1 mars 2022. Följ upp senast 1 april 2022."),
        (
            Row("wait", next_on=None),
            "LARM: ingen nästa dag är satt, senast hände något 1 mars 2022. Planera en kontakt.",
        ),
    ],
)
def test_a_sentence_says_why_and_what_is_next(row: Row, sentence: str) -> None:
    assert SENTENCES.why(row) == sentence


def test_a_refusal_says_what_to_do_and_what_it_is_about() -> None:
    said = SENTENCES.refusal(Refusal("dependents_exist", ("4", "7")))
    assert said.startswith("Senare anteckningar bygger på den här.")
    assert said.endswith("(4, 7)")


@pytest.mark.parametrize(
    "say", [lambda: SENTENCES.refusal(Refusal("moon_is_full")), lambda: SENTENCES.rejection("moon_is_full")]
)
def test_a_code_without_a_text_is_shown_as_it_is(say: Any) -> None:
    assert say() == "moon_is_full"
