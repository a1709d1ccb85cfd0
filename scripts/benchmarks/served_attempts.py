"""Fifty coordinators log attempts over HTTP at once, beside a plain CRUD application with an audit row."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, time
from itertools import islice
from random import Random
from statistics import median
from typing import NamedTuple

from kaa_tracker.application.ports import Append
from scripts.benchmarks.clients import Answered, Ask, Client, all_answered, once_a_second
from scripts.benchmarks.engines import Engine, Place
from scripts.benchmarks.histories import LAST_DAY, cases_under_search
from scripts.benchmarks.issuer import started_issuer
from scripts.benchmarks.results import Row, Size, Target, Unit
from scripts.benchmarks.serving import free_port, let_in, process, serving
from scripts.benchmarks.stages import Stages
from scripts.benchmarks.stores import count_events, fill

SIZE = Size(events=2_000, events_in_full=10_000, rounds=3)
"""Requests of a round in which everybody asks as soon as they are answered, all clients together."""

CLIENTS = 50
SECONDS_AT_A_PACE = 12
"""Of which each client asks once in each."""

_BASELINE = "a plain CRUD endpoint with an audit row, same framework and engine"


class Round(NamedTuple):
    ours: Answered
    plain: Answered


class _Servers(NamedTuple):
    ours: int
    plain: int
    """Their ports."""

    def asked(self, clients: Sequence[Client]) -> Round:
        unknown = [client._replace(asks=[_plainly(ask) for ask in client.asks], headers={}) for client in clients]
        return Round(all_answered(self.ours, clients), all_answered(self.plain, unknown))


def measure(engine: Engine, events: int, rounds: int, stages: Stages) -> Iterator[Row]:
    clients = min(CLIENTS, events)
    each = max(events // clients, 1)
    paced = min(SECONDS_AT_A_PACE, each)
    cases = list(cases_under_search(clients * (each * rounds + paced)))
    with engine.place() as ours, engine.place() as theirs, started_issuer() as issuer:
        fill(ours, cases, stages("filling the store", count_events(cases)))
        names = [f"lena{number}" for number in range(clients)]
        let_in(ours, names)
        asks = _asks(cases)
        signed = [{"Authorization": f"Bearer {issuer.token(name)}"} for name in names]
        with serving(ours, issuer) as our_port, _plain(theirs) as plain_port:
            servers, chance = _Servers(our_port, plain_port), Random(1)
            done, hurried = stages("requests of both", rounds + 1), []
            for _ in range(rounds):
                hurried.append(servers.asked([Client(list(islice(asks, each)), headers) for headers in signed]))
                done(1)
            at_leisure = servers.asked(
                [Client(list(islice(asks, paced)), headers, once_a_second(paced, chance)) for headers in signed]
            )
    yield _throughput(engine, clients * each, hurried)
    yield _slowest(engine, at_leisure)


def _asks(cases: Sequence[Append]) -> Iterator[Ask]:
    made_at = datetime.combine(LAST_DAY, time(10), tzinfo=UTC).isoformat().replace("+00:00", "Z")
    body = {"channel": "phone", "unit": "globen", "at": made_at}
    return (Ask(f"/v1/cases/{case.case_id}/contact-attempts", body) for case in cases)


def _plainly(ask: Ask) -> Ask:
    return ask._replace(path=ask.path.removeprefix("/v1"))


def _throughput(engine: Engine, requests: int, measured: Sequence[Round]) -> Row:
    return Row(
        what=f"attempts over HTTP, {CLIENTS} clients",
        engine=engine.label,
        unit=Unit.REQUESTS_PER_SECOND,
        ours=requests / median(one.ours.seconds for one in measured),
        baseline=requests / median(one.plain.seconds for one in measured),
        baseline_is=_BASELINE,
        target=Target(ratio=0.8),
    )


def _slowest(engine: Engine, measured: Round) -> Row:
    return Row(
        what=f"attempt over HTTP, {CLIENTS} clients, {CLIENTS} a second, p95",
        engine=engine.label,
        unit=Unit.MILLISECONDS,
        ours=1_000 * measured.ours.slowest_twentieth,
        baseline=1_000 * measured.plain.slowest_twentieth,
        baseline_is=_BASELINE,
        target=Target(figure=50),
    )


@contextmanager
def _plain(place: Place) -> Iterator[int]:
    settings, port = place.settings(), free_port()
    place.folder.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{place.folder / 'plain.db'}"
    if settings.database_url is not None:
        url = settings.database_url.get_secret_value().replace("postgresql://", "postgresql+psycopg://")
    with process([sys.executable, "-m", "scripts.benchmarks.plain_crud", url, str(port)], port, dict(os.environ)):
        yield port
