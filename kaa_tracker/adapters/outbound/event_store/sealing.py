"""Bodies sealed under the person's key, so that a destroyed key makes a whole stream unreadable.

AES-256-GCM: twelve random bytes, then the ciphertext. Where a body belongs (stream, version, name of
the event) is authenticated with it: a body moved to another place in the log does not open.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12


def nonces(count: int) -> Iterator[bytes]:
    """``count`` random nonces, fetched at once: asking the system for each costs as much as encrypting."""
    drawn = os.urandom(NONCE_BYTES * count)
    return (drawn[start : start + NONCE_BYTES] for start in range(0, len(drawn), NONCE_BYTES))


def closing(stream_id: bytes, key: bytes) -> Callable[[bytes, bytes, int, str], bytes]:
    """The function that seals bodies of one stream: nonce, plaintext, version and name to the body.

    A nonce is used once under a key.
    """
    encrypt = AESGCM(key).encrypt

    def close(nonce: bytes, plaintext: bytes, version: int, name: str) -> bytes:
        return nonce + encrypt(nonce, plaintext, stream_id + version.to_bytes(8, "big") + name.encode())

    return close


def opening(stream_id: bytes, key: bytes) -> Callable[[bytes, int, str], bytes]:
    """The function that opens bodies of one stream: body, version and name to the plaintext.

    It raises ``cryptography.exceptions.InvalidTag`` where anything was altered, ``ValueError`` where most is missing.
    """
    decrypt = AESGCM(key).decrypt

    def open_body(body: bytes, version: int, name: str) -> bytes:
        place = stream_id + version.to_bytes(8, "big") + name.encode()
        return decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], place)

    return open_body
