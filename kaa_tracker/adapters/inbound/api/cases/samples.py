"""Samples: cases picked at random, open to the auditor who picked them."""

from __future__ import annotations

from random import Random
from secrets import randbelow
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from kaa_tracker.adapters.inbound.api.allowing import Allowed
from kaa_tracker.adapters.inbound.api.bodies import body_of, described
from kaa_tracker.adapters.inbound.api.cases.door import CaseDoor
from kaa_tracker.adapters.inbound.api.cases.glass import OpenedCase, opened_case
from kaa_tracker.adapters.inbound.api.cases.refused import directory_refusals
from kaa_tracker.adapters.inbound.api.problems import Problem, responses
from kaa_tracker.adapters.inbound.messages.fields import Word
from kaa_tracker.application.access.revealing import Reader
from kaa_tracker.application.access.youths import Youths
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.access.scope import scope
from kaa_tracker.projections.unprotected import unprotected_cases

LARGEST_SEED = 2**53 - 1
"""No greater than JSON numbers are exact."""


class SampleAsked(BaseModel):
    """How many and why, a code of `sample_reasons`; the same seed picks the same of the same cases."""

    model_config = ConfigDict(strict=True)

    size: Annotated[int, Field(ge=1, le=100)]
    reason: Word
    seed: Annotated[int | None, Field(ge=0, le=LARGEST_SEED)] = None


class Sample(BaseModel):
    seed: int
    of: Annotated[int, Field(description="How many cases there were to pick from.")]
    cases: list[OpenedCase]


def add_samples(routes: APIRouter, door: CaseDoor, youths: Youths) -> None:
    @routes.post(
        "/samples",
        tags=["glass"],
        status_code=201,
        responses=responses("not_allowed", "refused", "not_json", "too_large"),
        openapi_extra=described(SampleAsked, usual={"size": 10, "reason": "internal_control"}),
    )
    async def draw_sample(request: Request, user: Annotated[User, Depends(Allowed("read_access_log"))]) -> Sample:
        """Opens cases picked at random among the unprotected ones to an auditor, for a time."""
        told = await body_of(request, SampleAsked, door.clock.today())
        return await run_in_threadpool(_drawn, door, youths, user, told)


def _drawn(door: CaseDoor, youths: Youths, user: User, told: SampleAsked) -> Sample:
    reader = _looks_into_samples(user)
    seed = told.seed if told.seed is not None else randbelow(LARGEST_SEED + 1)
    cases = unprotected_cases(door.reading, user, door.clock.today())
    picked = sorted(Random(seed).sample(cases, min(told.size, len(cases))))
    with directory_refusals(door.sentences):
        openings = youths.glass.open_sample(user, reader, picked, told.reason, door.clock.now())
    return Sample(seed=seed, of=len(cases), cases=[opened_case(opening) for opening in openings])


def _looks_into_samples(user: User) -> Reader:
    """The posting by which the user sees what is opened to them, and nothing else. Raises ``Problem``."""
    postings = {grip.posting for grip in scope(user, "see").grips if grip.extent == "opened"}
    reading = {posting for posting in user.postings if posting in postings and posting.role == "auditor"}
    for posting in reading:
        return Reader(user.name, *posting)
    raise Problem("not_allowed")
