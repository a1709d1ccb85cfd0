"""Who a youth is, as messages tell it. Whether there may be other fields is for each reader to say."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Any, TypeAlias

from pydantic import BaseModel, ConfigDict, FailFast, Field, Strict, StringConstraints

from kaa_tracker.adapters.inbound.messages.fields import ABSENT, Number, PastDay
from kaa_tracker.domain.person import Address

PERSON_FIELDS = ("identity_number", "birth_date", "given_name", "family_name", "address", "phones", "emails")
"""What is told of a person, by the names of ``Person``."""

Text: TypeAlias = Annotated[
    str,
    StringConstraints(pattern=r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$", max_length=200),
]
"""A line of text that is not blank."""
Texts: TypeAlias = Annotated[tuple[Text, ...], Strict(False), FailFast(), Field(max_length=20)]
"""JSON has lists only, so that a tuple cannot be asked for strictly; and of thousands of bad ones the first is told."""


class ToldAddress(BaseModel):
    """A home address."""

    model_config = ConfigDict(strict=True)

    street: Text
    postal_code: Text
    city: Text

    def address(self) -> Address:
        return Address(street=self.street, postal_code=self.postal_code, city=self.city)


class ToldPerson(BaseModel):
    """What every version of the formats tells in the same way."""

    model_config = ConfigDict(strict=True)

    identity_number: Number = ABSENT
    birth_date: PastDay = ABSENT
    given_name: Text = ABSENT
    family_name: Text = ABSENT
    address: ToldAddress | None = None

    def changed_fields(self) -> tuple[str, ...]:
        """The names of ``Person`` that something is told of."""
        told = self._told()
        return tuple(name for name in PERSON_FIELDS if name in told)

    def values(self, names: Collection[str] = PERSON_FIELDS) -> dict[str, Any]:
        """Those fields as ``Person`` has them, the kind of the identity number included."""
        values = {name: getattr(self, name) for name in names}
        if (number := values.get("identity_number")) is not None:
            values |= {"identity_number": number.value, "identity_kind": number.kind}
        if (told := values.get("address")) is not None:
            values["address"] = told.address()
        return values

    def _told(self) -> Collection[str]:
        return self.model_fields_set


class Whole(ToldPerson):
    """What has to be told of a whole person: where address, phones or e-mails are left out there are none."""

    identity_number: Number
    birth_date: PastDay
    given_name: Text
    family_name: Text


class ChangedPerson(ToldPerson):
    """Any of the fields; an address of null says that there is none any more."""

    phones: Texts = ()
    emails: Texts = ()


class WholePerson(Whole, ChangedPerson):
    """A whole person: where address, phones or e-mails are left out there are none."""
