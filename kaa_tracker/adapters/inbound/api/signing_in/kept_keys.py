"""The issuer's keys as they are kept between requests."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

from kaa_tracker.adapters.inbound.api.signing_in.key_set import KeySet, PublicKey
from kaa_tracker.adapters.inbound.api.signing_in.provider import ProviderAway
from kaa_tracker.adapters.inbound.observing.logs import logger

log = logger(__name__)

KEEP_SECONDS = 600
"""After so long the keys are asked for again: one that was withdrawn must not be believed for ever."""


class KeysUnknown(Exception):
    """No key was ever fetched, so nobody can be told from anybody."""


class KeptKeys:
    """Asks the issuer where a token names a key that is not known, but never oftener than every ``at_most_every``
    seconds, whoever makes up names. While the issuer is away the keys it showed last are believed.
    """

    def __init__(
        self, fetch: Callable[[], KeySet], at_most_every: float, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """``fetch`` raises ``ProviderAway``."""
        self._fetch = fetch
        self._at_most_every = at_most_every
        self._monotonic = monotonic
        self._keys: KeySet | None = None
        self._fetched_at = self._asked_at = float("-inf")
        self._asking = Lock()

    def __call__(self, key_id: str) -> PublicKey | None:
        """The key of that id. Raises ``KeysUnknown``."""
        keys = self._keys
        if keys is None or key_id not in keys or self._is_old():
            keys = self._renewed()
        if keys is None:
            raise KeysUnknown
        return keys.get(key_id)

    def at_hand(self, key_id: str) -> PublicKey | None:
        """The key of that id, where it need not be asked for; never blocks."""
        keys = self._keys
        return keys.get(key_id) if keys is not None and not self._is_old() else None

    def _is_old(self) -> bool:
        return self._monotonic() - self._fetched_at > KEEP_SECONDS

    def _renewed(self) -> KeySet | None:
        """Only those who have no keys at all wait for somebody else's question."""
        if self._asking.acquire(blocking=self._keys is None):
            try:
                self._ask()
            finally:
                self._asking.release()
        return self._keys

    def _ask(self) -> None:
        if self._monotonic() - self._asked_at < self._at_most_every:
            return
        self._asked_at = self._monotonic()
        try:
            self._keys = self._fetch()
        except ProviderAway as away:
            log.warning("keys_not_fetched", error=str(away))
        else:
            self._fetched_at = self._asked_at
