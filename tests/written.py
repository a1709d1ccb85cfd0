"""Messages and lines in the formats of the files they come in."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from kaa_tracker.adapters.inbound.messages.commands import command_name
from kaa_tracker.application.intake.outreach import OutreachLine
from kaa_tracker.application.intake.register import RegisterMessage
from kaa_tracker.domain.case import commands as c
from kaa_tracker.domain.person import Person

_TYPES = {c.RecordRegisterEntry: "entered", c.RecordRegisterChange: "changed", c.RecordRegisterExit: "left"}


def register_line(message: RegisterMessage) -> bytes:
    """The message as BER would send it."""
    command = message.command
    data = {
        field.name: getattr(command, field.name)
        for field in fields(command)
        if field.name not in ("birth_year", "vault_fields") and getattr(command, field.name) is not None
    }
    if message.person:
        data["person"] = _person(message.person)
    source, _, message_id = message.message_id.partition(" ")
    envelope = {
        "specversion": "1.0",
        "id": message_id,
        "source": source,
        "type": f"se.stockholm.ber.kaa.{_TYPES[type(command)]}.v1",
        "subject": message.register_key,
        "time": message.recorded_at,
        "datacontenttype": "application/json",
        "data": data,
    }
    return _json(envelope)


def outreach_line(line: OutreachLine) -> bytes:
    """The line as another system would write it; its command id is a UUID."""
    command = line.request.command
    document: dict[str, Any] = {
        "command_id": line.request.command_id,
        "recorded_at": line.request.recorded_at,
        "actor": {"user": line.request.actor.user, "role": line.request.actor.role},
        "youth": {name: value for name, value in line.youth._asdict().items() if value is not None},
        "command": {"type": command_name(type(command)), **_set_fields(command)},
    }
    if line.person is not None:
        document["person"] = _person(msgspec.structs.asdict(line.person))
    if line.value is not None:
        document["value"] = line.value
    return _json(document)


def _set_fields(command: c.Command) -> dict[str, Any]:
    return {field.name: value for field in fields(command) if (value := getattr(command, field.name)) is not None}


def _person(told: Any) -> dict[str, Any]:
    known = msgspec.to_builtins(Person(**{"birth_date": date.min, "given_name": "", "family_name": "", **told}))
    return {name: known[name] for name in told if name in known and name not in ("identity_kind", "register_key")}


def _json(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, default=_written).encode() + b"\n"


def _written(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat()
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
        case _:
            return msgspec.structs.asdict(value)
