"""What the chain is made of: commitments to cases, links between entries, and the sealed ends.

The key is derived from the master key, which is never in the database: who can only write there can
break the chain, and not make another.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Sequence
from typing import Literal, NamedTuple, TypeAlias
from uuid import UUID

import msgspec

SALT_BYTES = 16

Place: TypeAlias = Literal["start", "head"]


class Commitment(NamedTuple):
    """A case of an entry, or what stays of it: both parts are gone once it was disposed of."""

    commitment: bytes
    case_id: UUID | None
    salt: bytes | None

    @classmethod
    def to(cls, case_id: UUID) -> Commitment:
        salt = os.urandom(SALT_BYTES)
        return cls(_committed(salt, case_id), case_id, salt)

    @property
    def holds(self) -> bool:
        """Whether it says what was committed to; of one forgotten there is nothing to hold it to."""
        if self.case_id is None or self.salt is None:
            return self.case_id is None and self.salt is None
        return _committed(self.salt, self.case_id) == self.commitment


class Written(NamedTuple):
    """An entry as it stands in its table; ``at`` in microseconds since 1970."""

    number: int
    at: int
    user: str
    role: str
    unit: str
    act: str
    fields: str
    reason: str


class End(NamedTuple):
    """A place in the chain, with the digest of its link; number 0 is before the first."""

    number: int
    digest: bytes
    seal: bytes

    @classmethod
    def sealed(cls, key: bytes, place: Place, number: int, digest: bytes) -> End:
        return cls(number, digest, _seal(key, place, number, digest))

    def is_ours(self, key: bytes, place: Place) -> bool:
        if self.number == 0:
            return not self.digest
        return hmac.compare_digest(self.seal, _seal(key, place, self.number, self.digest))


def link(key: bytes, before: bytes, entry: Written, commitments: Sequence[Commitment]) -> bytes:
    """The digest of the entry after the one with the digest ``before``, whichever of its cases are still named."""
    committed = sorted(one.commitment for one in commitments)
    return hmac.digest(key, msgspec.json.encode(("link", before, entry, committed)), "sha256")


def _seal(key: bytes, place: Place, number: int, digest: bytes) -> bytes:
    return hmac.digest(key, msgspec.json.encode((place, number, digest)), "sha256")


def _committed(salt: bytes, case_id: UUID) -> bytes:
    return hashlib.sha256(salt + case_id.bytes).digest()
