"""Whatever is wrong with a token, the answer is the same, and nothing of the request is looked at."""

from __future__ import annotations

import pytest

from kaa_tracker.adapters.inbound.api.signing_in.key_set import read_key_set
from tests.adapters.inbound.api.signing_in.bad_tokens import BAD, GOOD, PRESENTED
from tests.adapters.inbound.api.signing_in.issuing import NAME, Door, believing, by, claims, header, key_set, token

KEYS = read_key_set(key_set())


@pytest.fixture
def door() -> Door:
    return Door(believing(KEYS.get))


def test_the_good_token_is_let_in(door: Door) -> None:
    answer = door.show(GOOD)
    assert (answer.status_code, answer.json()["name"]) == (200, NAME)


@pytest.mark.parametrize("kind", BAD)
def test_every_bad_token_gets_the_same_answer(door: Door, kind: str) -> None:
    answer = door.ask([(b"authorization", f"Bearer {BAD[kind]}".encode())])
    assert_refused(door, answer.status_code, answer.content, dict(answer.headers))


@pytest.mark.parametrize("way", PRESENTED)
def test_a_good_token_in_a_wrong_place_is_none(door: Door, way: str) -> None:
    answer = door.ask(PRESENTED[way])
    assert_refused(door, answer.status_code, answer.content, dict(answer.headers))


def test_a_good_token_in_the_address_is_none(door: Door) -> None:
    answer = door.ask([], f"/v1/me?access_token={GOOD}")
    assert_refused(door, answer.status_code, answer.content, dict(answer.headers))


def assert_refused(door: Door, status: int, content: bytes, headers: dict[str, str]) -> None:
    """As whoever shows nothing at all, and before the body has been asked for."""
    assert door.bodies_read == 0
    nothing = door.ask([])
    assert status == 401
    assert headers["www-authenticate"] == "Bearer"
    assert (content, headers) == (nothing.content, dict(nothing.headers))


def test_there_are_kinds_enough() -> None:
    assert len({*BAD.values()}) == len(BAD) >= 40


@pytest.mark.parametrize(
    "shown",
    {
        "RSA": token(header(alg="RS256", kid="rs"), sign=by("rs")),
        "Ed25519": token(header(alg="EdDSA", kid="ed"), sign=by("ed")),
        "typ in full": token(header(typ="application/at+jwt")),
        "typ in capitals": token(header(typ="AT+JWT")),
        "members nobody knows": token(header(nonce="a", x5t="b"), claims(scope="openid", amr=["mfa"])),
        "for others too": token(claims=claims(aud=["somebody", "kaa-tracker"])),
        "just issued by a fast clock": token(claims=claims(iat=1787194829, nbf=1787194829)),
        "just over by a slow clock": token(claims=claims(exp=1787194771)),
    }.items(),
    ids=lambda one: one[0],
)
def test_what_a_good_token_may_say_differently(door: Door, shown: tuple[str, str]) -> None:
    assert door.show(shown[1]).status_code == 200


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_name_of_the_scheme_may_be_written_as_one_likes(door: Door, scheme: str) -> None:
    assert door.ask([(b"authorization", f"{scheme} {GOOD}".encode())]).status_code == 200
