"""What the header of a token may say: how it was signed and with which of the keys we know, no more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from kaa_tracker.adapters.inbound.api.signing_in.form import NotVerified
from kaa_tracker.application.access.tokens import Algorithm, TokenTerms

BRINGS_ITS_OWN_KEY = frozenset(("jwk", "jku", "x5u", "x5c"))
"""Members by which a token would say itself which key to believe."""

CHANGES_THE_RULES = frozenset(("crit", "b64", "zip", "enc"))
"""Members that ask to be read in another way, of which we know none."""

_LONGEST_KEY_ID = 256


class Header(NamedTuple):
    algorithm: Algorithm
    key_id: str


def read_header(header: Mapping[str, Any], terms: TokenTerms) -> Header:
    """Raises ``NotVerified``."""
    algorithm, key_id = header.get("alg"), header.get("kid")
    if header.keys() & (BRINGS_ITS_OWN_KEY | CHANGES_THE_RULES):
        raise NotVerified
    if not _is_of_type(header.get("typ"), terms.token_type):
        raise NotVerified
    if not isinstance(key_id, str) or not 0 < len(key_id) <= _LONGEST_KEY_ID:
        raise NotVerified
    for accepted in terms.algorithms:
        if algorithm == accepted:
            return Header(accepted, key_id)
    raise NotVerified


def _is_of_type(told: Any, wanted: str) -> bool:
    """Letter case means nothing in a media type, and ``application/`` may be left out (RFC 7515, 4.1.9)."""
    return isinstance(told, str) and told.lower().removeprefix("application/") == wanted.lower()
