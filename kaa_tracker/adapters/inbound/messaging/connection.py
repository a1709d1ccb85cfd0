"""A broker on the servers, who we are to them, and how its log is kept."""

from __future__ import annotations

import ssl
from urllib.parse import urlsplit

import nats.errors
from faststream.middlewares import AckPolicy
from faststream.nats import NatsBroker
from faststream.nats.security import NatsCredentials, NatsSecurity, NatsToken, NatsUserPassword
from nats.aio.client import Client

from kaa_tracker.adapters.inbound.messaging.discretion import KindsOfErrors
from kaa_tracker.adapters.inbound.messaging.refused import FeedRefused
from kaa_tracker.adapters.inbound.messaging.settings import FeedSettings

_RECONNECT_EVERY = 1
_PING_EVERY = 10


class GuardedClient(Client):
    """The client for NATS, save for two things it does not see to."""

    must_encrypt = False

    def _connect_command(self) -> bytes:
        """Say nothing in the clear to a server that does not ask for TLS, whatever address it was given:
        whoever stands between could have left the question out."""
        if self.must_encrypt and not self._server_info.get("tls_required"):
            raise nats.errors.SecureConnRequiredError
        return super()._connect_command()

    async def _close(self, status: int, do_cbs: bool = True) -> None:
        """Also where the last words to a server that is gone fail, let nobody wait for its messages or answers."""
        try:
            await super()._close(status, do_cbs)
        finally:
            for subscription in self._subs.values():
                subscription._stop_processing()
            self._subs.clear()
            for answer in self._resp_map.values():
                if not answer.done():
                    answer.set_exception(nats.errors.ConnectionClosedError())


class ClosingBroker(NatsBroker):
    """Closes the client also when it could not connect; otherwise each attempt would leave a socket behind."""

    must_encrypt = False

    async def _connect(self) -> Client:
        client = GuardedClient()
        client.must_encrypt = self.must_encrypt
        try:
            await client.connect(**self._connection_kwargs)
        except BaseException:
            await client.close()
            raise
        self.config.connect(client)
        return client


def make_broker(settings: FeedSettings) -> NatsBroker:
    """Not connected yet. Raises ``FeedRefused``.

    Without FastDepends, which would parse a body on the strength of an annotation and log what it could
    not parse. It connects again for as long as it is left to.
    """
    if not settings.servers or not all(_is_address(server) for server in settings.servers):
        raise FeedRefused("KAA_NATS_SERVERS ska vara adresser av formen nats://värd:port eller tls://värd:port.")
    broker = ClosingBroker(
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
    broker.must_encrypt = settings.tls_ca is not None or any(s.startswith("tls:") for s in settings.servers)
    return broker


def _is_address(server: str) -> bool:
    try:
        parts = urlsplit(server)
        return parts.scheme in {"nats", "tls"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _security(settings: FeedSettings) -> NatsSecurity | None:
    context = _tls(settings)
    if settings.credentials is not None:
        if not settings.credentials.is_file():
            raise FeedRefused(
                f"KAA_NATS_CREDENTIALS: {settings.credentials} är ingen fil. Ange filen med JWT och nyckel."
            )
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
