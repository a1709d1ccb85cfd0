"""What the claims of a token must say for it to be about somebody, for us and now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from kaa_tracker.adapters.inbound.api.signing_in.form import NotVerified
from kaa_tracker.application.access.tokens import Identity, TokenTerms
from kaa_tracker.application.access.user_names import is_user_name

LEEWAY_SECONDS = 30
"""By which the clocks of issuer and server may differ."""

_LONGEST_SUBJECT = 255
_MOST_AUDIENCES = 16
_END_OF_CALENDAR = 253_402_300_800
"""Seconds: the year 10000, which no date can tell."""


def read_claims(claims: Mapping[str, Any], terms: TokenTerms, now: datetime) -> Identity:
    """Who it is. Raises ``NotVerified``."""
    name, subject = claims.get(terms.user_claim), claims.get("sub")
    _check(claims.get("iss") == terms.issuer)
    _check(terms.audience in _audiences(claims.get("aud")))
    _check("cnf" not in claims)  # bound to a key that must be shown with it (RFC 7800); to us nobody shows one
    _check(isinstance(subject, str) and _is_subject(subject))
    _check(isinstance(name, str) and is_user_name(name))
    until = _check_times(claims, now.timestamp())
    return Identity(str(name), str(subject), datetime.fromtimestamp(until, UTC))


def _audiences(told: Any) -> list[Any]:
    if isinstance(told, list) and len(told) <= _MOST_AUDIENCES:
        return told
    return [told] if isinstance(told, str) else []


def _is_subject(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_SUBJECT and text.isascii() and text.isprintable()


def _check_times(claims: Mapping[str, Any], now: float) -> int:
    """Issued, begun and not yet over; answers when it will be over."""
    issued_at, until = _second(claims.get("iat")), _second(claims.get("exp"))
    begins = _second(claims["nbf"]) if "nbf" in claims else issued_at
    _check(issued_at <= now + LEEWAY_SECONDS)
    _check(begins <= now + LEEWAY_SECONDS)
    _check(until > now - LEEWAY_SECONDS)
    _check(until > issued_at)
    return until


def _second(told: Any) -> int:
    """Whole seconds since 1970; true and false are numbers to Python only."""
    if type(told) is not int or not 0 <= told < _END_OF_CALENDAR:
        raise NotVerified
    return told


def _check(holds: bool) -> None:
    if not holds:
        raise NotVerified
