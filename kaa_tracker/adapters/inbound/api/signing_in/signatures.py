"""Signatures found right before: a token is shown with every request, and its signature need be worked out once."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from threading import Lock
from typing import Any, NamedTuple

from kaa_tracker.adapters.inbound.api.signing_in.key_set import PublicKey

MOST = 2_000
"""Tokens remembered: several for everybody in the directory. The oldest make room."""


class Signed(NamedTuple):
    """What a token says, and the key that signed it."""

    key_id: str
    key: PublicKey
    claims: Mapping[str, Any]


class Signatures:
    """By the digest of the whole token; the token itself is not kept.

    That some bytes were signed with some key stays true for ever, and nothing else is remembered. Whether the
    key is still the issuer's, whether the token holds now and what whoever shows it may do is asked each time.
    A key set that is fetched anew has new keys: every token is then looked at as if never seen.
    Only what was found right is remembered, so that nobody can fill the memory with tokens made up.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._found: dict[bytes, Signed] = {}
        self._writing = Lock()

    def of(self, token: str) -> Signed | None:
        return self._found.get(_digest(token))

    def remember(self, token: str, signed: Signed) -> None:
        with self._writing:
            self._found.pop(_digest(token), None)
            while len(self._found) >= self._most:
                del self._found[next(iter(self._found))]
            self._found[_digest(token)] = signed


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()
