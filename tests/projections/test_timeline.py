"""The timeline: everything that was recorded, in words, what was amended still readable."""

from __future__ import annotations

import re
from typing import get_args

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from kaa_tracker.application.ports import Append
from kaa_tracker.domain.case.events import CaseEvent, Event
from kaa_tracker.projections.timeline import TimelineLine, timeline
from tests.domain.case.facts import (
    access_granted,
    answered,
    attempted,
    corrected,
    enrolled,
    left,
    on,
    search_started,
    voided,
)
from tests.domain.case.story import Story, taken_in, told
from tests.domain.case.story import given as told_of
from tests.golden.test_released_events import PRESENT, RELEASED
from tests.histories import histories
from tests.projections.city import SENTENCES

UUID_LIKE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")


def lines(story: Story) -> list[TimelineLine]:
    return timeline(story.history, SENTENCES)


def test_a_case_reads_as_a_story() -> None:
    story = told_of(
        taken_in("2022-03-01"), search_started("2022-03-15"), attempted("2022-03-20"), answered("2022-03-22")
    )
    assert [(line.version, line.sentence) for line in lines(story)] == [
        (1, "Kom in i registret 1 mars 2022 (Farsta), senast: Gymnasieskola eller motsvarande"),
        (2, "Tilldelad Globen från 1 mars 2022 (Stadsdelen avgör enheten)"),
        (3, "Under uppsök från 15 mars 2022 (Väntetiden är över)"),
        (4, "Kontaktförsök 20 mars 2022: Brev till Ungdomen (Uppsökande)"),
        (5, "Besvarat 22 mars 2022 av Ungdomen"),
    ]


def test_a_corrected_entry_is_marked_and_the_correction_says_what_holds_now() -> None:
    story = told_of(
        taken_in("2022-03-01"),
        attempted("2022-03-20", early_reason="school"),
        told(corrected(3, attempted("2022-03-21", "phone", early_reason="school")), recorded="2022-03-25"),
    )
    *_, tried, correction = lines(story)
    assert (tried.sentence, tried.amended_by) == ("Kontaktförsök 20 mars 2022: Brev till Ungdomen (Uppsökande)", 4)
    assert (correction.day, correction.amended_by) == (on("2022-03-25"), None)
    assert correction.sentence == (
        "Rättade anteckning 3 (Fel dag): Kontaktförsök 21 mars 2022: Telefon till Ungdomen (Uppsökande)"
    )


def test_a_voided_entry_is_marked_and_still_readable() -> None:
    story = told_of(taken_in("2022-03-01"), enrolled("2022-03-20"), told(voided(3), recorded="2022-03-25"))
    *_, was_enrolled, void = lines(story)
    assert (was_enrolled.sentence, was_enrolled.amended_by) == ("Inskriven 20 mars 2022 vid Globen", 4)
    assert (void.sentence, void.day) == ("Makulerade anteckning 3 (Har inte hänt)", on("2022-03-25"))


def test_what_was_corrected_and_then_voided_is_marked_with_the_void() -> None:
    story = told_of(
        taken_in("2022-03-01"),
        enrolled("2022-03-20"),
        told(corrected(3, enrolled("2022-03-21")), recorded="2022-03-25"),
        told(voided(3), recorded="2022-03-26"),
    )
    assert [line.amended_by for line in lines(story)] == [None, None, 5, None, None]


def test_what_holds_until_a_day_stands_on_the_day_it_was_recorded() -> None:
    story = told_of(taken_in("2022-03-01"), told(access_granted("2022-12-31"), recorded="2022-03-25"))
    assert lines(story)[-1].day == on("2022-03-25")


def test_what_no_message_told_says_which_extract_did() -> None:
    showed = msgspec.structs.replace(left("2022-05-31", "unknown", district="farsta"), extract_of=on("2022-06-01"))
    *_, line = lines(told_of(taken_in("2022-03-01"), showed))
    assert line.sentence == "Lämnade registret 31 maj 2022: Okänd orsak (Farsta), enligt utdrag 1 juni 2022"


@pytest.mark.parametrize("name", PRESENT)
def test_every_event_has_a_sentence_with_all_that_it_asks_for(name: str) -> None:
    event: Event = msgspec.convert(RELEASED[name], CaseEvent)
    sentence = SENTENCES.event(event)
    assert sentence[0].isupper()
    assert not set("{}") & set(sentence)
    assert not UUID_LIKE.search(sentence)


def test_every_event_is_among_those_looked_at() -> None:
    assert {str(kind.__struct_config__.tag) for kind in get_args(CaseEvent)} == set(PRESENT)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(log=histories())
def test_any_history_can_be_read_in_swedish_and_names_nobody(log: list[Append]) -> None:
    for append in log:
        for line in timeline(append.entries, SENTENCES):
            assert not UUID_LIKE.search(line.sentence)
            assert not set("{}_") & set(line.sentence), "a code or a field stands where a word should"
            assert "berkey" not in line.sentence
