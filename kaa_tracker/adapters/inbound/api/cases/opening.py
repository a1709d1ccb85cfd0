"""A case opened by hand for somebody who was met, or told of, before the register."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field, model_validator
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from kaa_tracker.adapters.inbound.api.allowing import Allowed
from kaa_tracker.adapters.inbound.api.bodies import body_of, described
from kaa_tracker.adapters.inbound.api.cases.door import CaseDoor
from kaa_tracker.adapters.inbound.api.cases.orders import Key, Receipt, command_id_of, receipt
from kaa_tracker.adapters.inbound.api.problems import Problem, responses
from kaa_tracker.adapters.inbound.messages.fields import ABSENT, Number, PastDay, Word
from kaa_tracker.adapters.inbound.messages.person import Text, Texts
from kaa_tracker.adapters.inbound.messages.rejection import fault
from kaa_tracker.application.access.opening import Known
from kaa_tracker.application.access.youths import Youths
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.case.commands import OpenCaseByHand
from kaa_tracker.domain.case.events import NO_DISTRICT, Gender
from kaa_tracker.domain.person import Address, Person

_HOME = ("street", "postal_code", "city")


class NewCase(BaseModel):
    """Why, and whom for. Of a home address the three parts stand together."""

    model_config = ConfigDict(strict=True)

    basis: Word
    on: PastDay = ABSENT
    gender: Gender = "unknown"
    district: Word = NO_DISTRICT
    identity_number: Number
    birth_date: PastDay
    given_name: Text
    family_name: Text
    street: Text = ABSENT
    postal_code: Text = ABSENT
    city: Text = ABSENT
    phones: Texts = ()
    emails: Texts = ()

    @model_validator(mode="after")
    def has_a_whole_address_or_none(self) -> NewCase:
        if 0 < sum(getattr(self, name) is not None for name in _HOME) < len(_HOME):
            raise fault("missing_field")
        return self

    def person(self) -> Person:
        home = {name: getattr(self, name) for name in _HOME}
        return Person(
            identity_number=self.identity_number.value,
            identity_kind=self.identity_number.kind,
            birth_date=self.birth_date,
            given_name=self.given_name,
            family_name=self.family_name,
            address=Address(**home) if self.street else None,
            phones=self.phones,
            emails=self.emails,
        )


_EXAMPLE: dict[str, Any] = {
    "basis": "drop_in",
    "district": "farsta",
    "identity_number": "20040506TF07",
    "birth_date": "2004-05-06",
    "given_name": "Ada",
    "family_name": "Ek",
    "phones": ["070-1740605"],
}


class OpenedReceipt(Receipt):
    """`unit` and `within_reach` are as the case began: a district of another unit's makes it theirs."""

    unit: Annotated[str, Field(examples=["globen"])]
    unit_label: Annotated[str, Field(examples=["Globen"])]
    within_reach: bool
    sentence: Annotated[str, Field(examples=["Ärendet ligger hos Globen. Anteckna i det."])]


PROBLEMS = ("not_allowed", "already_known", "refused", "not_json", "too_large")


def add_opening(routes: APIRouter, door: CaseDoor, youths: Youths) -> None:
    @routes.post(
        "/cases",
        tags=["finding"],
        status_code=201,
        response_model=OpenedReceipt,
        responses={
            200: {"model": OpenedReceipt, "description": "It had had its effect before."},
            **responses(*PROBLEMS),
        },
        openapi_extra=described(NewCase, usual=_EXAMPLE),
    )
    async def open_case(
        request: Request, user: Annotated[User, Depends(Allowed("open_case"))], key: Key = None
    ) -> Response:
        """For a number that nobody has yet; one that somebody has is told of, with the case where it is within
        reach."""
        told = await body_of(request, NewCase, door.clock.today())
        return await run_in_threadpool(_opened, door, youths, user, told, key)


def _opened(door: CaseDoor, youths: Youths, user: User, told: NewCase, key: str | None) -> Response:
    reader, now = door.reader(user, "open_case"), door.clock.now()
    command = OpenCaseByHand(
        on=told.on or door.clock.today(),
        basis=told.basis,
        gender=told.gender,
        birth_year=told.birth_date.year,
        district=told.district,
        unit=reader.unit or None,
    )
    opened = youths.opening.open(user, reader, command_id_of(user, key), command, told.person(), now)
    if isinstance(opened, Known):
        raise _already_known(opened.case_id)
    is_seen = opened.is_within_reach_of(user, now)
    label = door.reference.label(opened.unit)
    kind = "within_reach" if is_seen else "in_the_pool" if opened.unit == door.reference.pool_unit else "elsewhere"
    more = {"unit": opened.unit, "unit_label": label, "within_reach": is_seen}
    return receipt(
        door, opened.case_id, opened.result, reader, **more, sentence=door.sentences.opened_by_hand(kind, label)
    )


def _already_known(case_id: UUID | None) -> Problem:
    return Problem("already_known", href=f"/v1/cases/{case_id}") if case_id else Problem("already_known")
