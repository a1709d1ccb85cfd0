"""Version 2 of what messages tell of a person: how to reach them stands in one list, each entry with its kind."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, FailFast, Field, Strict

from kaa_tracker.adapters.inbound.messages.person import Text, ToldPerson, Whole


class Contact(BaseModel):
    """A phone number or an e-mail address."""

    model_config = ConfigDict(strict=True)

    kind: Literal["phone", "email"]
    value: Text


Contacts: TypeAlias = Annotated[tuple[Contact, ...], Strict(False), FailFast(), Field(max_length=40)]


class ChangedPersonV2(ToldPerson):
    """Any of the fields; an address of null says that there is none any more, and the list is all there is."""

    contacts: Contacts = ()

    @property
    def phones(self) -> tuple[str, ...]:
        return self._of_kind("phone")

    @property
    def emails(self) -> tuple[str, ...]:
        return self._of_kind("email")

    def _of_kind(self, kind: str) -> tuple[str, ...]:
        return tuple(contact.value for contact in self.contacts if contact.kind == kind)

    def _told(self) -> Collection[str]:
        fields = self.model_fields_set
        return fields | {"phones", "emails"} if "contacts" in fields else fields


class WholePersonV2(Whole, ChangedPersonV2):
    """A whole person: where address or contacts are left out there are none."""
