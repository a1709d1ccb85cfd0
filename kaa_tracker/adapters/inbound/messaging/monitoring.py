"""How a server writes to disk, as its monitoring page tells."""

from __future__ import annotations

import urllib.request
from typing import NamedTuple

import msgspec

_SECONDS = 5
_DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""The server is within the house, whatever proxy the environment names."""


class _Config(msgspec.Struct):
    sync_always: bool = False


class _JetStream(msgspec.Struct):
    config: _Config


class _Page(msgspec.Struct):
    server_name: str
    jetstream: _JetStream


class DiskWrites(NamedTuple):
    """Whether the server of that name acknowledges a message only when the disk has it."""

    server: str
    before_acknowledging: bool


def read_disk_writes(monitoring_url: str) -> DiskWrites:
    """Raises ``OSError`` or ``ValueError`` where the page cannot be read.

    The page says ``sync_always`` and shows the interval of the default beside it, which means nothing then.
    """
    request = urllib.request.Request(f"{monitoring_url.rstrip('/')}/varz")
    if request.type not in {"http", "https"}:
        raise ValueError("not an address of a page")
    with _DIRECTLY.open(request, timeout=_SECONDS) as answer:
        page = msgspec.json.decode(answer.read(), type=_Page)
    return DiskWrites(page.server_name, page.jetstream.config.sync_always)
