"""Bodies sealed under the person's key, so that a destroyed key makes a whole stream unreadable.

AES-256-GCM: twelve random bytes, then the ciphertext. Where a body belongs (stream, version, name of
the event) is authenticated with it: a body moved to another place in the log does not open.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12


def nonces(count: int) -> Iterator[bytes]:
    """``count`` random nonces, fetched at once: asking the system for each costs as much as encrypting."""
    drawn = os.urandom(NONCE_BYTES * count)
    return (drawn[start : start + NONCE_BYTES] for start in range(0, len(drawn), NONCE_BYTES))


class Seal:
    """The seal of one stream."""

    __slots__ = ("_decrypt", "_encrypt", "_stream_id")

    def __init__(self, stream_id: bytes, key: bytes) -> None:
        cipher = AESGCM(key)
        self._encrypt = cipher.encrypt
        self._decrypt = cipher.decrypt
        self._stream_id = stream_id

    def close(self, nonce: bytes, plaintext: bytes, version: int, name: str) -> bytes:
        """The sealed body. A nonce is used once under a key."""
        return nonce + self._encrypt(nonce, plaintext, self._place(version, name))

    def open(self, body: bytes, version: int, name: str) -> bytes:
        """The plaintext. Raises ``cryptography.exceptions.InvalidTag`` if anything was altered."""
        return self._decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], self._place(version, name))

    def _place(self, version: int, name: str) -> bytes:
        return self._stream_id + version.to_bytes(8, "big") + name.encode()
