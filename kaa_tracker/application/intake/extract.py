"""BER's extract: everybody in the register on a day, in one message or in parts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from kaa_tracker.application.intake.rejected import Rejected
from kaa_tracker.domain.case.reconciling import Listed


class ListedPerson(NamedTuple):
    """A youth in the register; ``told`` is what the extract says of the person, by the names of ``Person``."""

    register_key: str
    listed: Listed
    told: Mapping[str, Any]

    def __repr__(self) -> str:
        return "ListedPerson(…)"


class UnreadablePerson(NamedTuple):
    """A youth in the register of whom the rest cannot be read: neither missing nor gone."""

    register_key: str
    rejected: Rejected

    def __repr__(self) -> str:
        return f"UnreadablePerson({self.rejected})"


class ExtractPart(NamedTuple):
    """Part ``part`` of ``parts``, from 1, of what ``source`` calls extract ``extract_id``, made at ``sent_at``."""

    message_id: str
    source: str
    extract_id: str
    extract_of: date
    sent_at: datetime
    part: int
    parts: int
    persons: tuple[ListedPerson, ...]
    unreadable: tuple[UnreadablePerson, ...]
    unknown_fields: int

    def __repr__(self) -> str:
        return f"ExtractPart({self.part} of {self.parts}, {len(self.persons)} persons)"
