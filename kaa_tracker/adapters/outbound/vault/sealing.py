"""A person as sealed bytes: AES-256-GCM of compact JSON, bound to the case it belongs to."""

from __future__ import annotations

import os
from datetime import date
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kaa_tracker.domain.person import Person

NONCE_BYTES = 12


class _Birth(msgspec.Struct, frozen=True):
    """The one field of a ``Person`` that is asked for by itself, for everybody, every day."""

    birth_date: date


_encode = msgspec.json.Encoder().encode
_person = msgspec.json.Decoder(Person)
_birth = msgspec.json.Decoder(_Birth)


def seal(person: Person, *, case_id: UUID, key: bytes) -> bytes:
    """The nonce, then the ciphertext."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, _encode(person), _place(case_id))


def unseal(sealed: bytes, *, case_id: UUID, key: bytes) -> Person:
    """Raises ``cryptography.exceptions.InvalidTag`` for bytes of another case, another key, or damaged ones."""
    return _person.decode(_opened(sealed, case_id, key))


def unseal_birth(sealed: bytes, *, case_id: UUID, key: bytes) -> date:
    """Only the birth date; raises as ``unseal``."""
    return _birth.decode(_opened(sealed, case_id, key)).birth_date


def _opened(sealed: bytes, case_id: UUID, key: bytes) -> bytes:
    return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _place(case_id))


def _place(case_id: UUID) -> bytes:
    """Keeps a row from opening as another's, or as an event sealed under the same key."""
    return b"vault_person" + case_id.bytes
