"""What a door reads of a message: its name and whom it is about, and nothing of what it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

import msgspec

from kaa_tracker.adapters.inbound.messages.fields import NAME, REGISTER_KEY
from kaa_tracker.adapters.inbound.messages.strict_json import MAX_BYTES
from kaa_tracker.application.intake.inbox import Envelope, Kind, Raw

STEM = "se.stockholm.ber.kaa"

_KINDS: Mapping[str, Kind] = {f"{STEM}.{kind}": kind for kind in get_args(Kind) if kind != "other"}


def read_envelope(raw: bytes, *, max_bytes: int = MAX_BYTES) -> Raw:
    """The message as it came, with its envelope if one can be read; never raises for what ``raw`` holds.

    The kind is told by the type whatever its version. Nothing is checked that storing does not need: a
    message with an envelope may still be refused for its bytes.
    """
    if len(raw) > max_bytes:
        return Raw(raw, None)
    try:
        names = _decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Raw(raw, None)
    if not (NAME.fullmatch(names.source) and NAME.fullmatch(names.id)):
        return Raw(raw, None)
    kind = _kind(names.type)
    return Raw(raw, Envelope(names.source, names.id, kind, None if kind == "extract" else _key(names.subject)))


class _Names(msgspec.Struct):
    source: str
    id: str
    type: object = None
    subject: object = None


_decoder = msgspec.json.Decoder(_Names)


def _kind(type_name: object) -> Kind:
    return _KINDS.get(type_name.rpartition(".")[0], "other") if isinstance(type_name, str) else "other"


def _key(subject: object) -> str | None:
    return subject if isinstance(subject, str) and REGISTER_KEY.fullmatch(subject) else None
