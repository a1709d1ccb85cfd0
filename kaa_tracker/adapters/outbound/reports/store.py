"""``ReportStreams`` on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection, Engine, func, insert, select

from kaa_tracker.adapters.outbound.reports.rows import EventRow, entries, row_of
from kaa_tracker.adapters.outbound.reports.tables import report_content, report_event
from kaa_tracker.application.ports import VersionConflict
from kaa_tracker.application.reports.ports import ContentKind
from kaa_tracker.domain.reports.events import ReportEntry, ReportEvent, ReportFrozen, ReportPublished

_event = report_event.c
_content = report_content.c
_TAKE_THE_FILE = "UPDATE report_event SET version = version WHERE false"
_TAKE_THE_REPORTS = "SELECT pg_advisory_xact_lock(hashtext('report_event'))"


class SqlReportStreams:
    """For any number of threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin(self, frozen: ReportFrozen, content: bytes, by: str, at: datetime) -> int:
        with self._alone() as connection:
            if frozen.command_id and (begun := _begun_by(connection, frozen.command_id)):
                return begun
            last = connection.scalar(select(func.max(_event.report)))
            number = (last or 0) + 1
            _add(connection, number, ReportEntry(1, by, at, frozen))
            _keep(connection, "frozen", number, number, content)
        return number

    def append(self, number: int, after_version: int, event: ReportEvent, by: str, at: datetime) -> None:
        with self._alone() as connection:
            _add(connection, number, ReportEntry(after_version + 1, by, at, event))

    def publish(
        self, number: int, after_version: int, published: ReportPublished, content: bytes, by: str, at: datetime
    ) -> None:
        with self._alone() as connection:
            last = connection.scalar(select(func.max(_content.number)).where(_content.kind == "public"))
            if published.publication != (last or 0) + 1:
                raise VersionConflict
            _add(connection, number, ReportEntry(after_version + 1, by, at, published))
            _keep(connection, "public", published.publication, number, content)

    def history(self, number: int) -> Sequence[ReportEntry]:
        with self._engine.connect() as connection:
            return entries(number, _rows(connection, number))

    def histories(self) -> Mapping[int, Sequence[ReportEntry]]:
        with self._engine.connect() as connection:
            return _histories(connection)

    def content(self, number: int, kind: ContentKind) -> bytes | None:
        query = select(_content.content).where(_content.kind == kind, _content.report == number)
        with self._engine.connect() as connection:
            found = connection.scalar(query)
        return found if isinstance(found, bytes) else None  # SQLite keeps whatever somebody puts there

    @contextmanager
    def _alone(self) -> Iterator[Connection]:
        """A transaction that alone adds to reports.

        SQLite would refuse one that has read where another has written since; so it begins by writing, and waits then.
        """
        with self._engine.begin() as connection:
            is_sqlite = connection.dialect.name == "sqlite"
            connection.exec_driver_sql(_TAKE_THE_FILE if is_sqlite else _TAKE_THE_REPORTS)
            yield connection


def _histories(connection: Connection) -> Mapping[int, Sequence[ReportEntry]]:
    query = select(report_event).order_by(_event.report, _event.version)
    rows = [EventRow(*row) for row in connection.execute(query)]
    return {number: entries(number, list(some)) for number, some in groupby(rows, key=lambda row: row.report)}


def _begun_by(connection: Connection, command_id: str) -> int | None:
    begun = ((number, history[0].event) for number, history in _histories(connection).items())
    return next(
        (number for number, event in begun if isinstance(event, ReportFrozen) and event.command_id == command_id), None
    )


def _rows(connection: Connection, number: int) -> list[EventRow]:
    query = select(report_event).where(_event.report == number).order_by(_event.version)
    return [EventRow(*row) for row in connection.execute(query)]


def _add(connection: Connection, number: int, entry: ReportEntry) -> None:
    """Raises ``VersionConflict``."""
    before = _rows(connection, number)
    if len(before) != entry.version - 1:
        raise VersionConflict
    seal = before[-1].seal if before else ""
    connection.execute(insert(report_event).values(row_of(number, entry, seal)._asdict()))


def _keep(connection: Connection, kind: ContentKind, number: int, report: int, content: bytes) -> None:
    kept = {"kind": kind, "number": number, "report": report, "content": content}
    connection.execute(insert(report_content).values(kept))
