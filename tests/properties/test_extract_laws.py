"""What holds of every extract: it mends what was lost, and leaves no trace once the lost messages come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from kaa_tracker.domain.case import events as e
from kaa_tracker.domain.case.commands import RecordRegisterEntry
from kaa_tracker.domain.case.reconciling import Listed, difference
from kaa_tracker.domain.case.register import fact_day
from tests.domain.case.plausible import Messages, messages
from tests.domain.case.story import Story
from tests.properties.test_case_laws import after_a_round, lived, quickly


class Feed(NamedTuple):
    """What BER told, the messages of it that were lost at first and the order in which those come after all,
    and after how many messages an extract was made."""

    told: Messages
    lost: Sequence[int]
    extracts: frozenset[int]


@st.composite
def feeds(draw: st.DrawFn) -> Feed:
    told = draw(messages(protected=True))
    lost = draw(st.lists(st.sampled_from(range(len(told))), unique=True))
    extracts = draw(st.frozensets(st.integers(1, len(told)), max_size=3))
    return Feed(told, lost, extracts)


def shown(told: Messages) -> Listed | None:
    """The youth as BER's extract shows them after these messages."""
    life = Story().and_given(*told).life
    if not life.stays or life.stays[-1].exit is not None:
        return None
    entries = [message for message in told if isinstance(message, e.RegisterEntered)]
    entry = RecordRegisterEntry(
        entered_on=entries[-1].entered_on,
        revision=told[-1].revision,
        gender=entries[-1].gender,
        birth_year=entries[-1].birth_year,
        district=life.details.district_said,
        home_municipality=entries[-1].home_municipality,
        last_school_occupation=entries[-1].last_school_occupation,
        protection="confidentiality_marked" if life.is_protected else "none",
    )
    return Listed(entry)


def reconciled(story: Story, known: Messages) -> Story:
    """The story after an extract that BER made when it had told of ``known``; no two of one day."""
    extract_of = max(map(fact_day, known)) + timedelta(days=len(known))
    command = difference(story.life, shown(known), extract_of)
    if command is None:
        return story
    name = f"extract-{len(story.history)}"
    return story.when(command, recorded=extract_of.isoformat(), command_id=name).accepted


def at_first(feed: Feed) -> Story:
    """What was not lost, with the extracts in between."""
    story = Story()
    for number, message in enumerate(feed.told):
        if number not in feed.lost:
            story = story.when(message, recorded="2022-09-01", command_id=f"message-{number}").accepted
        if number + 1 in feed.extracts:
            story = reconciled(story, feed.told[: number + 1])
    return story


@quickly
@given(feeds())
def test_after_an_extract_the_case_agrees_with_the_register(feed: Feed) -> None:
    story = reconciled(at_first(feed), feed.told)
    listed, life = shown(feed.told), story.life
    assert bool(life.stays and life.stays[-1].exit is None) == (listed is not None)
    if listed is not None:
        assert life.details.district_said == listed.entry.district
        assert life.is_protected == (listed.entry.protection != "none")


@quickly
@given(feeds())
def test_the_same_extract_again_finds_no_difference(feed: Feed) -> None:
    story = reconciled(at_first(feed), feed.told)
    assert reconciled(story, feed.told) == story


@quickly
@given(feeds())
def test_once_the_lost_messages_come_it_is_as_if_there_had_been_no_extract(feed: Feed) -> None:
    story, faultless = at_first(feed), Story()
    for number in feed.lost:
        story = story.when(feed.told[number], recorded="2022-09-02", command_id=f"message-{number}").accepted
    for number, message in enumerate(feed.told):
        faultless = faultless.when(message, recorded="2022-09-01", command_id=f"message-{number}").accepted
    story, faultless = after_a_round(story), after_a_round(faultless)
    assert lived(story.life) == lived(faultless.life)
    assert story.next_day == faultless.next_day
    assert story.unit == faultless.unit
