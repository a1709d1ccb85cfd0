"""Who asks is looked up anew at every request."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kaa_tracker.adapters.inbound.api.signing_in.key_set import read_key_set
from tests.adapters.inbound.api.signing_in.bad_tokens import GOOD
from tests.adapters.inbound.api.signing_in.issuing import NAME, NOW, POSTING, Door, believing, key_set


@pytest.fixture
def door() -> Door:
    return Door(believing(read_key_set(key_set()).get))


def postings(door: Door) -> list[list[str]]:
    told: list[list[str]] = door.show(GOOD).json()["postings"]
    return told


def test_what_the_directory_says_holds_at_once(door: Door) -> None:
    assert postings(door) == [list(POSTING)]
    door.directory.revoke(NAME, POSTING, "berit.blom", NOW)
    assert postings(door) == []
    door.directory.grant(NAME, POSTING, NOW.date() + timedelta(days=1), "berit.blom", NOW)
    assert postings(door) == [list(POSTING)]
    door.directory.remove(NAME, "berit.blom", NOW)
    assert door.show(GOOD).status_code == 401


def test_the_day_on_which_somebody_signed_in_is_kept(door: Door) -> None:
    assert [one.seen_on for one in door.directory.colleagues(NOW.date())] == [None]
    for _ in range(3):
        door.show(GOOD)
    assert [one.seen_on for one in door.directory.colleagues(NOW.date())] == [NOW.date()]


def test_a_bad_token_is_no_visit(door: Door) -> None:
    door.show(f"{GOOD}A")
    assert [one.seen_on for one in door.directory.colleagues(NOW.date())] == [None]
