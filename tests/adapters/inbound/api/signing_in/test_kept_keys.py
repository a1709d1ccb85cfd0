"""The issuer is asked when it must be and not oftener, and its absence is felt as late as possible."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from kaa_tracker.adapters.inbound.api.signing_in.kept_keys import KEEP_SECONDS, KeptKeys, KeysUnknown
from kaa_tracker.adapters.inbound.api.signing_in.key_set import KeySet, read_key_set
from kaa_tracker.adapters.inbound.api.signing_in.provider import ProviderAway
from tests.adapters.inbound.api.signing_in.bad_tokens import GOOD
from tests.adapters.inbound.api.signing_in.issuing import KEYS, Door, believing, header, key_set, token

FIRST = read_key_set(key_set(es=KEYS["es"]))
SECOND = read_key_set(key_set(rs=KEYS["rs"]))
EVERY = 10


class Issuer:
    """Its keys, how often it was asked, and a clock that is set by hand."""

    def __init__(self) -> None:
        self.keys: KeySet | None = FIRST
        self.asked = 0
        self.now = 1_000.0
        self.kept = KeptKeys(self._fetch, EVERY, lambda: self.now)

    def _fetch(self) -> KeySet:
        self.asked += 1
        if self.keys is None:
            raise ProviderAway("URLError")
        return self.keys


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


def test_a_known_key_is_asked_for_once(issuer: Issuer) -> None:
    assert [issuer.kept("es") for _ in range(100)] == [FIRST["es"]] * 100
    assert issuer.asked == 1


def test_a_new_key_is_found_as_soon_as_the_issuer_may_be_asked_again(issuer: Issuer) -> None:
    issuer.kept("es")
    issuer.keys = SECOND
    issuer.now += EVERY - 1
    assert issuer.kept("rs") is None
    issuer.now += 1
    assert issuer.kept("rs") == SECOND["rs"]
    assert issuer.kept("es") is None


def test_made_up_names_do_not_make_us_ask_oftener(issuer: Issuer) -> None:
    issuer.kept("es")
    for turn in range(1_000):
        issuer.now += 0.1
        assert issuer.kept(f"moon-{turn}") is None
    assert issuer.asked <= 1 + 100 / EVERY


def test_a_key_that_was_withdrawn_is_not_believed_for_ever(issuer: Issuer) -> None:
    issuer.kept("es")
    issuer.keys = SECOND
    issuer.now += KEEP_SECONDS
    assert issuer.kept("es") is not None
    issuer.now += 1
    assert issuer.kept("es") is None


def test_while_the_issuer_is_away_its_last_keys_are_believed(issuer: Issuer) -> None:
    issuer.kept("es")
    issuer.keys = None
    issuer.now += 10 * KEEP_SECONDS
    assert issuer.kept("es") == FIRST["es"]
    assert issuer.kept("moon") is None
    assert issuer.asked == 2


def test_without_any_key_nobody_can_be_told_from_anybody(issuer: Issuer) -> None:
    issuer.keys = None
    for _ in range(3):
        with pytest.raises(KeysUnknown):
            issuer.kept("es")
    assert issuer.asked == 1
    issuer.now += EVERY
    issuer.keys = FIRST
    assert issuer.kept("es") == FIRST["es"]


def test_an_issuer_that_shows_no_key_is_not_away(issuer: Issuer) -> None:
    issuer.keys = {}
    assert issuer.kept("es") is None


def test_nobody_who_has_keys_waits_for_an_issuer_that_hangs() -> None:
    asked, answer, now = Event(), Event(), [0.0]

    def fetch() -> KeySet:
        if now[0]:
            asked.set()
            answer.wait(30)
        return FIRST

    kept = KeptKeys(fetch, EVERY, lambda: now[0])
    kept("es")
    now[0] = KEEP_SECONDS + 1.0
    with ThreadPoolExecutor(1) as other:
        waits = other.submit(kept, "moon")
        assert asked.wait(30)
        assert kept("es") == FIRST["es"]
        assert kept("rs") is None
        assert not waits.done()
        answer.set()


def test_people_are_told_to_come_again_only_while_no_key_is_known(issuer: Issuer) -> None:
    issuer.keys = None
    door = Door(believing(issuer.kept))
    answer = door.show(GOOD)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert door.show("null").status_code == 401
    issuer.keys = FIRST
    issuer.now += EVERY
    assert door.show(GOOD).status_code == 200
    issuer.keys = None
    issuer.now += 10 * KEEP_SECONDS
    assert door.show(GOOD).status_code == 200
    assert door.show(token(header(kid="moon"))).status_code == 401
