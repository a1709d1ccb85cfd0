"""A person's lines as sealed bytes, and the digest over a whole file of them.

AES-256-GCM under the person's key: twelve random bytes, then the ciphertext, bound to the file, the place in it and
the case. The digest is over the bytes as they are kept, so that it can be verified when nobody can read some of them
any more.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kaa_tracker.application.half_year.files import HalfYearFile
from kaa_tracker.domain.half_year.lines import Block

NONCE_BYTES = 12

_encode = msgspec.json.Encoder().encode
_lines = msgspec.json.Decoder(dict[Block, tuple[tuple[str, ...], ...]])


class Place:
    """Where in which file somebody's lines stand."""

    def __init__(self, file: int, place: int, case_id: UUID) -> None:
        self._bound_to = b"half_year_row" + file.to_bytes(8, "big") + place.to_bytes(8, "big") + case_id.bytes

    def seal(self, written: object, key: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + AESGCM(key).encrypt(nonce, _encode(written), self._bound_to)

    def unseal(self, sealed: bytes, key: bytes) -> dict[Block, tuple[tuple[str, ...], ...]]:
        """Raises ``cryptography.exceptions.InvalidTag`` for bytes of another place, case or key, or damaged ones."""
        return _lines.decode(AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], self._bound_to))


def digest(file: HalfYearFile, rows: Iterable[tuple[int, bytes]]) -> str:
    """SHA-256 over what the file is and every row in its place, in hexadecimal."""
    made_of = (file.number, str(file.half), file.position, file.form, file.persons, file.lines, file.built_by)
    hashed = hashlib.sha256(_encode((made_of, file.sheets)))
    for place, sealed in rows:
        hashed.update(place.to_bytes(8, "big") + len(sealed).to_bytes(8, "big") + sealed)
    return hashed.hexdigest()
