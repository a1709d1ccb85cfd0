"""The door through which the register sends its messages."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from kaa_tracker.adapters.inbound.api.bodies import plain_type
from kaa_tracker.adapters.inbound.api.edge import log_fault
from kaa_tracker.adapters.inbound.api.fields import Number
from kaa_tracker.adapters.inbound.api.guarding import guarded
from kaa_tracker.adapters.inbound.api.intake.door import IntakeDoor
from kaa_tracker.adapters.inbound.api.intake.splitting import SPLITTERS, CannotSplit, TooMany, split
from kaa_tracker.adapters.inbound.api.problems import Problem, responses
from kaa_tracker.adapters.inbound.api.tokens import Token

MAX_BYTES = 64 << 20
MAX_MESSAGES = 100_000
"""Of one call."""

AT_ONCE = 4
"""Calls whose bodies are held in memory at the same time; others wait for their turn."""

BODY_SECONDS = 60
"""For how long the body of a call may take to arrive."""

Delivery = Annotated[
    str | None,
    Query(
        pattern=r"^[A-Za-z0-9._:-]{1,100}$",
        description="What the messages came with, such as the name of a file; without it, the local day.",
        examples=["school-start-2026"],
    ),
]


class Place(BaseModel):
    """Where a message is. `repeat`: it was there. `reused`: another message under a name already used."""

    number: Number
    how: Literal["new", "repeat", "reused"]


class Acknowledgement(BaseModel):
    messages: Annotated[list[Place], Field(description="In the order of the request.")]


_EXAMPLE = {
    "specversion": "1.0",
    "id": "8f0a2c1e",
    "source": "/ber/kaa",
    "type": "se.stockholm.ber.kaa.left.v1",
    "subject": "b7d1c0",
    "time": "2026-08-20T03:00:00Z",
    "datacontenttype": "application/json",
    "data": {"revision": 2, "left_on": "2026-08-19", "reason": "studies_registered", "district": "no_district"},
}

_REQUEST_BODY = {
    "required": True,
    "description": "One CloudEvent, a JSON array of them, or one a line, which is the fast way for many.",
    "content": {
        "application/cloudevents+json": {"schema": {"type": "object"}, "example": _EXAMPLE},
        "application/cloudevents-batch+json": {
            "schema": {"type": "array", "items": {"type": "object"}, "minItems": 1, "maxItems": MAX_MESSAGES},
            "example": [_EXAMPLE],
        },
        "application/x-ndjson": {"schema": {"type": "string"}, "example": msgspec.json.encode(_EXAMPLE).decode()},
    },
}

_PROBLEMS = responses("no_messages", "not_an_array", "too_slow", "too_large", "unsupported_format")


def pushing(door: IntakeDoor, token: Token) -> APIRouter:
    routes = guarded(token, "feed_token", MAX_BYTES)
    turns = asyncio.Semaphore(AT_ONCE)

    @routes.post(
        "/register-messages",
        status_code=202,
        responses={202: {"model": Acknowledgement}, **_PROBLEMS},
        openapi_extra={"requestBody": _REQUEST_BODY},
        tags=["feed"],
    )
    async def receive_register_messages(request: Request, delivery: Delivery = None) -> Response:
        """Store register messages in the inbox.

        Nothing is looked into: a message that cannot be taken is acknowledged all the same, and turns up in the
        quarantine. The answer says in order where each message is; by then all are durably stored. After any other
        answer, or none, none of them need be, and sending them again does no harm: a message is stored once.
        """
        media_type = _media_type(request)
        async with turns:
            body = await _body(request)
            stored = await run_in_threadpool(_stored, door, media_type, body, delivery)
        return Response(msgspec.json.encode({"messages": stored}), 202, media_type="application/json")

    return routes


def _media_type(request: Request) -> str:
    media_type = plain_type(request)
    if media_type not in SPLITTERS:
        raise Problem("unsupported_format")
    return media_type


async def _body(request: Request) -> bytes:
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await request.body()
    except TimeoutError:
        raise Problem("too_slow", {"Connection": "close"}) from None


def _stored(door: IntakeDoor, media_type: str, body: bytes, delivery: str | None) -> list[dict[str, Any]]:
    messages = _split(media_type, body)
    try:
        stored = door.receive([door.read_envelope(message) for message in messages], delivery)
    except Exception as error:  # noqa: BLE001 - whatever it is, what is not stored is not acknowledged
        log_fault(error)
        raise Problem("unavailable") from None
    door.wake()
    return [one._asdict() for one in stored]


def _split(media_type: str, body: bytes) -> list[bytes]:
    try:
        messages = split(media_type, body, MAX_MESSAGES)
    except CannotSplit:
        raise Problem("not_an_array") from None
    except TooMany:
        raise Problem("too_large") from None
    if not messages:
        raise Problem("no_messages")
    return messages
