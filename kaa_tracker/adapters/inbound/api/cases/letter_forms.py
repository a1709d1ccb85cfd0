"""What people write to work with letter runs, and what they are answered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from kaa_tracker.adapters.inbound.api.fields import Count
from kaa_tracker.adapters.inbound.messages.fields import Day, Id, Word
from kaa_tracker.adapters.inbound.messages.rejection import fault
from kaa_tracker.application.letters.runs import MOST, Fate, LetterRun, RunState
from kaa_tracker.domain.access.roles import Role
from kaa_tracker.domain.case.next_step import Why
from kaa_tracker.projections.worklist import ListName, Wanted


class Choice(BaseModel):
    """The youths of a list, as the worklist shows it; `assigned_to` may be `nobody`."""

    model_config = ConfigDict(strict=True)

    list: ListName = "due"
    unit: Word | None = None
    assigned_to: Word | None = None
    why: Why | None = None
    channel: Word | None = None
    district: Word | None = None

    def wanted(self) -> Wanted:
        owner = "" if self.assigned_to == "nobody" else self.assigned_to
        return Wanted(self.list, self.unit, owner, self.why, self.channel, self.district)


class NewRun(BaseModel):
    """Whom to write to: either the cases, or a list. At most 5 000."""

    model_config = ConfigDict(strict=True)

    case_ids: Annotated[list[Id], Field(min_length=1, max_length=MOST)] | None = None
    listed: Choice | None = None

    @model_validator(mode="after")
    def _one_way_of_choosing(self) -> NewRun:
        if (self.case_ids is None) == (self.listed is None):
            raise fault("missing_field")
        return self


class Posted(BaseModel):
    """The letters went; left out, today."""

    model_config = ConfigDict(strict=True)

    on: Day | None = None


class Nothing(BaseModel):
    """There is nothing to say."""


class Tally(BaseModel):
    """So many letters came to this, by the same rule."""

    fate: Fate
    rule: Annotated[str | None, Field(examples=["attempt_before_search"])]
    sentence: Annotated[str | None, Field(description="What the rule says, and what to do.")]
    count: Count


class RunShown(BaseModel):
    """A letter run: what became of its letters, and who did what when."""

    run_id: UUID
    state: RunState
    role: Role
    unit: str
    prepared_by: str
    prepared_at: datetime
    posted_on: date | None
    posted_by: str | None
    posted_at: datetime | None
    undone_by: str | None
    undone_at: datetime | None
    missing: Annotated[int, Field(ge=0, description="Of those asked for, so many are no cases of yours.")]
    file_readable_until: Annotated[datetime, Field(description="The address file can be read before then.")]
    position: Annotated[int, Field(ge=0, description="Where in the log; a read can wait for it.", examples=[90210])]
    letters: Annotated[list[Tally], Field(description="Empty once they are forgotten.")]
    href: Annotated[str, Field(examples=["/v1/letter-runs/0190f1e2-5c7a-7b3c-8d4e-5f6071829304"])]


class Runs(BaseModel):
    total: Count
    page: int
    limit: int
    runs: list[RunShown]


class RecipientShown(BaseModel):
    """One letter, and to whom."""

    place: Annotated[int, Field(ge=1)]
    case_id: UUID
    given_name: str | None
    family_name: str | None
    fate: Fate
    rule: str | None
    sentence: str | None
    href: Annotated[str, Field(examples=["/v1/cases/0190f1e2-5c7a-7b3c-8d4e-5f6071829304"])]


class Recipients(BaseModel):
    total: Annotated[int, Field(ge=0, description="Of all pages; those no longer yours are counted and not shown.")]
    page: int
    limit: int
    rows: list[RecipientShown]


def facts_of(run: LetterRun) -> dict[str, object]:
    """What the run says of itself."""
    return {**run._asdict(), "state": run.state, "href": f"/v1/letter-runs/{run.run_id}"}
