"""A page of the work list and the page of a case over HTTP, in a large store: with names, counted exactly, logged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from http.client import HTTPConnection
from statistics import quantiles
from uuid import UUID

from scripts.benchmarks.bare import Bare, bare_engine
from scripts.benchmarks.engines import Engine
from scripts.benchmarks.histories import EVENTS_A_CASE, cases_under_search, whole_cases
from scripts.benchmarks.issuer import started_issuer
from scripts.benchmarks.results import Row, Size, Target, Unit
from scripts.benchmarks.serving import let_in, serving
from scripts.benchmarks.stages import Stages
from scripts.benchmarks.stores import fill
from scripts.benchmarks.timing import Seconds, by_turns, seconds

SIZE = Size(events=200_000, events_in_full=1_000_000, rounds=100)
"""Events in the store; a round is one page of each kind."""

ROWS = 100
SEARCHED = 500
_LIST = f"/v1/worklist?list=all&limit={ROWS}"


def measure(engine: Engine, events: int, rounds: int, stages: Stages) -> Iterator[Row]:
    searched = list(cases_under_search(SEARCHED))
    case_ids = [case.case_id for case in searched]
    with engine.place() as place, started_issuer() as issuer:
        fill(place, whole_cases(events), stages("filling the store", events))
        fill(place, searched, lambda _: None)
        let_in(place, ["lena"])
        done = stages("pages, and bare queries", 2 * rounds)
        signed = {"Authorization": f"Bearer {issuer.token('lena')}"}
        with (
            serving(place, issuer) as port,
            bare_engine(place) as bare,
            closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection,
        ):
            listed = by_turns(
                lambda nth: _page(connection, f"{_LIST}&page={1 + nth % 5}", signed),
                lambda nth: _bare_list(bare, nth % 5),
                rounds,
                done,
            )
            shown = by_turns(
                lambda nth: _page(connection, f"/v1/cases/{case_ids[nth % SEARCHED]}", signed),
                lambda nth: _bare_case(bare, case_ids[nth % SEARCHED]),
                rounds,
                done,
            )
    about = f"{events // EVENTS_A_CASE + SEARCHED} youths"
    yield _row(
        engine, f"worklist page over HTTP, {about}, p95", listed, "the same rows and their number by two queries"
    )
    yield _row(engine, f"case page over HTTP, {about}, p95", shown, "its row of the overview by one query")


def _row(engine: Engine, what: str, taken: Sequence[Seconds], baseline_is: str) -> Row:
    return Row(
        what=what,
        engine=engine.label,
        unit=Unit.MILLISECONDS,
        ours=1_000 * _slowest_twentieth(taken, lambda one: one.ours),
        baseline=1_000 * _slowest_twentieth(taken, lambda one: one.bare),
        baseline_is=baseline_is,
        target=Target(figure=50),
    )


def _slowest_twentieth(taken: Sequence[Seconds], which: Callable[[Seconds], float]) -> float:
    return quantiles([which(one) for one in taken] * 2, n=20, method="inclusive")[18]


def _page(connection: HTTPConnection, path: str, headers: Mapping[str, str]) -> float:
    def ask() -> None:
        connection.request("GET", path, headers=dict(headers))
        answer = connection.getresponse()
        told = answer.read()
        if answer.status != 200:
            raise AssertionError(f"{answer.status}: {told.decode()}")

    return seconds(ask)


def _bare_list(bare: Bare, page: int) -> float:
    def read() -> None:
        bare.read("SELECT count(*) FROM worklist")
        bare.read(f"SELECT * FROM worklist ORDER BY next_on, case_id LIMIT {ROWS} OFFSET {ROWS * page}")

    return seconds(read)


def _bare_case(bare: Bare, case_id: UUID) -> float:
    owner = bare.owner(case_id)
    return seconds(lambda: bare.read("SELECT * FROM case_overview WHERE case_id = ?", (owner,)))
