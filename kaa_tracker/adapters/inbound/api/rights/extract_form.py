"""The extract for a person as a program reads it: `kaa-subject-extract.v1`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from kaa_tracker.adapters.inbound.api.cases.pages import HomeAddress
from kaa_tracker.application.access.access_log import Act
from kaa_tracker.application.rights.extract import SCHEMA, SubjectExtract


class _Told(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class PersonHeld(_Told):
    """What the vault holds. `told_at`: which revision of the register's told each field."""

    identity_number: str | None
    identity_kind: str | None
    birth_date: date
    given_name: str
    family_name: str
    address: HomeAddress | None
    phones: list[str]
    emails: list[str]
    register_key: str | None
    told_at: dict[str, int]


class EntryHeld(_Told):
    """An entry: in a Swedish sentence, and by the fields of its event, whose names and meanings are documented."""

    version: int
    recorded_at: datetime
    role: str
    user: Annotated[str | None, Field(description="Empty unless employees are named.")]
    cause: Annotated[str | None, Field(description="The message that led to it.")]
    name: Annotated[str, Field(examples=["contact-attempted.v1"])]
    sentence: str
    data: dict[str, Any]


class MessageHeld(_Told):
    """A message of the register's, what became of it, and what of it is still there and about the person. A message
    with a body and nothing `said` could not be read, and may be about others too."""

    received_at: datetime
    door: str
    kind: str
    source: str | None
    id: str | None
    state: str
    reason: str
    settled_at: datetime | None
    has_body: bool
    said: Any


class AccessHeld(_Told):
    """Somebody was shown these fields."""

    at: datetime
    role: str
    unit: str
    user: str | None
    act: Act
    fields: list[str]
    reason: str


class RequestStepHeld(_Told):
    what: str
    code: str
    at: datetime
    by: str
    entry: int | None


class RequestHeld(_Told):
    number: int
    kind: str
    received_on: date
    due_on: date
    outcome: str | None
    by: str
    at: datetime
    steps: list[RequestStepHeld]


class ContestedHeld(_Told):
    field: str
    by: str
    at: datetime
    sent_by: str | None
    sent_at: datetime | None
    answer: str | None
    answered_by: str | None
    answered_at: datetime | None


class IncidentHeld(_Told):
    number: int
    kind: str
    discovered_at: datetime


class RowHeld(_Told):
    """A row of another table: letters, differences to the register's extract, questions about and openings of
    the case, disposal."""

    table: str
    values: dict[str, Any]


class CodeHeld(_Told):
    list: str
    code: str
    label: str


class Extract(_Told):
    """Everything held about a person (dataskyddsförordningen art. 15). A later version of the format has another
    name in `schema`."""

    format: Annotated[Literal["kaa-subject-extract.v1"], Field(alias="schema")] = "kaa-subject-extract.v1"
    made_at: datetime
    case_id: UUID
    person: PersonHeld | None
    entries: list[EntryHeld]
    messages: list[MessageHeld]
    accesses: list[AccessHeld]
    requests: list[RequestHeld]
    contested: list[ContestedHeld]
    incidents: list[IncidentHeld]
    rows: list[RowHeld]
    codes: list[CodeHeld]
    merged: Annotated[
        list[Extract], Field(description="Of other cases of the same person, merged into this one.", examples=[[]])
    ]


def as_json(extract: SubjectExtract) -> Extract:
    return Extract.model_validate(extract)


def extract_schema() -> dict[str, Any]:
    """The JSON Schema of the format."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Extract.model_json_schema(), "title": SCHEMA}
