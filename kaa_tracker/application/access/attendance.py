"""The directory as the door asks it, where people sign in."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from kaa_tracker.application.access.directory import Directory


class Attendance(Directory, Protocol):
    """It also knows when somebody was last here, by the day: whoever is never seen need not be let in."""

    def seen(self, name: str, today: date) -> None:
        """They signed in today. Writes at most once a day, and nothing of whoever is not in the directory."""
        ...
