"""What is told of an error: its kind, and where it arose. Its own text may quote what somebody sent or stored."""

from __future__ import annotations

from pathlib import PurePath


def told_of(error: BaseException) -> dict[str, str]:
    """The keys of a log line about it."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    if trace is None:
        return {"error": type(error).__name__}
    file = PurePath(trace.tb_frame.f_code.co_filename).name
    return {"error": type(error).__name__, "place": f"{file}:{trace.tb_lineno}"}
