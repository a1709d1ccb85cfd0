"""So many clients at once, each on a connection of its own, as fast as they are answered or at a pace."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from random import Random
from statistics import quantiles
from time import perf_counter, sleep
from typing import Any, NamedTuple


class Ask(NamedTuple):
    path: str
    body: Mapping[str, Any]


class Answered(NamedTuple):
    """How long everything took, and how long 95 of 100 requests did at most; seconds."""

    seconds: float
    slowest_twentieth: float


class Client(NamedTuple):
    """What somebody asks, and when: seconds after the beginning, or as soon as the one before was answered."""

    asks: Sequence[Ask]
    headers: Mapping[str, str]
    due: Sequence[float] | None = None


def all_answered(port: int, clients: Sequence[Client]) -> Answered:
    """Raises ``AssertionError`` for an answer that is not 201.

    Where something is due its time is counted from then: whoever still waits for an answer is late with the next.
    """
    started = perf_counter()
    with ThreadPoolExecutor(len(clients)) as threads:
        taken = list(threads.map(lambda client: _client(port, client, started), clients))
    each = [seconds for of_one in taken for seconds in of_one]
    return Answered(perf_counter() - started, quantiles(each, n=20, method="inclusive")[18])


def once_a_second(count: int, chance: Random) -> list[float]:
    """So many instants, one at any moment of each second: those of many clients come as they like."""
    return [second + chance.random() for second in range(count)]


def _client(port: int, client: Client, started: float) -> list[float]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        if client.due is None:
            return [_asked(connection, ask, client.headers, perf_counter()) for ask in client.asks]
        dues = (started + due for due in client.due)
        return [_asked(connection, ask, client.headers, due) for ask, due in zip(client.asks, dues, strict=True)]


def _asked(connection: HTTPConnection, ask: Ask, headers: Mapping[str, str], due: float) -> float:
    sleep(max(due - perf_counter(), 0))
    connection.request("POST", ask.path, json.dumps(ask.body), {"Content-Type": "application/json", **headers})
    answer = connection.getresponse()
    told = answer.read()
    if answer.status != 201:
        raise AssertionError(f"{answer.status}: {told.decode()}")
    return perf_counter() - due
