"""Stand-ins that keep the contracts of the real things."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID


class KeysInMemory:
    """``ports.Keys`` for as long as the object lives."""

    def __init__(self) -> None:
        self._keys: dict[UUID, bytes] = {}

    def create(self, case_ids: Iterable[UUID]) -> None:
        for case_id in case_ids:
            self._keys.setdefault(case_id, os.urandom(32))

    def load(self, case_ids: Collection[UUID]) -> Mapping[UUID, bytes]:
        return {case_id: self._keys[case_id] for case_id in case_ids if case_id in self._keys}

    def destroy(self, case_id: UUID) -> None:
        self._keys.pop(case_id, None)

    def share(self, owner: UUID, other: UUID) -> None:
        """Give ``other`` the key of ``owner``: what no real store does."""
        self._keys[other] = self._keys[owner]
