"""How a process that stays open is watched, and what it will not begin without."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from kaa_tracker.adapters.inbound.observing.logs import log_to
from kaa_tracker.adapters.inbound.observing.observer import Observer
from kaa_tracker.adapters.inbound.observing.operations import lacks_handlers
from kaa_tracker.adapters.inbound.observing.spans import spans_to
from kaa_tracker.application.access.handlers import FEWEST
from kaa_tracker.settings import Settings
from kaa_tracker.system import CannotOpen, System


@contextmanager
def watched(settings: Settings) -> Iterator[Observer]:
    """Within the block everything is logged to stderr in one form, and spans are sent where the settings say so.

    Raises ``ValueError``.
    """
    log_to(sys.stderr)
    spans = spans_to(settings.otlp_endpoint) if settings.otlp_endpoint else None
    try:
        yield Observer(metrics_token=settings.metrics_token, spans=spans)
    finally:
        if spans is not None:
            spans.close()


def refuse_without_handlers(system: System) -> None:
    """Raises ``CannotOpen`` where a protected youth would be left to nobody."""
    if lacks_handlers(system):
        raise CannotOpen(
            f"Det finns skyddade personuppgifter, och färre än {FEWEST} som handlägger dem. Ge rollen till fler med "
            "kaa user grant NAMN protected_case_handler --by NAMN."
        )
