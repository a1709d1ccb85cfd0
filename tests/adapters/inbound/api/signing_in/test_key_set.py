"""Of what an issuer shows, only public keys for signatures are used."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import ECKey, OctKey

from kaa_tracker.adapters.inbound.api.signing_in.key_set import read_key_set
from tests.adapters.inbound.api.signing_in.issuing import KEYS, key_set

GOOD: dict[str, Any] = dict(KEYS["es"].as_dict(private=False))


def shown(*keys: Any) -> bytes:
    return json.dumps({"keys": keys}).encode()


def test_the_keys_are_found_by_their_ids() -> None:
    assert read_key_set(key_set()).keys() == KEYS.keys()


@pytest.mark.parametrize(
    "key",
    {
        "no object": "es",
        "no id": {name: value for name, value in GOOD.items() if name != "kid"},
        "an id that is a number": {**GOOD, "kid": 1},
        "a secret shared by both": {**OctKey.generate_key(256).as_dict(private=True), "kid": "oct"},
        "a private key": KEYS["es"].as_dict(private=True),
        "a private RSA key": KEYS["rs"].as_dict(private=True),
        "for encryption": {**GOOD, "use": "enc", "alg": "ECDH-ES"},
        "for signing only": {**GOOD, "use": "sig", "key_ops": ["sign"]},
        "of an unknown kind": {"kty": "AKP", "kid": "pq", "pub": "AA"},
        "of no kind": {name: value for name, value in GOOD.items() if name != "kty"},
        "a kind that is a list": {**GOOD, "kty": ["EC"]},
        "not on its curve": {**GOOD, "y": GOOD["x"]},
        "without a coordinate": {name: value for name, value in GOOD.items() if name != "x"},
        "a weak RSA key": {"kty": "RSA", "kid": "weak", "n": "wJ" + "A" * 168 + "8", "e": "AQAB"},
        "an RSA key whose modulus is a number": {"kty": "RSA", "kid": "weak", "n": 1, "e": "AQAB"},
    }.items(),
    ids=lambda one: one[0],
)
def test_what_is_no_key_for_us_is_left_out_and_the_rest_stays(key: tuple[str, Any]) -> None:
    beside = ECKey.generate_key("P-256", {"kid": "beside"}).as_dict(private=False)
    assert read_key_set(shown(key[1], beside)).keys() == {"beside"}


def test_an_id_that_means_two_keys_means_none() -> None:
    other = {**ECKey.generate_key("P-256").as_dict(private=False), "kid": "es"}
    assert read_key_set(shown(GOOD, other, KEYS["ed"].as_dict(private=False))).keys() == {"ed"}


@pytest.mark.parametrize("raw", [b"", b"<html>", b"[]", b"{}", b'{"keys": {}}', b'{"keys": [], "keys": []}', b"null"])
def test_what_is_no_key_set_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match="not a key set"):
        read_key_set(raw)


_NAMES = st.sampled_from([*GOOD, "n", "e", "d", "k", "key_ops"])
_VALUES = (
    st.none()
    | st.integers()
    | st.lists(st.sampled_from(["sign", "verify"]))
    | st.sampled_from(["RSA", "EC", "OKP", "oct", "P-384", "Ed25519", "AQAB", "enc", "", "!", "A" * 86, "A" * 342])
)


@given(st.lists(st.dictionaries(_NAMES, _VALUES), max_size=3))
def test_whatever_stands_in_a_key_set_it_is_read_or_left_out(keys: list[dict[str, object]]) -> None:
    read_key_set(shown(*({**GOOD, **key} for key in keys)))
