"""Whether protected identities are in enough hands."""

from __future__ import annotations

from datetime import date

from kaa_tracker.application.access.directory import Directory

FEWEST = 2
"""One who is ill or has left must not leave a protected youth to nobody."""


def too_few_handlers(directory: Directory, today: date) -> bool:
    """Whether fewer than two hold the role of ``protected_case_handler`` today."""
    return len(set(directory.holders("protected_case_handler", today))) < FEWEST
