"""A place is told by the names that stand in what was sent, never by pydantic's names for what it was taken as."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, RootModel, ValidationError

from kaa_tracker.adapters.inbound.messages.rejection import all_rejected


class Letter(BaseModel):
    kind: Literal["letter"]
    pages: int


class Call(BaseModel):
    kind: Literal["call", "pages"]
    answered: bool


Contact = Annotated[Letter | Call, Field(discriminator="kind")]


class Day(BaseModel):
    contacts: list[Contact] = []
    last: Contact | None = None


class Days(RootModel[list[Day]]):
    pass


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ({"contacts": [{"kind": "letter", "pages": 2}, {"kind": "letter"}]}, "$[0].contacts[1].pages"),
        ({"contacts": [{"kind": "pages", "answered": "no answer"}]}, "$[0].contacts[0].answered"),
        ({"contacts": [{}]}, "$[0].contacts[0].kind"),
        ({"last": {"kind": "call"}}, "$[0].last.answered"),
        ({"last": {"kind": "call", "call": True, "answered": True}}, "$[0].last"),
        ({"last": {"kind": "visit"}}, "$[0].last.kind"),
        ({"last": 3}, "$[0].last"),
    ],
)
def test_the_tag_that_tells_a_form_from_others_is_no_part_of_the_place(said: dict[str, Any], place: str) -> None:
    with pytest.raises(ValidationError) as wrong:
        Days.model_validate([said], extra="forbid")
    assert [one.path for one in all_rejected(wrong.value, Days)] == [place]
