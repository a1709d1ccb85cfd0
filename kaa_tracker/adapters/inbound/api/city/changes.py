"""Changes as they happen, as server-sent events: which case, never who."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import Annotated, Any, TypeAlias

import msgspec
from fastapi import APIRouter, Header
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from kaa_tracker.adapters.inbound.api.allowing import Sees
from kaa_tracker.adapters.inbound.api.cases.door import CaseDoor
from kaa_tracker.adapters.inbound.api.city.following import Following, Told
from kaa_tracker.adapters.inbound.api.city.live import OpenStreams, Reached
from kaa_tracker.adapters.inbound.api.problems import Problem, responses
from kaa_tracker.adapters.inbound.api.signing_in.sign_in import signed_in
from kaa_tracker.domain.access.roles import User

EVENT_STREAM = "text/event-stream"

LastEventId = Annotated[
    str | None,
    Header(
        alias="Last-Event-ID",
        pattern=r"^[0-9]{1,18}$",
        description="The `id` of the last event that came: the stream goes on after it. Where that is more than 5 000 "
        "changes behind it begins now, with `reread`; without it, it begins now.",
        examples=["90210"],
    ),
]

_EXAMPLE = (
    'id: 90210\nevent: changed\ndata: {"position":90210,"case_id":"0190f1e2-5c7a-7b3c-8d4e-5f6071829304",'
    '"unit":"globen"}\n\nid: 90214\nevent: gone\ndata: {"position":90214,'
    '"case_id":"0190f1e2-5c7a-7b3c-8d4e-5f6071829304"}\n\nid: 95310\nevent: reread\ndata: {"position":95310}\n\n'
)
_ANSWER: dict[str, Any] = {
    "description": "Events until the stream ends.",
    "content": {EVENT_STREAM: {"schema": {"type": "string"}, "example": _EXAMPLE}},
}
_HEADERS = {"Content-Type": EVENT_STREAM, "X-Accel-Buffering": "no"}
"""The second keeps a proxy from collecting what should be there at once."""


def add_changes(routes: APIRouter, door: CaseDoor) -> None:
    reached, streams = Reached(door.live), OpenStreams(door.live.at_most)

    @routes.get(
        "/changes",
        tags=["changes"],
        response_class=StreamingResponse,
        responses={200: _ANSWER, **responses("not_allowed", "too_many_streams")},
    )
    async def changes(request: Request, user: Sees, last_event_id: LastEventId = None) -> StreamingResponse:
        """Which cases change, of those you may see at that moment; the lists show what has changed.

        `changed` names a case, its unit and the position; `gone` a case that this stream has named and that you no
        longer see. `reread` comes first, and names none, where more has changed since your last `id` than is told one
        by one: read your lists afresh. Something is sent at least every 15 seconds. The stream ends when your role
        changes or your token ends: sign in and connect anew, with the last `id` and with lists read afresh.
        """
        now = await reached.position()
        last = now if last_event_id is None else min(int(last_event_id), now)
        is_far_behind = now - last > door.live.caught_up
        following = Following(door, user, now if is_far_behind else last)
        first = [_reread(now)] if is_far_behind else []
        return _Stream(partial(_events, door, request, following, reached, first), streams.one_of(user.name))


Gone: TypeAlias = "asyncio.Future[None]"
"""Done once nobody listens any more, or the server is told to stop."""


class _Stream(StreamingResponse):
    """Counts as open for as long as it is being sent, and comes to a proper end of its own accord.

    The framework would break it off in the middle of the answer when nobody listens or the server stops.
    """

    def __init__(self, told: Callable[[Gone], AsyncIterator[bytes]], open_while: AbstractContextManager[None]) -> None:
        super().__init__((), headers=_HEADERS)
        self._told = told
        self._open_while = open_while

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._open_while:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            gone = asyncio.ensure_future(_gone(receive))
            try:
                async for block in self._told(gone):
                    await send({"type": "http.response.body", "body": block, "more_body": True})
            finally:
                gone.cancel()
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _events(
    door: CaseDoor, request: Request, following: Following, reached: Reached, first: Sequence[bytes], gone: Gone
) -> AsyncIterator[bytes]:
    """Whoever asks is looked up anew before anything is told; while nothing happens no connection is held."""
    clock, pace = asyncio.get_running_loop().time, door.live
    beat_at = clock()
    for one in first:
        yield one
    while not gone.done():
        up_to, is_beat = await reached.position(), clock() >= beat_at
        if is_beat or up_to > following.position:
            if not await _is_still(door, request, following.user):
                return
            for told in await run_in_threadpool(following.next, up_to):
                yield _event(told)
        if is_beat:
            for told in await run_in_threadpool(following.lost):
                yield _event(told)
            yield _here(following)
            beat_at = clock() + pace.heartbeat_seconds
        if up_to <= following.position:
            await asyncio.wait((gone,), timeout=pace.every_seconds)


async def _is_still(door: CaseDoor, request: Request, user: User) -> bool:
    """Whether the token still holds, and its user still has the same roles at the same units."""
    try:
        await door.sign_in.check(request)
    except Problem:
        return False
    return signed_in(request) == user


def _event(told: Told) -> bytes:
    data = {"position": told.position, "case_id": told.case_id, "unit": told.unit}
    if told.unit is None:
        del data["unit"]
    kind = "gone" if told.unit is None else "changed"
    return f"id: {told.position}\nevent: {kind}\ndata: {msgspec.json.encode(data).decode()}\n\n".encode()


def _reread(position: int) -> bytes:
    return f'id: {position}\nevent: reread\ndata: {{"position":{position}}}\n\n'.encode()


def _here(following: Following) -> bytes:
    """No event, but a client remembers how far it has come."""
    return f"id: {following.position}\n: still here\n\n".encode()
