"""Who asked about whom by a number, on SQLite and PostgreSQL."""

from kaa_tracker.adapters.outbound.questions.store import SqlQuestions
from kaa_tracker.adapters.outbound.questions.tables import create_questions

__all__ = ["SqlQuestions", "create_questions"]
