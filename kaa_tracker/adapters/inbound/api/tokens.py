"""A shared secret that opens a door: ``Authorization: Bearer <token>``."""

from __future__ import annotations

import hmac
import re
from hashlib import sha256

from pydantic import SecretStr
from starlette.requests import Request

from kaa_tracker.adapters.inbound.api.problems import Problem

SHORTEST = 32
"""Characters of a token; a shorter one can be guessed."""

_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*", re.ASCII)
"""What can stand in the header (RFC 6750, section 2.1)."""


class Token:
    """Without a secret it opens nothing. Only a digest of the secret is kept."""

    def __init__(self, secret: SecretStr | None) -> None:
        """Raises ``ValueError`` for one too short, or that no header can carry; the message does not show it."""
        if secret is not None:
            _check(secret.get_secret_value())
        self._digest = None if secret is None else sha256(secret.get_secret_value().encode()).digest()

    async def check(self, request: Request) -> None:
        """Raises the same ``Problem`` whatever is wrong."""
        if not self._opens(request.headers.getlist("authorization")):
            raise Problem("unauthenticated", {"WWW-Authenticate": "Bearer"})

    def _opens(self, presented: list[str]) -> bool:
        """Digests are compared, so that neither time nor length tells how near a guess was."""
        scheme, _, secret = presented[0].partition(" ") if len(presented) == 1 else ("", "", "")
        same = hmac.compare_digest(sha256(secret.encode()).digest(), self._digest or b"")
        return same and scheme.lower() == "bearer"


def _check(secret: str) -> None:
    if len(secret) < SHORTEST:
        raise ValueError(f"En token ska ha minst {SHORTEST} tecken. Ange en längre, helst slumpad.")
    if not _TOKEN.fullmatch(secret):
        raise ValueError("En token får bara ha bokstäverna A till Z, siffror och tecknen . _ ~ + / - =")
