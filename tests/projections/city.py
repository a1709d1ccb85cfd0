"""A few youths and what the read model says of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, Row, select

from kaa_tracker.adapters.outbound.read_model import ReadModelTables
from kaa_tracker.adapters.outbound.reference_files import load_texts
from kaa_tracker.application.ports import Append
from kaa_tracker.domain.case.events import History
from kaa_tracker.projections.catalogue import PROJECTIONS, version_of
from kaa_tracker.projections.deriving import Deriving
from kaa_tracker.projections.findings import findings
from kaa_tracker.projections.reading import Reading
from kaa_tracker.projections.runner import Runner
from kaa_tracker.projections.sentences import Sentences
from kaa_tracker.projections.worklist import worklist
from tests.histories import REFERENCE, case_id
from tests.projections.log_in_memory import LogInMemory

SENTENCES = Sentences(load_texts(), REFERENCE)


class City:
    """The histories of some youths, projected."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.reading = Reading(engine, REFERENCE)

    def of_log(self, log: Iterable[Append]) -> City:
        tables = ReadModelTables(self.engine, PROJECTIONS)
        tables.create()
        deriving, in_memory = Deriving(PROJECTIONS, REFERENCE.rules), LogInMemory(log)
        Runner(in_memory, tables, deriving, in_memory.sweeping(deriving), version_of(REFERENCE.rules)).rebuild()
        return self

    def of(self, *histories: History) -> City:
        """Youth number 0 has the first history, and so on."""
        return self.of_log(Append(case_id(n), 0, history) for n, history in enumerate(histories))

    def listed(self, today: date, unit: str | None = None) -> list[Row[Any]]:
        """The whole work list of a day."""
        return list(self.reading.worklist(today, unit=unit, limit=1_000))

    def youths_listed(self, today: date, unit: str | None = None) -> list[int]:
        return [number_of(row.case_id) for row in self.listed(today, unit)]

    def rows_of_worklist(self) -> list[Row[Any]]:
        with self.engine.connect() as connection:
            return list(connection.execute(select(worklist)))

    def found(self, kind: str, today: date) -> list[int]:
        """The youths of a kind of finding."""
        with self.engine.connect() as connection:
            cases = connection.execute(findings(today, REFERENCE.rules)[kind]).scalars()
            return sorted(number_of(case) for case in cases)  # type: ignore[arg-type]  # the column is a UUID


def number_of(case: UUID) -> int:
    return next(n for n in range(1_000) if case_id(n) == case)
