"""A provider of identities (OpenID Connect), as it is asked for its keys."""

from __future__ import annotations

import urllib.request
from http.client import HTTPException
from typing import Any

from kaa_tracker.adapters.inbound.api.signing_in.addresses import is_on_loopback, is_trustworthy
from kaa_tracker.adapters.inbound.api.signing_in.key_set import KeySet, read_key_set
from kaa_tracker.adapters.inbound.messages.strict_json import read_json

SECONDS = 5
"""For how long the provider may be silent."""

_MAX_BYTES = 1 << 18
_WELL_KNOWN = "/.well-known/openid-configuration"


class ProviderAway(Exception):
    """The provider does not answer, or not as it should."""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Keys are fetched from the address that was checked, and not from where it sends us."""

    def redirect_request(self, *_: Any) -> None:
        return None


_ACROSS_THE_NET = urllib.request.build_opener(_NoRedirects)
_ON_THIS_MACHINE = urllib.request.build_opener(_NoRedirects, urllib.request.ProxyHandler({}))


def fetch_keys(issuer: str, address: str | None) -> KeySet:
    """The keys at ``address``, or where the issuer's own description says they are. Raises ``ProviderAway``."""
    try:
        return read_key_set(_fetched(address or _discovered(issuer)))
    except (OSError, HTTPException, ValueError) as error:
        raise ProviderAway(type(error).__name__) from None


def _discovered(issuer: str) -> str:
    """OpenID Connect Discovery 1.0, section 4.3: a description that names another issuer is of another."""
    described = read_json(_fetched(issuer.rstrip("/") + _WELL_KNOWN))
    if not isinstance(described, dict) or described.get("issuer") != issuer:
        raise ValueError("not the description of the issuer")
    address = described.get("jwks_uri")
    if not isinstance(address, str):
        raise ValueError("no address of keys")
    return address


def _fetched(address: str) -> bytes:
    if not is_trustworthy(address):
        raise ValueError("not an address to trust")
    opener = _ON_THIS_MACHINE if is_on_loopback(address) else _ACROSS_THE_NET
    request = urllib.request.Request(address, headers={"Accept": "application/json"})
    with opener.open(request, timeout=SECONDS) as answer:
        body: bytes = answer.read(_MAX_BYTES + 1)
    if len(body) > _MAX_BYTES:
        raise ValueError("too large")
    return body
