"""What a message is known by: keyed hashes of its name and of its body, and the name of its effect.

A token is an HMAC-SHA256 under the index key, cut to 16 bytes, with its kind hashed along: as in the
vault's blind index, of whose kinds none is the same.
"""

from __future__ import annotations

import hmac
from typing import NamedTuple

from kaa_tracker.adapters.outbound.vault.blind_index import TOKEN_BYTES
from kaa_tracker.application.intake.inbox import Envelope, Raw


class Named(NamedTuple):
    """``name`` is one for all messages that claim to be the same, ``body`` for those that are."""

    name: bytes
    body: bytes


class Naming:
    """Makes the tokens; ``key`` is the index key of the key store."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, raw: Raw) -> Named:
        """Without an envelope the body is the name."""
        body = self._token(b"message_body\0", raw.body)
        if raw.envelope is None:
            return Named(body, body)
        # What is hashed is what the effect is known by: two that differ here never share an effect.
        written = _written(raw.envelope.source, raw.envelope.id).encode(errors="surrogatepass")
        return Named(self._token(b"message_name\0", written), body)

    def _token(self, kind: bytes, value: bytes) -> bytes:
        return hmac.digest(self._key, kind + value, "sha256")[:TOKEN_BYTES]


class Readable(NamedTuple):
    """What of an envelope a database can hold as text; source and id both or neither."""

    source: str | None = None
    id: str | None = None
    register_key: str | None = None

    def __repr__(self) -> str:
        return "Readable(…)"


def readable(envelope: Envelope | None) -> Readable:
    if envelope is None:
        return Readable()
    source, id_, key = (
        text if _is_text(text) else None for text in (envelope.source, envelope.id, envelope.register_key)
    )
    return Readable(source, id_, key) if source is not None and id_ is not None else Readable(register_key=key)


def effect_name(source: str | None, id_: str | None, variant: int, named: Named) -> str:
    """What a message's effect is known by; its token tells a body apart from others under its name."""
    name = named.name.hex() if source is None or id_ is None else _written(source, id_)
    return name if variant == 1 else f"{name} {named.body.hex()}"


def _written(source: str, id_: str) -> str:
    return f"{source} {id_}"


def _is_text(value: str | None) -> bool:
    try:
        return value is not None and b"\0" not in value.encode()
    except UnicodeEncodeError:
        return False
