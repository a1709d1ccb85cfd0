"""Letters are written down as attempts where they went, and listed where they could not go."""

from __future__ import annotations

import pytest

from kaa_tracker.domain.case.events import ContactAttempted
from tests.adapters.inbound.api.letters.acts import events, fates, listed, path_of, posted, prepared
from tests.adapters.inbound.api.letters.youths import (
    TWENTY_TOMORROW,
    left,
    lost_address,
    marked,
    moved,
    to_kista,
    youth,
)
from tests.adapters.inbound.api.office import Office


def test_posting_writes_an_attempt_in_every_case_dated_the_day_the_letters_went(office: Office) -> None:
    run = prepared(office)
    office.days_pass(2)
    told = posted(office, run, on="2022-03-30")
    assert (told["state"], told["posted_on"], told["posted_by"]) == ("posted", "2022-03-30", "lena")
    for name in ("Ada", "Bo", "Cem", "Dina"):
        [attempt] = events(office, name, ContactAttempted)
        assert (attempt.channel, attempt.unit, str(attempt.batch_id)) == ("letter", "globen", run["run_id"])
        assert attempt.at.date().isoformat() == "2022-03-30"
    for name in ("Eva", "Fia", "Gil", "Hal"):
        assert not events(office, name, ContactAttempted)


def test_posting_is_the_users_own(office: Office) -> None:
    posted(office, prepared(office))
    case_id = office.case_of("Ada")
    actor = office.system.store.histories([case_id])[case_id][-1].actor
    assert (actor.user, actor.role) == ("lena", "local_coordinator")


def test_posting_is_seen_on_the_list_at_once(office: Office) -> None:
    assert office.get("lena", "/worklist").json()["total"] == 5
    told = posted(office, prepared(office))
    left_to_do = office.get("lena", "/worklist", **{"after-position": told["position"]}).json()
    assert [row["given_name"] for row in left_to_do["rows"]] == ["Fia"]


def test_posting_lists_with_the_reason_whoever_could_not_have_one_any_more(office: Office) -> None:
    office.feed(youth("Gil", born=TWENTY_TOMORROW)._replace(message_id="ber another", register_key="Gil-20"))
    gone = prepared(office, "Ada", "Bo", "Cem", "Gil-20")
    office.clock.at = office.clock.at.replace(day=30)
    office.feed(left("Ada"), lost_address("Bo"), moved("Cem"))
    told = posted(office, gone)
    assert listed(office, told) == {
        "Ada": ("lapsed", "outreach_stops_at_exit"),
        "Bo": ("lapsed", "no_present_address"),
        "Cem": ("lapsed", "address_changed"),
        "Gil": ("lapsed", "turned_20"),
    }
    assert not any(events(office, name, ContactAttempted) for name in ("Ada", "Bo", "Cem", "Gil-20"))


def test_posting_counts_whoever_is_no_longer_the_units_and_shows_nothing_of_them(office: Office) -> None:
    run = prepared(office)
    office.feed(to_kista("Ada"), marked("Bo"))
    told = posted(office, run)
    assert fates(told)["lapsed", "unknown_case"] == 2
    answer = office.get("lena", f"{path_of(run)}/recipients")
    assert answer.json()["total"] == 6
    assert [row["given_name"] for row in answer.json()["rows"]] == ["Cem", "Dina", "Eva", "Fia"]
    for name in ("Ada", "Bo"):
        assert str(office.case_of(name)) not in answer.text
        assert not events(office, name, ContactAttempted)


def test_posting_tells_whoever_sees_both_units_that_a_case_changed_hands(office: Office) -> None:
    run = prepared(office)
    office.feed(to_kista("Ada"))
    assert fates(posted(office, run, who="berit"))["lapsed", "changed_hands"] == 1
    assert listed(office, run, who="berit", fate="lapsed") == {"Ada": ("lapsed", "changed_hands")}


def test_posting_of_letters_that_went_before_anybody_could_know_is_written(office: Office) -> None:
    run = prepared(office, "Ada")
    office.days_pass(2)
    office.feed(left("Ada", told_on="2022-03-31"))
    assert fates(posted(office, run, on="2022-03-30")) == {("written", None): 1}


def test_posting_on_the_very_day_an_exit_became_known_leaves_the_letter_out(office: Office) -> None:
    run = prepared(office, "Ada", "Bo")
    office.feed(left("Ada"))
    assert fates(posted(office, run)) == {("written", None): 1, ("lapsed", "outreach_stops_at_exit"): 1}


def test_posting_twice_is_posting_once(office: Office) -> None:
    run = prepared(office)
    first = posted(office, run)
    office.days_pass(1)
    assert posted(office, run, on=first["posted_on"]) == first
    assert len(events(office, "Ada", ContactAttempted)) == 1


def test_posting_on_another_day_afterwards_is_refused(office: Office) -> None:
    run = prepared(office)
    posted(office, run)
    office.days_pass(1)
    answer = office.post("lena", f"{path_of(run)}/posting")
    assert (answer.status_code, answer.json()["rule"], answer.json()["about"]) == (
        409,
        "letter_run_posted",
        ["2022-03-29"],
    )


@pytest.mark.parametrize(("on", "rule"), [("2022-03-28", "posted_before_prepared"), ("2022-03-30", "date_in_future")])
def test_posting_is_on_a_day_that_has_been_since_it_was_prepared(office: Office, on: str, rule: str) -> None:
    answer = office.post("lena", f"{path_of(prepared(office))}/posting", {"on": on})
    assert (answer.status_code, answer.json()["rule"]) == (409, rule)
