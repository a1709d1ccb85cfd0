"""A stream of its own for every test, on one server."""

from __future__ import annotations

from itertools import count

import pytest

from tests.adapters.inbound.messaging.feeding import Shelf
from tests.nats_servers import NatsServer, Stream

_numbers = count()


@pytest.fixture
def stream(nats_server: NatsServer) -> Stream:
    return nats_server.stream(f"S{next(_numbers)}")


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()
