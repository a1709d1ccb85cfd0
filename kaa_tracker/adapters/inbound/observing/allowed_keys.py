"""What a line of the log may say: these keys, each in one form. Whatever else is given is left out, and counted.

An allow-list, since nobody can list what must not be there: the next library or the next error may quote anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any, TypeAlias

from prometheus_client import Counter

from kaa_tracker.application.access.user_names import is_user_name

LEFT_OUT = Counter("kaa_log_keys_left_out", "What was to be logged and may not be, by keys.", registry=None)


class Sentence(str):
    """Words that the program says of its own settings and connections. To make one is to vouch for it."""

    __slots__ = ()


Form: TypeAlias = Callable[[Any], bool]


def _written(pattern: str) -> Form:
    matches = re.compile(pattern, re.ASCII).fullmatch
    return lambda value: isinstance(value, str) and matches(value) is not None


def _is_number(value: Any) -> bool:
    """Too small for a personal identity number."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9


_CODE = _written(r"[a-z][a-z_]{0,59}")
_KIND = _written(r"[A-Za-z_][A-Za-z0-9_]{0,79}")
_MODULE = _written(r"[A-Za-z_][A-Za-z0-9_.]{0,119}")

KEYS: Mapping[str, Form] = {
    "time": _written(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,15}Z"),
    "level": _written(r"[a-z]{1,10}"),
    "logger": _MODULE,
    "event": _CODE,
    "error": _KIND,
    "place": _written(r"[A-Za-z_][A-Za-z0-9_]{0,79}\.py:[0-9]{1,5}"),
    "sentence": lambda value: isinstance(value, Sentence),
    "method": _written(r"[A-Z]{3,7}"),
    "route": _written(r"/[a-z0-9/_{}-]{0,119}|none"),
    "status": _is_number,
    "ms": _is_number,
    "user": lambda value: isinstance(value, str) and is_user_name(value),
    "trace": _written(r"[0-9a-f]{32}"),
    "seconds": _is_number,
    "count": _is_number,
    "left_out": _is_number,
}
"""``event`` is a code that the program says, never a sentence. ``error`` is the kind of an error, never its text,
and ``place`` where it arose; ``sentence`` is what the program says of itself. ``route`` is the template of a path,
never what was asked for. ``user`` is the name in the directory. ``left_out`` is how many keys the line was to have
besides."""


def only_allowed(_logger: Any, _method: str, told: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A processor of structlog: the line with what is allowed."""
    kept = {key: value for key, value in told.items() if key in KEYS and KEYS[key](value)}
    if left_out := len(told) - len(kept):
        LEFT_OUT.inc(left_out)
        kept["left_out"] = left_out + kept.get("left_out", 0)
    return {"event": "unnamed", **kept}
