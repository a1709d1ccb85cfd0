"""Tokens of our own, for one machine without a provider of identities."""

from __future__ import annotations

from kaa_tracker.adapters.outbound.master_key import KeyStoreRefused
from kaa_tracker.application.access.tokens import LocalTokens
from kaa_tracker.settings import Settings
from kaa_tracker.system import CannotOpen


def local_tokens(settings: Settings) -> LocalTokens | None:
    """Imported only where somebody signs in: the library takes a tenth of a second."""
    from kaa_tracker.adapters.outbound.local_tokens import LocalKey

    if not settings.is_embedded or settings.oidc_issuer is not None:
        return None
    try:
        return LocalKey(settings.folder / "token.key")
    except KeyStoreRefused as refused:
        raise CannotOpen(str(refused)) from refused
