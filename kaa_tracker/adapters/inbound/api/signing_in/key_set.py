"""The public keys of an issuer (RFC 7517): those a signature can be checked with, and no others."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, OKPKey, RSAKey

from kaa_tracker.adapters.inbound.messages.strict_json import read_json
from kaa_tracker.application.intake.rejected import Rejected

PublicKey: TypeAlias = RSAKey | ECKey | OKPKey
KeySet: TypeAlias = Mapping[str, PublicKey]
"""By their ids."""

_SECRETS = frozenset(("d", "p", "q", "dp", "dq", "qi", "oth", "k"))
"""Members of a key that is not public; one that was published is nobody's own any more."""

_FEWEST_RSA_BITS = 2_048


def read_key_set(raw: bytes) -> KeySet:
    """The usable keys of the document. Raises ``ValueError`` for what is no key set.

    A key of a kind we do not know, for another use or too weak is left out, and so is an id that means two keys.
    """
    document = read_json(raw)
    keys = document.get("keys") if isinstance(document, dict) else None
    if isinstance(document, Rejected) or not isinstance(keys, list):
        raise ValueError("not a key set")
    usable = list(_usable(keys))
    ids = [key_id for key_id, _ in usable]
    return {key_id: key for key_id, key in usable if ids.count(key_id) == 1}


def _usable(keys: list[Any]) -> Iterator[tuple[str, PublicKey]]:
    for told in keys:
        if isinstance(told, dict) and isinstance(told.get("kid"), str) and _is_public(told):
            try:
                key = JWKRegistry.import_key(told)
                key.check_use("sig")
                key.check_key_op("verify")
            except (JoseError, ValueError, TypeError, KeyError):
                continue
            if isinstance(key, RSAKey | ECKey | OKPKey):
                yield told["kid"], key


def _is_public(told: Mapping[str, Any]) -> bool:
    if told.get("kty") == "RSA":
        return not told.keys() & _SECRETS and _bits(told.get("n")) >= _FEWEST_RSA_BITS
    return told.get("kty") in ("EC", "OKP") and not told.keys() & _SECRETS


def _bits(told: Any) -> int:
    try:
        return int.from_bytes(urlsafe_b64decode(told + "=" * (-len(told) % 4))).bit_length()
    except (ValueError, TypeError):
        return 0
