"""The outer form of a token (RFC 7515, compact serialization): read strictly, and believed by nobody yet."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any, NamedTuple

from kaa_tracker.adapters.inbound.messages.strict_json import read_json
from kaa_tracker.application.intake.rejected import Rejected

MAX_CHARACTERS = 8_192
"""Of a token; those that providers issue have one or two thousand."""

_PARTS = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)", re.ASCII)


class NotVerified(Exception):
    """The token proves nothing. Why is told to nobody: it would help those who make tokens up."""


class Form(NamedTuple):
    header: dict[str, Any]
    payload: bytes
    signed: bytes
    """What the signature is of."""
    signature: bytes


def read_form(token: str) -> Form:
    """The parts of a token. Raises ``NotVerified``."""
    parts = _PARTS.fullmatch(token) if len(token) <= MAX_CHARACTERS else None
    if parts is None:
        raise NotVerified
    header, payload, signature = (_decoded(part) for part in parts.groups())
    return Form(read_object(header), payload, token.rpartition(".")[0].encode(), signature)


def read_object(raw: bytes) -> dict[str, Any]:
    """A JSON object without a name that stands in it twice. Raises ``NotVerified``."""
    value = read_json(raw, max_bytes=MAX_CHARACTERS)
    if isinstance(value, Rejected) or not isinstance(value, dict):
        raise NotVerified
    return value


def _decoded(part: str) -> bytes:
    """One value is written in one way only, so that no two tokens are the same one."""
    try:
        decoded = urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except ValueError:
        raise NotVerified from None
    if urlsafe_b64encode(decoded).rstrip(b"=") != part.encode():
        raise NotVerified
    return decoded
