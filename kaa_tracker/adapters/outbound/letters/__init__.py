"""Letter runs and what became of their letters, on SQLite and PostgreSQL."""

from kaa_tracker.adapters.outbound.letters.store import SqlLetterRuns
from kaa_tracker.adapters.outbound.letters.tables import create_letter_runs

__all__ = ["SqlLetterRuns", "create_letter_runs"]
