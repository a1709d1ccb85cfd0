"""The log of the process: a JSON document a line, on stderr, with the allowed keys only.

The program's own modules say ``logger(__name__).warning("turn_failed", error=...)``. What libraries log goes the
same way, and of it only who logged, how grave, where, and the kind of the error: their texts may quote anything.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import MutableMapping
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.stdlib import BoundLogger, ProcessorFormatter

from kaa_tracker.adapters.inbound.observing.allowed_keys import only_allowed
from kaa_tracker.adapters.inbound.observing.errors import told_of

_TIME = structlog.processors.TimeStamper(fmt="iso", utc=True, key="time")

_OWN = (
    structlog.stdlib.filter_by_level,
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    _TIME,
    only_allowed,
    ProcessorFormatter.wrap_for_formatter,
)


def logger(name: str) -> BoundLogger:
    """The log of a module. What may not be said is left out here already, whoever listens."""
    wrapped: BoundLogger = structlog.wrap_logger(
        logging.getLogger(name), processors=_OWN, wrapper_class=BoundLogger, cache_logger_on_first_use=True
    )
    return wrapped


def in_trace(trace_id: str) -> AbstractContextManager[None]:
    """Within the block every line says of which trace it is; also those of threads that work for it."""
    return structlog.contextvars.bound_contextvars(trace=trace_id)


def log_to(stream: TextIO) -> None:
    """From now on everything that is logged in the process goes there, and nothing else of it anywhere.

    Also what Python would print by itself: warnings, and errors that end a thread.
    """
    handler = _Discreet(stream)
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=[_of_libraries, structlog.contextvars.merge_contextvars, _TIME],
            processors=[
                ProcessorFormatter.remove_processors_meta,
                only_allowed,
                structlog.processors.JSONRenderer(sort_keys=False),
            ],
            use_get_message=False,
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("kaa_tracker").setLevel(logging.INFO)
    logging.captureWarnings(True)
    sys.excepthook = _of_the_process
    threading.excepthook = _of_a_thread


class _Discreet(logging.StreamHandler[TextIO]):
    def handleError(self, record: logging.LogRecord) -> None:
        """Python would print the record with all that it says."""


def _of_libraries(_logger: Any, _method: str, told: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    record: logging.LogRecord = told["_record"]
    error = record.exc_info[1] if record.exc_info else None
    heard = {
        "event": "library_logged",
        "level": record.levelname.lower(),
        "logger": record.name,
        "place": f"{record.module}.py:{record.lineno}",
        **(told_of(error) if error else {}),
    }
    return {**heard, "_record": record, "_from_structlog": False}


def _of_the_process(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    logger(__name__).critical("process_ended", **told_of(error))


def _of_a_thread(ended: threading.ExceptHookArgs) -> None:
    if ended.exc_value is not None:
        logger(__name__).critical("thread_ended", **told_of(ended.exc_value))
