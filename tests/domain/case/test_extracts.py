"""An extract shows what holds, not since when: it counts for what no message says, and gives way to the message."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from kaa_tracker.domain.case import commands as c
from kaa_tracker.domain.case import events as e
from kaa_tracker.domain.case.reconciling import Listed, difference, is_held
from tests.domain.case.facts import assigned, changed, entered, left, on
from tests.domain.case.story import FEED, Outcome, Story, given, taken_in, told


def shown(since: str = "2022-03-01", revision: int = 1, **others: Any) -> Listed:
    """The youth as BER lists them, but for what the story says as it is told elsewhere."""
    values: dict[str, Any] = {
        "gender": "woman",
        "birth_year": 2004,
        "district": "farsta",
        "home_municipality": "0180",
        "last_school_occupation": "upper_secondary",
    }
    differing = others.pop("differing_vault_fields", ())
    return Listed(c.RecordRegisterEntry(entered_on=on(since), revision=revision, **(values | others)), differing)


def reconciled(story: Story, listed: Listed | None, day: str = "2022-06-01") -> Outcome | None:
    """What comes of the extract of that day, unless the case agrees with it."""
    command = difference(story.life, listed, on(day))
    return story.when(command, recorded=day, by=FEED, command_id=f"extract {day}") if command else None


def after(story: Story, listed: Listed | None, day: str = "2022-06-01") -> Story:
    outcome = reconciled(story, listed, day)
    return outcome.accepted if outcome else story


def by_extract(fact: Any, day: str = "2022-06-01") -> Any:
    return msgspec.structs.replace(fact, extract_of=on(day))


class TestAYouthWhomBerLists:
    def test_as_we_hold_them_is_no_difference(self) -> None:
        assert reconciled(given(taken_in("2022-03-01")), shown()) is None

    def test_and_nobody_here_has_heard_of_is_taken_in_from_the_day_that_ber_says(self) -> None:
        outcome = reconciled(given(), shown())
        assert outcome is not None
        story = outcome.then(by_extract(entered("2022-03-01")), assigned("2022-03-01", "globen", "district"))
        assert story.spells == ["2022-03-01.."]

    def test_and_we_hold_as_having_left_is_taken_in_again(self) -> None:
        story = after(given(taken_in("2022-03-01"), left("2022-03-20")), shown("2022-05-01", revision=4))
        assert story.spells == ["2022-03-01..2022-03-20", "2022-05-01.."]

    def test_in_spite_of_an_exit_of_the_same_revision_never_was_away(self) -> None:
        story = after(given(taken_in("2022-03-01"), left("2022-03-20")), shown(revision=3))
        assert story.spells == ["2022-03-01.."]

    def test_and_who_has_left_by_a_later_message_is_no_difference(self) -> None:
        assert reconciled(given(taken_in("2022-03-01"), left("2022-05-31")), shown(revision=2)) is None

    def test_since_another_day_is_recorded_with_that_day(self) -> None:
        outcome = reconciled(given(taken_in("2022-03-10")), shown(revision=2))
        assert outcome is not None
        assert outcome.then(by_extract(entered("2022-03-01", revision=2))).life.register_facts[-1].event == by_extract(
            entered("2022-03-01", revision=2)
        )

    @pytest.mark.parametrize(
        "what", [{"district": "rinkeby_kista"}, {"gender": "man"}, {"protection": "confidentiality_marked"}]
    )
    def test_with_another_detail_has_it_from_the_day_of_the_extract(self, what: dict[str, str]) -> None:
        outcome = reconciled(given(taken_in("2022-03-01")), shown(revision=2, **what))
        assert outcome is not None
        assert isinstance(outcome.answer, tuple)
        assert outcome.answer[0] == by_extract(changed("2022-06-01", 2, **what))

    def test_with_another_address_gets_a_line_that_says_so(self) -> None:
        listed = shown(revision=2, differing_vault_fields=("address",))
        outcome = reconciled(given(taken_in("2022-03-01")), listed)
        assert outcome is not None
        outcome.then(by_extract(changed("2022-06-01", vault_fields=("address",))))

    def test_without_a_district_has_none_from_then_on(self) -> None:
        story = after(given(taken_in("2022-03-01")), shown(revision=2, district=e.NO_DISTRICT))
        assert story.life.details.district_said == e.NO_DISTRICT
        assert story.life.details.district_known == "farsta"
        assert story.unit == "globen"

    def test_is_not_compared_where_messages_that_ber_did_not_know_yet_told_more(self) -> None:
        story = given(taken_in("2022-03-01"), changed("2022-05-31", district="rinkeby_kista"))
        assert reconciled(story, shown(revision=1)) is None


class TestAYouthWhomBerDoesNotList:
    def test_and_we_do_not_hold_is_no_difference(self) -> None:
        assert reconciled(given(taken_in("2022-03-01"), left("2022-03-20")), None) is None

    def test_left_at_the_latest_the_day_before_and_nobody_knows_why(self) -> None:
        outcome = reconciled(given(taken_in("2022-03-01")), None)
        assert outcome is not None
        story = outcome.then(by_extract(left("2022-05-31", "unknown", revision=1, district="farsta")))
        assert story.spells == ["2022-03-01..2022-05-31"]
        assert story.responsible == ["2022-03-01.."]
        assert story.next_day == ("2022-06-14", "exit_unknown")

    def test_after_the_20th_birthday_left_on_it(self) -> None:
        story = given(taken_in("2022-03-01"), told(e.ResponsibilityEnded(on=on("2022-05-06"), reason="turned_20")))
        outcome = reconciled(story, None)
        assert outcome is not None
        outcome.then(by_extract(left("2022-05-06", "turned_20", revision=1, district="farsta")))

    def test_and_who_came_on_the_day_of_the_extract_is_no_difference(self) -> None:
        assert reconciled(given(taken_in("2022-06-01")), None) is None

    def test_and_who_comes_back_by_a_message_has_a_new_spell(self) -> None:
        story = after(given(taken_in("2022-03-01")), None).and_given(entered("2022-08-20", revision=3))
        assert story.spells == ["2022-03-01..2022-05-31", "2022-08-20.."]

    def test_and_who_is_listed_again_the_next_night_never_was_away(self) -> None:
        story = after(after(given(taken_in("2022-03-01")), None), shown(), "2022-06-02")
        assert story.spells == ["2022-03-01.."]
        assert is_held(story.life)


class TestTheMessageThatComesAfterAll:
    def test_of_the_coming_stands_and_the_extract_tells_only_what_it_does_not(self) -> None:
        story = after(given(), shown(revision=2, district="rinkeby_kista")).and_given(entered("2022-03-01"))
        assert [fact.event for fact in story.life.register_facts] == [
            entered("2022-03-01"),
            by_extract(changed("2022-06-01", district="rinkeby_kista")),
        ]

    def test_of_a_change_stands_from_its_own_day(self) -> None:
        story = after(given(taken_in("2022-03-01")), shown(revision=2, district="rinkeby_kista"))
        story = story.and_given(changed("2022-04-01", district="rinkeby_kista"))
        [before, since] = story.life.details.districts_said
        assert (before.value, since.value, since.span.first) == ("farsta", "rinkeby_kista", on("2022-04-01"))

    def test_of_the_leaving_stands_with_its_own_day_and_reason(self) -> None:
        story = after(given(taken_in("2022-03-01")), None)
        story = story.when(left("2022-04-10", "diploma", revision=2), recorded="2022-06-03").accepted
        assert story.spells == ["2022-03-01..2022-04-10"]
        assert story.responsible == ["2022-03-01..2022-04-10"]

    def test_of_the_leaving_stands_also_where_ber_told_of_a_detail_since_then(self) -> None:
        story = after(given(taken_in("2022-03-01"), changed("2022-04-20", revision=3, gender="man")), None)
        assert story.spells == ["2022-03-01..2022-05-31"]
        story = story.when(left("2022-04-10", "diploma", revision=2), recorded="2022-06-03").accepted
        assert story.spells == ["2022-03-01..2022-04-10"]
        assert story.responsible == ["2022-03-01..2022-04-10"]

    def test_is_never_stale_for_what_only_an_extract_had_told(self) -> None:
        story = after(given(taken_in("2022-03-01")), shown(revision=2, district="rinkeby_kista"))
        outcome = story.when(changed("2022-04-01", district="rinkeby_kista"), recorded="2022-06-03")
        assert outcome.accepted != story


def test_the_same_extract_again_finds_no_difference() -> None:
    story = after(given(taken_in("2022-03-01")), shown(revision=2, district="rinkeby_kista", gender="man"))
    assert reconciled(story, shown(revision=2, district="rinkeby_kista", gender="man"), "2022-06-01") is None


def test_an_extract_of_another_city_s_youth_is_refused_like_any_message() -> None:
    outcome = reconciled(given(), shown(home_municipality="0181"))
    assert outcome is not None
    assert isinstance(outcome.request.command, c.RecordRegisterEntry)
    outcome.refused("wrong_municipality")
