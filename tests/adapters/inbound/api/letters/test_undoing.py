"""The letters never went: one act, whatever has happened since."""

from __future__ import annotations

from kaa_tracker.domain.case.events import ContactAttempted, EntryVoided
from tests.adapters.inbound.api.letters.acts import events, fates, listed, path_of, posted, prepared, undone
from tests.adapters.inbound.api.letters.youths import (
    to_kista,
)
from tests.adapters.inbound.api.office import Office


def test_undoing_voids_every_attempt_of_the_run_as_one_act(office: Office) -> None:
    run = prepared(office)
    posted(office, run)
    told = undone(office, run)
    assert (told["state"], told["undone_by"]) == ("undone", "lena")
    assert fates(told)["voided", None] == 4
    for name in ("Ada", "Bo", "Cem", "Dina"):
        [void] = events(office, name, EntryVoided)
        assert void.reason == "did_not_happen"
    assert office.get("lena", "/worklist").json()["total"] == 5


def test_undoing_keeps_and_lists_those_that_were_answered(office: Office) -> None:
    run = prepared(office)
    posted(office, run)
    [attempt] = events(office, "Ada", ContactAttempted)
    office.days_pass(1)
    office.post(
        "lena", f"/cases/{office.case_of('Ada')}/answers", {"attempt_id": str(attempt.attempt_id), "by": "youth"}
    )
    told = undone(office, run)
    assert fates(told)["voided", None] == 3
    assert listed(office, run, fate="kept") == {"Ada": ("kept", "dependents_exist")}
    assert not events(office, "Ada", EntryVoided)


def test_undoing_twice_is_undoing_once(office: Office) -> None:
    run = prepared(office)
    posted(office, run)
    first = undone(office, run)
    office.days_pass(1)
    assert undone(office, run) == first
    assert len(events(office, "Ada", EntryVoided)) == 1


def test_undoing_leaves_nothing_to_post(office: Office) -> None:
    run = prepared(office)
    posted(office, run)
    undone(office, run)
    answer = office.post("lena", f"{path_of(run)}/posting")
    assert (answer.status_code, answer.json()["rule"]) == (409, "letter_run_undone")


def test_undoing_keeps_what_is_out_of_reach_until_somebody_who_reaches_it_does_it_again(office: Office) -> None:
    run = prepared(office)
    posted(office, run)
    office.feed(to_kista("Ada"))
    assert fates(undone(office, run))["kept", "unknown_case"] == 1
    told = undone(office, run, who="berit")
    assert (told["undone_by"], fates(told)["voided", None]) == ("lena", 4)


def test_undoing_of_what_was_never_posted_is_refused(office: Office) -> None:
    answer = office.post("lena", f"{path_of(prepared(office))}/undoing")
    assert (answer.status_code, answer.json()["rule"]) == (409, "letter_run_not_posted")


def test_undoing_by_whoever_posted_lasts_as_long_as_own_entries_do(office: Office) -> None:
    run = prepared(office, "Ada", "Bo")
    posted(office, run)
    office.clock.at = office.clock.at.replace(month=5)
    answer = office.post("lena", f"{path_of(run)}/undoing")
    assert (answer.status_code, answer.json()["rule"]) == (409, "not_in_own_days")
    assert office.get("lena", path_of(run)).json()["state"] == "posted"
    assert fates(undone(office, run, who="berit"))["voided", None] == 2
