"""What the feed is told about the servers, the stream and its own patience."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

MAY_LOSE = "acknowledged messages may be lost"
"""What must be written out for a stream that does not promise to keep what it has acknowledged."""


@dataclass(frozen=True, kw_only=True)
class FeedSettings:
    """Times are seconds."""

    servers: tuple[str, ...]
    stream: str
    durable: str = "kaa-tracker"
    """The name of the consumer on the server; every process of the program shares it."""
    subject: str = "ber.kaa.>"
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    credentials: Path | None = None
    """A file with a user's JWT and its seed."""
    tls_ca: Path | None = None
    """The certificates to trust, PEM; unset: those of the system, where an address begins with ``tls://``."""
    monitoring_url: str | None = None
    """Where the server that keeps the stream shows how it writes to disk."""
    may_lose: str = ""
    batch: int = 500
    """How many messages are stored in one transaction."""
    in_flight: int = 2_000
    """How many messages the server hands out before some of them are acknowledged, all processes together."""
    ack_wait: float = 30
    """For how long the server waits before it brings a message again; of a consumer not made yet."""
    gather: float = 1
    """For how long a batch may wait to become full."""
    look_every: float = 5
    patience: float = 30
    """For how long the server may be silent, or bring nothing of what it has, before everything is opened anew."""
    shortest_pause: float = 0.5
    longest_pause: float = 30
    """The bounds of the pause after a failure, which doubles each time."""
    grace: float = 10
    """For how long the batch in hand may take when the feed is stopped."""
