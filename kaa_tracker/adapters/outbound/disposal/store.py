"""``Disposals`` on SQLite and PostgreSQL."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, Row, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from kaa_tracker.adapters.outbound.disposal.adding import add_to_retained
from kaa_tracker.adapters.outbound.disposal.tables import disposal_case, disposal_receipt, disposal_run
from kaa_tracker.adapters.outbound.inbox.instants import stored_instant, told_instant
from kaa_tracker.application.disposal import DisposalRun, Proposed, Receipt
from kaa_tracker.projections.statistics.retained import gone_from_read_model, retained_pending

_case = disposal_case.c
_run = disposal_run.c
_receipt = disposal_receipt.c


class SqlDisposals:
    """Every method is a transaction of its own, for any number of threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def propose(self, cases: Iterable[Proposed], by: str, at: datetime) -> int:
        """A case that waits in another proposal stays in that one."""
        with self._engine.begin() as connection:
            made = connection.execute(
                insert(disposal_run).values(proposed_by=by, proposed_at=stored_instant(at)).returning(_run.number)
            )
            number = int(made.scalar_one())
            rows = [
                {"case_id": case.case_id, "run": number, "rule": case.rule, "due_on": case.on, "added_up": False}
                for case in cases
            ]
            if rows:
                connection.execute(_dialect(connection).insert(disposal_case).on_conflict_do_nothing(), rows)
        return number

    def run(self, number: int) -> DisposalRun | None:
        with self._engine.connect() as connection:
            found = connection.execute(select(disposal_run).where(_run.number == number)).all()
            return next(iter(_told(connection, found)), None)

    def runs(self, limit: int) -> Sequence[DisposalRun]:
        with self._engine.connect() as connection:
            found = connection.execute(select(disposal_run).order_by(_run.number.desc()).limit(limit)).all()
            return _told(connection, found)

    def approve(self, number: int, by: str, at: datetime) -> None:
        """The first to approve has approved it."""
        approved = update(disposal_run).where(_run.number == number, _run.approved_by.is_(None))
        with self._engine.begin() as connection:
            connection.execute(approved.values(approved_by=by, approved_at=stored_instant(at)))

    def waiting(self, number: int | None = None) -> Sequence[Proposed]:
        cases = select(_case.case_id, _case.rule, _case.due_on).order_by(_case.case_id)
        if number is not None:
            cases = cases.where(_case.run == number)
        with self._engine.connect() as connection:
            return [Proposed(*row) for row in connection.execute(cases)]

    def put_down(self, contributions: Mapping[UUID, bytes]) -> None:
        with self._alone_with(contributions) as connection:
            still = select(_case.case_id).where(_case.case_id.in_(contributions), ~_case.added_up)
            rows = [{"case_id": c, "counts": contributions[c]} for c in connection.execute(still).scalars()]
            connection.execute(delete(retained_pending).where(retained_pending.c.case_id.in_(contributions)))
            if rows:
                connection.execute(insert(retained_pending), rows)

    def add_up(self, case_ids: Collection[UUID]) -> Sequence[UUID]:
        with self._alone_with(case_ids) as connection:
            left = select(_case.case_id).where(_case.case_id.in_(case_ids), gone_from_read_model(_case.case_id))
            gone = list(connection.execute(left.order_by(_case.case_id)).scalars())
            own = retained_pending.c.case_id.in_(gone)
            add_to_retained(connection, connection.execute(select(retained_pending.c.counts).where(own)).scalars())
            connection.execute(delete(retained_pending).where(own))
            connection.execute(update(disposal_case).where(_case.case_id.in_(gone)).values(added_up=True))
        return gone

    def done(self, number: int, case_ids: Collection[UUID], on: date) -> None:
        with self._alone_with(case_ids) as connection:
            own = (_case.run == number, _case.case_id.in_(case_ids))
            counts = Counter(connection.execute(select(_case.rule).where(*own)).scalars())
            connection.execute(delete(disposal_case).where(*own))
            receipt = _dialect(connection).insert(disposal_receipt)
            more = {"cases": _receipt.cases + receipt.excluded.cases}
            rows = [{"run": number, "on": on, "rule": rule, "cases": cases} for rule, cases in counts.items()]
            if rows:
                connection.execute(receipt.on_conflict_do_update(index_elements=["run", "on", "rule"], set_=more), rows)

    def drop(self, number: int, case_ids: Collection[UUID]) -> None:
        with self._alone_with(case_ids) as connection:
            connection.execute(delete(disposal_case).where(_case.run == number, _case.case_id.in_(case_ids)))
            connection.execute(delete(retained_pending).where(retained_pending.c.case_id.in_(case_ids)))

    def receipts(self, limit: int) -> Sequence[Receipt]:
        columns = (_receipt.run, _receipt.on, _receipt.rule, _receipt.cases, _run.proposed_by, _run.approved_by)
        found = select(*columns).join_from(disposal_receipt, disposal_run, _run.number == _receipt.run)
        latest = found.order_by(_receipt.on.desc(), _receipt.run.desc(), _receipt.rule).limit(limit)
        with self._engine.connect() as connection:
            return [Receipt(*row) for row in connection.execute(latest)]

    @contextmanager
    def _alone_with(self, case_ids: Collection[UUID]) -> Iterator[Connection]:
        """A transaction that begins by writing, so that nobody else changes these cases while it looks at them."""
        with self._engine.begin() as connection:
            taken = update(disposal_case).where(_case.case_id.in_(sorted(case_ids)))
            connection.execute(taken.values(added_up=_case.added_up))
            yield connection


def _told(connection: Connection, runs: Sequence[Row[Any]]) -> list[DisposalRun]:
    query = select(_case.run, _case.rule, func.count()).where(_case.run.in_([run.number for run in runs]))
    waiting: dict[int, dict[str, int]] = defaultdict(dict)
    for number, rule, cases in connection.execute(query.group_by(_case.run, _case.rule)):
        waiting[number][rule] = cases
    return [
        DisposalRun(
            run.number,
            run.proposed_by,
            told_instant(run.proposed_at),
            run.approved_by,
            told_instant(run.approved_at) if run.approved_at is not None else None,
            waiting[run.number],
        )
        for run in runs
    ]


def _dialect(connection: Connection) -> Any:
    """The engine whose way to write over a row that is there it is."""
    return sqlite if connection.dialect.name == "sqlite" else postgresql
