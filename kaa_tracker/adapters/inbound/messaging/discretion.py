"""No line of a log says what a message says.

An error's text may quote what was read, so of the errors of the libraries only the kind is logged.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from kaa_tracker.adapters.inbound.observing.logs import logger

log = logger(__name__)


class KindsOfErrors:
    """The log of FastStream: that something failed, and the kind of the error."""

    def log(self, level: int, _text: Any, /, *, exc_info: Any = None, extra: Mapping[str, Any] | None = None) -> None:
        if exc_info is not None:
            log.log(level, "broker_met", error=type(exc_info).__name__)


def without_error_texts(record: logging.LogRecord) -> bool:
    """A filter that leaves of an error its kind."""
    if record.exc_info:
        kind = record.exc_info[0]
        record.msg, record.args = "The client met %s", (kind.__name__ if kind else "an error",)
        record.exc_info = record.exc_text = None
    return True


def keep_clients_discreet() -> None:
    """The client for NATS logs what it cannot handle by itself, whatever it is told."""
    logging.getLogger("nats.aio.client").addFilter(without_error_texts)
