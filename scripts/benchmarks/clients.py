"""So many clients at once, each on a connection of its own, each asking as soon as it was answered."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from statistics import quantiles
from time import perf_counter
from typing import Any, NamedTuple


class Ask(NamedTuple):
    path: str
    body: Mapping[str, Any]


class Answered(NamedTuple):
    """How long everything took, and how long 95 of 100 requests did at most; seconds."""

    seconds: float
    slowest_twentieth: float


def all_answered(port: int, shares: Sequence[Sequence[Ask]], headers: Sequence[Mapping[str, str]]) -> Answered:
    """Each share is one client's. Raises ``AssertionError`` for an answer that is not 201."""
    started = perf_counter()
    with ThreadPoolExecutor(len(shares)) as clients:
        taken = list(clients.map(_client, [port] * len(shares), shares, headers))
    each = [seconds for of_one in taken for seconds in of_one]
    return Answered(perf_counter() - started, quantiles(each, n=20, method="inclusive")[18])


def _client(port: int, asks: Sequence[Ask], headers: Mapping[str, str]) -> list[float]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        return [_asked(connection, ask, headers) for ask in asks]


def _asked(connection: HTTPConnection, ask: Ask, headers: Mapping[str, str]) -> float:
    body, started = json.dumps(ask.body), perf_counter()
    connection.request("POST", ask.path, body, {"Content-Type": "application/json", **headers})
    answer = connection.getresponse()
    told = answer.read()
    if answer.status != 201:
        raise AssertionError(f"{answer.status}: {told.decode()}")
    return perf_counter() - started
