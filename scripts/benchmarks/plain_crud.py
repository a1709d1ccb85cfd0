"""The application anyone else would write, with the same framework on the same engine: a row and an audit row.

Run as a process, with the address of its database and a port.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy import (
    Column,
    DateTime,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    Uuid,
    create_engine,
    event,
    insert,
    select,
    update,
)

_metadata = MetaData()
_case = Table(
    "plain_case", _metadata, Column("id", Uuid, primary_key=True), Column("attempts", Integer, nullable=False)
)
_attempt = Table(
    "plain_attempt",
    _metadata,
    Column("id", Uuid, primary_key=True),
    Column("case_id", Uuid, nullable=False, index=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("channel", String, nullable=False),
)
_audit = Table(
    "plain_audit",
    _metadata,
    Column("number", Integer, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("who", String, nullable=False),
    Column("what", String, nullable=False),
    Column("row", Uuid, nullable=False),
)


class Attempt(BaseModel):
    channel: str
    at: datetime


def application(engine: Engine) -> FastAPI:
    app = FastAPI()

    @app.post("/cases/{case_id}/contact-attempts", status_code=201)
    def log_attempt(case_id: UUID, attempt: Attempt) -> dict[str, Any]:
        attempt_id, now = uuid4(), datetime.now(UTC)
        with engine.begin() as connection:
            found = connection.execute(select(_case.c.attempts).where(_case.c.id == case_id)).scalar()
            if found is None:
                connection.execute(insert(_case).values(id=case_id, attempts=0))
            row = {"id": attempt_id, "case_id": case_id, "at": attempt.at, "channel": attempt.channel}
            connection.execute(insert(_attempt).values(row))
            connection.execute(update(_case).where(_case.c.id == case_id).values(attempts=_case.c.attempts + 1))
            connection.execute(insert(_audit).values(at=now, who="lena", what="contact-attempt", row=attempt_id))
        return {"id": attempt_id}

    return app


def _engine(url: str) -> Engine:
    engine = create_engine(url, pool_size=20, max_overflow=30)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _durable)
    _metadata.create_all(engine)
    return engine


def _durable(connection: Any, _record: Any) -> None:
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "busy_timeout = 30000"):
        connection.execute(f"PRAGMA {pragma}")


if __name__ == "__main__":
    url, port = sys.argv[1:]
    uvicorn.run(application(_engine(url)), host="127.0.0.1", port=int(port), log_level="error")
