"""``Reconciliations`` on SQLite and PostgreSQL: what each extract showed, without a value or a key of anybody."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Date,
    DateTime,
    Engine,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    UniqueConstraint,
    Uuid,
    and_,
    bindparam,
    func,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import TypeDecorator

from kaa_tracker.application.intake.comparing import Comparison
from kaa_tracker.application.intake.reconciling import KeptDifference, KindKept, Outcome, Reconciliation

_metadata = MetaData()


class _Instant(TypeDecorator[datetime]):
    """An instant in UTC; SQLite keeps no zone with it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return value and (value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC))


reconciliation = Table(
    "reconciliation",
    _metadata,
    Column("number", Integer, primary_key=True),
    Column("source", String, nullable=False),
    Column("extract_id", String, nullable=False),
    Column("extract_of", Date, nullable=False),
    Column("sent_at", _Instant, nullable=False),
    Column("listed", Integer, nullable=False),
    Column("held", Integer, nullable=False),
    Column("begun_at", _Instant, nullable=False),
    Column("completed_at", _Instant, nullable=True),
    UniqueConstraint("source", "extract_id", "sent_at"),
    sqlite_autoincrement=True,
)
"""An extract that was applied, or begun to be."""

reconciliation_difference = Table(
    "reconciliation_difference",
    _metadata,
    Column("number", Integer, primary_key=True),
    Column("reconciliation", Integer, nullable=False),
    Column("name", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("case_id", Uuid, nullable=True),
    Column("fields", String, nullable=False),
    Column("reason", String, nullable=True),
    Column("path", String, nullable=False),
    UniqueConstraint("reconciliation", "name"),
)
"""What was found in it; ``fields`` are names with blanks between."""


def create_reconciliations(engine: Engine) -> None:
    """Make the tables that are missing; once, by whoever sets the database up."""
    _metadata.create_all(engine)


class SqlReconciliations:
    """Every method is a transaction of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def latest(self, source: str) -> tuple[date, datetime] | None:
        c = reconciliation.c
        query = select(c.extract_of, c.sent_at).where(c.source == source)
        with self._engine.connect() as connection:
            found = connection.execute(query.order_by(c.extract_of.desc(), c.sent_at.desc()).limit(1)).first()
        return (found[0], found[1]) if found else None

    def begin(self, comparison: Comparison, at: datetime) -> int:
        with self._engine.begin() as connection:
            number = _number_of(connection, comparison, at)
            rows = [{"reconciliation": number, **found} for found in _rows(comparison)]
            if rows:
                connection.execute(_insert_new(connection, reconciliation_difference), rows)
        return number

    def settle(self, number: int, outcomes: Mapping[str, Outcome]) -> None:
        c = reconciliation_difference.c
        settled = update(reconciliation_difference).where(c.reconciliation == number, c.name == bindparam("its_name"))
        rows = [
            {"its_name": name, "case_id": outcome.case_id, "reason": outcome.refused}
            for name, outcome in outcomes.items()
        ]
        if rows:
            with self._engine.begin() as connection:
                connection.execute(settled, rows)

    def complete(self, number: int, at: datetime) -> None:
        with self._engine.begin() as connection:
            completed = update(reconciliation).where(reconciliation.c.number == number)
            connection.execute(completed.values(completed_at=at))

    def has_found(self, comparison: Comparison) -> bool:
        c = reconciliation_difference.c
        differing = select(c.number).join(reconciliation, reconciliation.c.number == c.reconciliation)
        differing = differing.where(_is_of(comparison), c.kind != "unreadable").limit(1)
        with self._engine.connect() as connection:
            return connection.execute(differing).first() is not None

    def forget_cases(self, case_ids: Collection[UUID]) -> None:
        """They were disposed of: nothing here names them any more."""
        c = reconciliation_difference.c
        with self._engine.begin() as connection:
            connection.execute(update(reconciliation_difference).where(c.case_id.in_(case_ids)).values(case_id=None))

    def last(self, limit: int) -> list[Reconciliation]:
        return self._told(select(reconciliation).limit(limit))

    def begun_since(self, moment: datetime) -> list[Reconciliation]:
        c = reconciliation.c
        return self._told(select(reconciliation).where(c.begun_at >= moment, c.held > 0))

    def differences(self, number: int, *, limit: int, after: int = 0) -> list[KeptDifference]:
        c = reconciliation_difference.c
        query = select(c.kind, c.case_id, c.fields, c.reason, c.path).where(c.reconciliation == number)
        with self._engine.connect() as connection:
            found = connection.execute(query.order_by(c.number).limit(limit).offset(after)).all()
        return [KeptDifference(row.kind, row.case_id, tuple(row.fields.split()), row.reason, row.path) for row in found]

    def _told(self, query: Select[Any]) -> list[Reconciliation]:
        with self._engine.connect() as connection:
            found = connection.execute(query.order_by(reconciliation.c.number.desc())).all()
            counts, refused = _counts(connection, [row.number for row in found])
        return [Reconciliation(**row._mapping, counts=counts[row.number], refused=refused[row.number]) for row in found]


def _number_of(connection: Connection, comparison: Comparison, at: datetime) -> int:
    """The number of the extract, which is new unless it was begun before."""
    row = {
        "source": comparison.source,
        "extract_id": comparison.extract_id,
        "extract_of": comparison.extract_of,
        "sent_at": comparison.sent_at,
        "listed": comparison.listed,
        "held": comparison.held,
        "begun_at": at,
    }
    connection.execute(_insert_new(connection, reconciliation), row)
    return int(connection.execute(select(reconciliation.c.number).where(_is_of(comparison))).scalar_one())


def _is_of(comparison: Comparison) -> ColumnElement[bool]:
    c = reconciliation.c
    is_named = and_(c.source == comparison.source, c.extract_id == comparison.extract_id)
    return and_(is_named, c.sent_at == comparison.sent_at)


def _insert_new(connection: Connection, table: Table) -> Any:
    """Leaves a row that is there as it is."""
    dialect: Any = sqlite if connection.dialect.name == "sqlite" else postgresql
    return dialect.insert(table).on_conflict_do_nothing()


def _rows(comparison: Comparison) -> Iterator[dict[str, Any]]:
    for found in comparison.differences:
        fields = " ".join(found.fields)
        yield _row(found.name, found.kind, found.case_id, fields=fields)
    for unread in comparison.unread:
        yield _row(unread.name, "unreadable", unread.case_id, reason=unread.reason, path=unread.path)


def _row(
    name: str, kind: KindKept, case_id: UUID | None, *, fields: str = "", reason: str | None = None, path: str = ""
) -> dict[str, Any]:
    return {"name": name, "kind": kind, "case_id": case_id, "fields": fields, "reason": reason, "path": path}


def _counts(
    connection: Connection, numbers: Sequence[int]
) -> tuple[Mapping[int, Counter[KindKept]], Mapping[int, int]]:
    """How many were found of each kind, and how many of them a rule refused, by extract."""
    c = reconciliation_difference.c
    refused = func.count(c.reason).label("refused")
    query = select(c.reconciliation, c.kind, func.count().label("found"), refused)
    of_kind: dict[int, Counter[KindKept]] = defaultdict(Counter)
    refusals: Counter[int] = Counter()
    for row in connection.execute(query.where(c.reconciliation.in_(numbers)).group_by(c.reconciliation, c.kind)):
        of_kind[row.reconciliation][row.kind] = row.found
        if row.kind != "unreadable":
            refusals[row.reconciliation] += row.refused
    return of_kind, refusals
