"""Whether a token proves who somebody is. Nothing here reads a clock, a setting or the network."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias

from joserfc.errors import JoseError
from joserfc.jws import JWSRegistry

from kaa_tracker.adapters.inbound.api.signing_in.claims import read_claims
from kaa_tracker.adapters.inbound.api.signing_in.form import Form, NotVerified, read_form, read_object
from kaa_tracker.adapters.inbound.api.signing_in.header import read_header
from kaa_tracker.adapters.inbound.api.signing_in.key_set import PublicKey
from kaa_tracker.adapters.inbound.api.signing_in.signatures import Signed
from kaa_tracker.application.access.tokens import Algorithm, Identity, TokenTerms

KeyFor: TypeAlias = Callable[[str], PublicKey | None]
"""The issuer's key of that id."""


def verify(token: str, terms: TokenTerms, key_for: KeyFor, now: datetime) -> Identity:
    """Who it is. Raises ``NotVerified``, always the same, and what ``key_for`` raises."""
    return read_claims(signed(token, terms, key_for).claims, terms, now)


def signed(token: str, terms: TokenTerms, key_for: KeyFor) -> Signed:
    """What was signed, and by which key; whether it holds is for ``read_claims`` to say. Raises as ``verify`` does.

    What was signed is what is read: one reader takes the token apart, and the library sees only the bytes. The
    claims are looked into when the signature has been found right.
    """
    form = read_form(token)
    header = read_header(form.header, terms)
    key = key_for(header.key_id)
    if key is None or not _is_signed(form, header.algorithm, key):
        raise NotVerified
    return Signed(header.key_id, key, read_object(form.payload))


def _is_signed(form: Form, algorithm: Algorithm, key: PublicKey) -> bool:
    """A key of another kind, or meant for another algorithm or use, has signed nothing."""
    signing = JWSRegistry.algorithms[algorithm]
    try:
        signing.check_key(key)
        return signing.verify(form.signed, form.signature, key)
    except (JoseError, ValueError):
        return False
