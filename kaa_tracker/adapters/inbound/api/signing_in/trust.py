"""Whose tokens are believed: those of the issuer in the settings, or on one machine alone our own."""

from __future__ import annotations

from functools import partial

from kaa_tracker.adapters.inbound.api.signing_in.addresses import is_loopback, is_trustworthy
from kaa_tracker.adapters.inbound.api.signing_in.form import NotVerified
from kaa_tracker.adapters.inbound.api.signing_in.kept_keys import KeptKeys
from kaa_tracker.adapters.inbound.api.signing_in.key_set import read_key_set
from kaa_tracker.adapters.inbound.api.signing_in.provider import fetch_keys
from kaa_tracker.adapters.inbound.api.signing_in.sign_in import Verifier
from kaa_tracker.adapters.inbound.api.signing_in.verifier import TokenVerifier
from kaa_tracker.application.access.tokens import Identity, LocalTokens, TokenTerms
from kaa_tracker.application.ports import Clock
from kaa_tracker.settings import Settings


def verifier(settings: Settings, local: LocalTokens | None, clock: Clock) -> Verifier:
    """What tells a good token. Raises ``ValueError`` for settings that protect nothing; the message says what to do.

    Without an issuer, our own tokens are believed where nobody but this machine can show one; elsewhere none is.
    """
    if settings.oidc_issuer is not None:
        terms, kept = _terms(settings), _provider(settings)
        return TokenVerifier(terms, kept, kept.at_hand, clock)
    if local is not None and is_loopback(settings.host) and not settings.behind_tls_proxy:
        key_for = read_key_set(local.key_set()).get
        return TokenVerifier(local.terms, key_for, key_for, clock)
    return Nobody()


class Nobody:
    """Believes no token."""

    def __call__(self, token: str) -> Identity:
        raise NotVerified

    def at_once(self, token: str) -> Identity | None:
        raise NotVerified


def _terms(settings: Settings) -> TokenTerms:
    if not settings.oidc_audience:
        raise ValueError("Inloggningen saknar mottagare. Ange KAA_OIDC_AUDIENCE, som tokens ska vara utfärdade för.")
    if not settings.oidc_algorithms:
        raise ValueError('Inga signaturer är tillåtna. Ange KAA_OIDC_ALGORITHMS, som ["ES256"].')
    return TokenTerms(
        issuer=settings.oidc_issuer or "",
        audience=settings.oidc_audience,
        user_claim=settings.oidc_user_claim,
        algorithms=settings.oidc_algorithms,
        token_type=settings.oidc_token_type,
    )


def _provider(settings: Settings) -> KeptKeys:
    issuer, address = settings.oidc_issuer or "", settings.oidc_keys_url
    for name, told in (("KAA_OIDC_ISSUER", issuer), ("KAA_OIDC_KEYS_URL", address)):
        if told is not None and not is_trustworthy(told):
            raise ValueError(f"{name} ska vara en adress som börjar med https://, eller http:// på den egna datorn.")
    return KeptKeys(partial(fetch_keys, issuer, address), settings.oidc_refresh_seconds)
