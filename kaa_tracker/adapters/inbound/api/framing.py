"""Where a body ends has to be beyond doubt: where two programs on the way read it differently, one takes for a request
what the other took for a part of another's body (RFC 9112, section 11.2)."""

from __future__ import annotations

from starlette.types import Scope


def is_ambiguous(scope: Scope) -> bool:
    """Whether the request says in more than one way how long its body is, or in one that its HTTP does not have."""
    lengths = {value.strip() for name, value in scope["headers"] if name == b"content-length"}
    encodings = [value for name, value in scope["headers"] if name == b"transfer-encoding"]
    if encodings:
        return bool(lengths) or len(encodings) > 1 or scope.get("http_version") == "1.0"
    return len(lengths) > 1 or any(not length.isdigit() for length in lengths)
