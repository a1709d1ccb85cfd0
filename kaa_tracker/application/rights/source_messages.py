"""What the register is to be told where a person says that it has them wrong.

The register's values are its own: here they are only flagged (art. 18), and the message waits until somebody has
sent it by the way the register has for it. The program never sends it by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from kaa_tracker.application.rights.person_requests import Filed

FIELDS = "register_fields"
ANSWERS = "source_answers"


class SourceMessage(NamedTuple):
    """The person contests ``field`` of the register's; ``case_id`` is ``None`` once the case was disposed of."""

    number: int
    request: int
    case_id: UUID | None
    field: str
    by: str
    at: datetime
    sent_by: str | None = None
    sent_at: datetime | None = None
    answer: str | None = None
    answered_by: str | None = None
    answered_at: datetime | None = None


class SourceMessages(Protocol):
    """Durable when a call returns; each call is one transaction."""

    def contest(self, request: int, field: str, by: str, at: datetime, command_id: str) -> Filed:
        """Flag the field on the case of the request, with a message that waits to be sent. Raises
        ``RightsRefused``, and ``LookupError`` where there is no such request."""
        ...

    def message(self, number: int) -> SourceMessage | None: ...

    def messages(self, *, open_only: bool = True, case_id: UUID | None = None) -> Sequence[SourceMessage]:
        """Those without an answer, or all; the oldest first. A field is flagged while its message is open."""
        ...

    def sent(self, number: int, by: str, at: datetime) -> None:
        """Somebody has sent it. Raises ``RightsRefused`` and ``LookupError``."""
        ...

    def answered(self, number: int, answer: str, by: str, at: datetime) -> None:
        """The register has answered; the flag is taken away. Raises ``RightsRefused`` and ``LookupError``."""
        ...
