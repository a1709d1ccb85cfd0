"""Bodies and ids sealed under the inbox key: AES-256-GCM, twelve random bytes, then the ciphertext.

The number and the name of the message are authenticated with it: a body put in another's place does
not open.
"""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kaa_tracker.adapters.outbound.event_store.sealing import NONCE_BYTES, nonces


class Seal:
    """``key`` is the inbox key of the key store."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, bodies: Sequence[tuple[int, bytes, bytes]]) -> list[tuple[int, bytes]]:
        """Number and sealed body of each message, given with its number, name token and body."""
        encrypt = self._cipher.encrypt
        return [
            (number, nonce + encrypt(nonce, body, _place(number, name)))
            for nonce, (number, name, body) in zip(nonces(len(bodies)), bodies, strict=True)
        ]

    def unseal(self, sealed: bytes, number: int, name: bytes) -> bytes:
        """Raises ``cryptography.exceptions.InvalidTag`` for the bytes of another message, or damaged ones."""
        without_copying = memoryview(sealed)  # which may be megabytes
        return self._cipher.decrypt(without_copying[:NONCE_BYTES], without_copying[NONCE_BYTES:], _place(number, name))

    def seal_id(self, id_: str, name: bytes) -> bytes:
        """The id of the message that has the name token."""
        (nonce,) = nonces(1)
        return nonce + self._cipher.encrypt(nonce, id_.encode(), _place_of_id(name))

    def unseal_id(self, sealed: bytes, name: bytes) -> str:
        """Raises ``cryptography.exceptions.InvalidTag`` for the id of another message."""
        return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _place_of_id(name)).decode()


def _place_of_id(name: bytes) -> bytes:
    return b"inbox_id" + name


def _place(number: int, name: bytes) -> bytes:
    return b"inbox_body" + number.to_bytes(8, "big") + name
