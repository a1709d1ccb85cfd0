"""JSON with nothing left to interpretation: one value a name, finite numbers, text that can be stored.

The readers that check types take the last of two equal names in silence, so that what was checked and
what another program reads may differ. Here the second one is an error (RFC 8259, section 4, leaves it open).
"""

from __future__ import annotations

import json
import re
from math import isfinite
from typing import Any

import msgspec

from kaa_tracker.application.intake.rejected import Reason, Rejected

MAX_BYTES = 1 << 20
MAX_DEPTH = 16

_QUOTED = re.compile(rb'"[^"]*"')
_ESCAPED = re.compile(rb'\\["\\]')
_NO_MARKS = bytes(set(range(256)) - set(b'"[]{}'))
_DOUBTFUL_ESCAPE = re.compile(rb'\\(?:["\\]|u00(?:00|22)|u[dD])')
"""One that may write a quotation mark, a NUL or half a character, or hide where another begins."""

_UNSURE = object()


class _Refused(Exception):
    def __init__(self, reason: Reason) -> None:
        self.reason = reason


def read_json(raw: bytes, *, max_bytes: int = MAX_BYTES) -> Any | Rejected:
    """The value, or what keeps the bytes from being one."""
    if len(raw) > max_bytes:
        return Rejected("too_large")
    if b"\0" in raw:
        return Rejected("nul_byte")
    if _too_deep(raw):
        return Rejected("too_deep")
    value = _plain(raw)
    return _examined(raw) if value is _UNSURE else value


def _plain(raw: bytes) -> Any:
    """The value of bytes that need no closer look, as nearly all do; ``_UNSURE`` of the others.

    Each quotation mark then begins or ends a text, and a value that shows as many has lost no name.
    """
    if b"\\" in raw and _DOUBTFUL_ESCAPE.search(raw):
        return _UNSURE
    try:
        value = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _UNSURE
    return value if msgspec.json.encode(value).count(b'"') == raw.count(b'"') else _UNSURE


def _examined(raw: bytes) -> Any | Rejected:
    """The value read name by name, or what is wrong."""
    try:
        value = _decoder.decode(raw.decode())
    except UnicodeDecodeError:
        return Rejected("not_utf8")
    except _Refused as refused:
        return Rejected(refused.reason)
    except ValueError:
        return Rejected("not_json")
    return _storable(raw, value)


def _too_deep(raw: bytes) -> bool:
    """Counted before parsing, since a parser that recurses would already have run out of stack."""
    if raw.count(b"[") + raw.count(b"{") <= MAX_DEPTH:
        return False
    depth = 0
    for bracket in _brackets(raw):
        depth += 1 if bracket in b"[{" else -1
        if depth > MAX_DEPTH:
            return True
    return False


def _brackets(raw: bytes) -> bytes:
    """The brackets outside of texts. Two quotation marks beside each other go without changing what is a text."""
    marks = _ESCAPED.sub(b"", raw).translate(None, _NO_MARKS).replace(b'""', b"")
    return _QUOTED.sub(b"", marks)


def _storable(raw: bytes, value: Any) -> Any | Rejected:
    """Escapes can write what no database takes as text; rare enough to look only where one is written."""
    if b"\\u0000" not in raw and b"\\ud" not in raw and b"\\uD" not in raw:
        return value
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return Rejected("lone_surrogate")
    return Rejected("nul_byte") if re.search(r"(?<!\\)(?:\\\\)*\\u0000", text) else value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Refused("duplicate_keys")
    return found


def _not_finite(_name: str) -> Any:
    raise _Refused("not_finite")


def _number(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise _Refused("not_finite")
    return number


_decoder = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_not_finite, parse_float=_number)
