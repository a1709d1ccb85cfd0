"""Where an issuer's keys may be fetched from: over TLS, or from this machine."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit


def is_loopback(host: str) -> bool:
    """Whether only this machine can be meant."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_on_loopback(address: str) -> bool:
    return is_loopback(urlsplit(address).hostname or "")


def is_trustworthy(address: str) -> bool:
    """What comes from another machine without TLS can be put in its place by anybody on the way."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.username is not None or parts.fragment or not address.isprintable() or " " in address:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
