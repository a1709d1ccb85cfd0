"""Fifty coordinators log attempts over HTTP at once, beside a plain CRUD application with an audit row."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, time
from statistics import median
from typing import NamedTuple

from scripts.benchmarks.clients import Answered, Ask, all_answered
from scripts.benchmarks.engines import Engine, Place
from scripts.benchmarks.histories import LAST_DAY, cases_under_search
from scripts.benchmarks.issuer import started_issuer
from scripts.benchmarks.results import Row, Size, Target, Unit
from scripts.benchmarks.serving import free_port, let_in, process, serving
from scripts.benchmarks.stages import Stages
from scripts.benchmarks.stores import count_events, fill

SIZE = Size(events=2_000, events_in_full=10_000, rounds=3)
"""Requests of a round, all clients together."""

CLIENTS = 50
_BASELINE = "a plain CRUD endpoint with an audit row, same framework and engine"


class Round(NamedTuple):
    ours: Answered
    plain: Answered


def measure(engine: Engine, events: int, rounds: int, stages: Stages) -> Iterator[Row]:
    clients = min(CLIENTS, events)
    each = max(events // clients, 1)
    cases = list(cases_under_search(clients * each * rounds))
    ids = [case.case_id for case in cases]
    made_at = datetime.combine(LAST_DAY, time(10), tzinfo=UTC).isoformat().replace("+00:00", "Z")
    body = {"channel": "phone", "unit": "globen", "at": made_at}
    with engine.place() as ours, engine.place() as theirs, started_issuer() as issuer:
        fill(ours, cases, stages("filling the store", count_events(cases)))
        names = [f"lena{number}" for number in range(clients)]
        let_in(ours, names)
        signed = [{"Authorization": f"Bearer {issuer.token(name)}"} for name in names]
        with serving(ours, issuer) as our_port, _plain(theirs) as plain_port:
            done, measured = stages("requests of both", rounds), []
            for nth in range(rounds):
                some = ids[nth * clients * each : (nth + 1) * clients * each]
                shares = [some[n * each : (n + 1) * each] for n in range(clients)]
                measured.append(
                    Round(
                        all_answered(our_port, _asks("/v1", shares, body), signed),
                        all_answered(plain_port, _asks("", shares, body), [{}] * clients),
                    )
                )
                done(1)
    yield _throughput(engine, clients * each, measured)
    yield _slowest(engine, measured)


def _asks(prefix: str, shares: Sequence[Sequence[object]], body: Mapping[str, str]) -> list[list[Ask]]:
    return [[Ask(f"{prefix}/cases/{case_id}/contact-attempts", body) for case_id in share] for share in shares]


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


def _slowest(engine: Engine, measured: Sequence[Round]) -> Row:
    return Row(
        what=f"attempt over HTTP, {CLIENTS} clients, p95",
        engine=engine.label,
        unit=Unit.MILLISECONDS,
        ours=1_000 * median(one.ours.slowest_twentieth for one in measured),
        baseline=1_000 * median(one.plain.slowest_twentieth for one in measured),
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
