"""Tokens signed on this machine, under a key of its own that lies beside the master key.

Whoever removes the key file makes every token signed so far worthless at the next start.
"""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jwt
from joserfc.jwk import OKPKey

from kaa_tracker.adapters.outbound.master_key import derived_key, make_master_key, read_master_key
from kaa_tracker.application.access.tokens import Algorithm, TokenTerms

_ALGORITHM: Algorithm = "Ed25519"


class LocalKey:
    """Signs for a server on the same machine and for no other."""

    terms = TokenTerms(
        issuer="urn:kaa-tracker:local",
        audience="urn:kaa-tracker:local:api",
        user_claim="preferred_username",
        algorithms=(_ALGORITHM,),
        token_type="at+jwt",
    )

    def __init__(self, file: Path) -> None:
        """The key in the file, which is made with mode 0600 where it is missing. Raises ``KeyStoreRefused``."""
        if not file.exists():
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with suppress(FileExistsError):  # made by another process meanwhile
                make_master_key(file)
        seed = derived_key(read_master_key(file), "local tokens")
        self._key = OKPKey.import_key(Ed25519PrivateKey.from_private_bytes(seed), {"use": "sig", "alg": _ALGORITHM})
        self._key.ensure_kid()

    def key_set(self) -> bytes:
        return json.dumps({"keys": [self._key.as_dict(private=False)]}).encode()

    def sign(self, name: str, at: datetime, lifetime: timedelta) -> str:
        issued_at = int(at.timestamp())
        claims = {
            "iss": self.terms.issuer,
            "aud": self.terms.audience,
            "sub": name,
            self.terms.user_claim: name,
            "iat": issued_at,
            "exp": issued_at + int(lifetime.total_seconds()),
        }
        header = {"alg": _ALGORITHM, "typ": self.terms.token_type, "kid": self._key.kid}
        return jwt.encode(header, claims, self._key, algorithms=[_ALGORITHM])
