"""A broker on the servers, who we are to them, and how its log is kept."""

from __future__ import annotations

import ssl

from faststream.middlewares import AckPolicy
from faststream.nats import NatsBroker
from faststream.nats.security import NatsCredentials, NatsSecurity, NatsToken, NatsUserPassword

from kaa_tracker.adapters.inbound.messaging.discretion import KindsOfErrors
from kaa_tracker.adapters.inbound.messaging.refused import FeedRefused
from kaa_tracker.adapters.inbound.messaging.settings import FeedSettings

_RECONNECT_EVERY = 1
_PING_EVERY = 10


def make_broker(settings: FeedSettings) -> NatsBroker:
    """Not connected yet. Raises ``FeedRefused``.

    Without FastDepends, which would parse a body on the strength of an annotation and log what it could
    not parse. It connects again for as long as it is left to.
    """
    return NatsBroker(
        list(settings.servers),
        name=settings.durable,
        security=_security(settings),
        apply_types=False,
        ack_policy=AckPolicy.MANUAL,
        logger=KindsOfErrors(),
        graceful_timeout=settings.grace,
        max_reconnect_attempts=-1,
        reconnect_time_wait=_RECONNECT_EVERY,
        ping_interval=_PING_EVERY,
    )


def _security(settings: FeedSettings) -> NatsSecurity | None:
    context = _tls(settings)
    if settings.credentials is not None:
        try:
            return NatsCredentials.from_file(settings.credentials, ssl_context=context)
        except ImportError:
            raise FeedRefused("KAA_NATS_CREDENTIALS kräver paketet nkeys. Installera det.") from None
    if settings.token is not None:
        return NatsToken(settings.token, ssl_context=context)
    if settings.user is not None:
        return NatsUserPassword(settings.user, settings.password or "", ssl_context=context)
    return NatsSecurity(ssl_context=context) if context else None


def _tls(settings: FeedSettings) -> ssl.SSLContext | None:
    if settings.tls_ca is None:
        return None
    try:
        return ssl.create_default_context(cafile=str(settings.tls_ca))
    except (OSError, ssl.SSLError):
        raise FeedRefused(
            f"KAA_NATS_TLS_CA: {settings.tls_ca} går inte att läsa som certifikat. Ange en PEM-fil."
        ) from None
