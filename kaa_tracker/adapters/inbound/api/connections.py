"""One connection to the server: it waits for the head of a request only so long, and what is no HTTP gets an answer
like any other."""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from kaa_tracker.adapters.inbound.api.edge import HEADERS
from kaa_tracker.adapters.inbound.api.problems import Problem, respond

HEAD_SECONDS = 10.0
"""For how long the head of a request may take to arrive, from when the connection was opened or the head begun."""


class PatientOnlySoLong(H11Protocol):
    """uvicorn itself would wait for ever for whoever sends a byte now and then."""

    _out_of_patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait_for_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state is h11.IDLE and self.conn.trailing_data[0]:
            self._wait_for_head()
        elif self.conn.their_state is not h11.IDLE:
            self._head_has_come()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_has_come()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        answer = respond(Problem("bad_request"))
        headers = [*answer.raw_headers, *((name.encode(), value.encode()) for name, value in HEADERS.items())]
        for event in (
            h11.Response(status_code=400, headers=[*headers, (b"connection", b"close")]),
            h11.Data(data=bytes(answer.body)),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _wait_for_head(self) -> None:
        if self._out_of_patience is None:
            self._out_of_patience = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _head_has_come(self) -> None:
        if self._out_of_patience is not None:
            self._out_of_patience.cancel()
            self._out_of_patience = None
