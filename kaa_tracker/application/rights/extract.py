"""Everything the program holds about a person, for the person (dataskyddsförordningen art. 15).

Others stand in what is held too: employees, whose names are left out unless a setting says otherwise, and the other
youths of a list somebody was shown, who are never named. What is only worked out from these, the lists and figures,
and what only a key can make use of, the tokens a person is found by, is not repeated.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from kaa_tracker.application.access.access_log import Act
from kaa_tracker.application.rights.case_rows import HeldRow
from kaa_tracker.application.rights.codes_used import CodeUsed
from kaa_tracker.application.rights.incidents import Incident
from kaa_tracker.application.rights.person_requests import PersonRequest
from kaa_tracker.application.rights.source_messages import SourceMessage

SCHEMA = "kaa-subject-extract.v1"


class ExtractEntry(NamedTuple):
    """``sentence`` says it in Swedish, ``data`` by the names of the fields."""

    version: int
    recorded_at: datetime
    role: str
    user: str | None
    cause: str | None
    name: str
    sentence: str
    data: Mapping[str, Any]


class ExtractMessage(NamedTuple):
    """``said``: what of the message is still there and about the person."""

    received_at: datetime
    door: str
    kind: str
    source: str | None
    id: str | None
    state: str
    reason: str
    settled_at: datetime | None
    has_body: bool
    said: Any | None


class ExtractAccess(NamedTuple):
    """Somebody in that role, at that unit, was shown the fields."""

    at: datetime
    role: str
    unit: str
    user: str | None
    act: Act
    fields: tuple[str, ...]
    reason: str


class SubjectExtract(NamedTuple):
    schema: str
    made_at: datetime
    case_id: UUID
    person: Mapping[str, Any] | None
    entries: tuple[ExtractEntry, ...]
    messages: tuple[ExtractMessage, ...]
    accesses: tuple[ExtractAccess, ...]
    requests: tuple[PersonRequest, ...]
    contested: tuple[SourceMessage, ...]
    incidents: tuple[Incident, ...]
    rows: tuple[HeldRow, ...]
    codes: tuple[CodeUsed, ...]
    merged: tuple[SubjectExtract, ...] = ()
    """Of the cases that live on in this one."""

    def __repr__(self) -> str:
        return "SubjectExtract(…)"
