"""The tokens by which people show who they are: which are accepted, and what a good one says."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal, NamedTuple, Protocol, TypeAlias

Algorithm: TypeAlias = Literal["ES256", "RS256", "PS256", "EdDSA", "Ed25519"]
"""How a token can be signed: only by whoever has a private key that is nowhere here. ``EdDSA`` is the older
name of what RFC 9864 calls ``Ed25519``."""

TokenType: TypeAlias = Literal["at+jwt", "JWT"]
"""What a token calls itself in ``typ``: an access token (RFC 9068), or no more than a token."""


class TokenTerms(NamedTuple):
    """Which tokens are accepted: those of ``issuer`` for ``audience``, both to the letter."""

    issuer: str
    audience: str
    user_claim: str
    """The claim that holds the name in the directory."""
    algorithms: tuple[Algorithm, ...]
    token_type: TokenType


class Identity(NamedTuple):
    """Who it is, by a token that holds until a moment. What they may do is not for the token to say."""

    name: str
    subject: str
    """What the issuer knows them by."""
    until: datetime


class LocalTokens(Protocol):
    """Tokens of our own, for one machine without a provider of identities."""

    @property
    def terms(self) -> TokenTerms: ...

    def key_set(self) -> bytes:
        """The public key, as a JSON Web Key Set."""
        ...

    def sign(self, name: str, at: datetime, lifetime: timedelta) -> str:
        """A token that says who it is, from ``at`` for so long."""
        ...
