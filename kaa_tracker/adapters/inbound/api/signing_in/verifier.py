"""Tells who it is by a token, at once where its signature was found right before."""

from __future__ import annotations

from kaa_tracker.adapters.inbound.api.signing_in.claims import read_claims
from kaa_tracker.adapters.inbound.api.signing_in.signatures import Signatures
from kaa_tracker.adapters.inbound.api.signing_in.verifying import KeyFor, signed
from kaa_tracker.application.access.tokens import Identity, TokenTerms
from kaa_tracker.application.ports import Clock


class TokenVerifier:
    """A ``Verifier``."""

    def __init__(self, terms: TokenTerms, key_for: KeyFor, at_hand: KeyFor, clock: Clock) -> None:
        """``at_hand`` knows the keys that ``key_for`` need not ask for, and never blocks."""
        self._terms = terms
        self._key_for = key_for
        self._at_hand = at_hand
        self._clock = clock
        self._signatures = Signatures()

    def __call__(self, token: str) -> Identity:
        """See ``Verifier``."""
        found = signed(token, self._terms, self._key_for)
        identity = read_claims(found.claims, self._terms, self._clock.now())
        self._signatures.remember(token, found)
        return identity

    def at_once(self, token: str) -> Identity | None:
        """See ``Verifier``. Of the token nothing is taken on trust but that this very key has signed it."""
        found = self._signatures.of(token)
        if found is None or self._at_hand(found.key_id) is not found.key:
            return None
        return read_claims(found.claims, self._terms, self._clock.now())
