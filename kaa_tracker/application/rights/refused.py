"""What is said where something about a request or an incident may not be written."""

from __future__ import annotations

from kaa_tracker.domain.case.refusal import Refusal


class RightsRefused(Exception):
    """Nothing was written; ``refusal`` says why, by a code with a text."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def check(refusal: Refusal | None) -> None:
    """Raises ``RightsRefused`` where there is a refusal."""
    if refusal is not None:
        raise RightsRefused(refusal)
