"""A signature found right once is not worked out again; everything else about a token is asked each time."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from kaa_tracker.adapters.inbound.api.signing_in.form import NotVerified
from kaa_tracker.adapters.inbound.api.signing_in.key_set import KeySet, PublicKey, read_key_set
from kaa_tracker.adapters.inbound.api.signing_in.signatures import Signatures, Signed
from kaa_tracker.adapters.inbound.api.signing_in.verifier import TokenVerifier
from tests.adapters.inbound.api.signing_in.bad_tokens import FORMS, GOOD, HEADERS, SIGNATURES
from tests.adapters.inbound.api.signing_in.issuing import NAME, NOW, TERMS, key_set


class Clock:
    now_is = NOW

    def now(self) -> datetime:
        return self.now_is


class Provider:
    """Shows keys, and counts how often one is asked for."""

    def __init__(self) -> None:
        self.keys: KeySet = read_key_set(key_set())
        self.asked = 0

    def __call__(self, key_id: str) -> PublicKey | None:
        self.asked += 1
        return self.keys.get(key_id)

    def at_hand(self, key_id: str) -> PublicKey | None:
        return self.keys.get(key_id)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
def believes(provider: Provider, clock: Clock) -> TokenVerifier:
    return TokenVerifier(TERMS, provider, provider.at_hand, clock)  # type: ignore[arg-type]  # it tells the instant only


def test_a_token_never_shown_is_not_known_at_once(believes: TokenVerifier) -> None:
    assert believes.at_once(GOOD) is None


def test_one_shown_before_is(believes: TokenVerifier, provider: Provider) -> None:
    assert believes(GOOD) == believes.at_once(GOOD)
    assert believes(GOOD).name == NAME
    assert provider.asked == 2


def test_it_ends_when_it_ends(believes: TokenVerifier, clock: Clock) -> None:
    until = believes(GOOD).until
    clock.now_is = until + timedelta(minutes=1)
    with pytest.raises(NotVerified):
        believes.at_once(GOOD)


def test_before_it_begins_it_says_nothing(believes: TokenVerifier, clock: Clock) -> None:
    believes(GOOD)
    clock.now_is = NOW - timedelta(days=1)
    with pytest.raises(NotVerified):
        believes.at_once(GOOD)


def test_a_key_withdrawn_takes_what_it_signed_with_it(believes: TokenVerifier, provider: Provider) -> None:
    believes(GOOD)
    provider.keys = {}
    assert believes.at_once(GOOD) is None
    with pytest.raises(NotVerified):
        believes(GOOD)


def test_keys_fetched_anew_are_asked_anew(believes: TokenVerifier, provider: Provider) -> None:
    believes(GOOD)
    provider.keys = read_key_set(key_set())
    assert believes.at_once(GOOD) is None
    assert believes(GOOD) == believes.at_once(GOOD)


@pytest.mark.parametrize("why", [*FORMS, *HEADERS, *SIGNATURES])
def test_a_bad_token_is_never_remembered(believes: TokenVerifier, why: str) -> None:
    bad = {**FORMS, **HEADERS, **SIGNATURES}[why]
    for _ in range(2):
        with pytest.raises(NotVerified):
            believes(bad)
        assert believes.at_once(bad) is None


def test_a_token_that_differs_in_one_character_is_another(believes: TokenVerifier) -> None:
    believes(GOOD)
    for place in range(len(GOOD)):
        other = GOOD[:place] + ("A" if GOOD[place] != "A" else "B") + GOOD[place + 1 :]
        assert believes.at_once(other) is None


def test_the_oldest_make_room(provider: Provider) -> None:
    [(key_id, key), *_] = provider.keys.items()
    signatures = Signatures(most=2)
    for token in ("a", "b", "a", "c"):
        signatures.remember(token, Signed(key_id, key, {}))
    assert [token for token in "abc" if signatures.of(token)] == ["a", "c"]
