"""What a reader of the log is told of a case that has a key and yet cannot be read."""

from __future__ import annotations

from uuid import UUID


class UnreadableHistory(Exception):
    """An entry of the case is damaged, or says what this program does not know.

    Tells where it stands, never what it holds.
    """

    def __init__(self, message: str, case_id: UUID, position: int) -> None:
        super().__init__(message)
        self.case_id = case_id
        self.position = position
