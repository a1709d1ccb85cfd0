"""Who a youth is, as messages tell it. Whether there may be other fields is for each reader to say."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Any, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from kaa_tracker.adapters.inbound.messages.fields import ABSENT, Number, PastDay
from kaa_tracker.domain.person import Address

Text: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[^\p{Cc}]*[^\p{Cc}\s][^\p{Cc}]*$", max_length=200)]
"""A line of text that is not blank."""
Texts: TypeAlias = Annotated[tuple[Text, ...], Field(max_length=20)]


class ToldAddress(BaseModel):
    """A home address."""

    model_config = ConfigDict(strict=True)

    street: Text
    postal_code: Text
    city: Text

    def address(self) -> Address:
        return Address(street=self.street, postal_code=self.postal_code, city=self.city)


class ChangedPerson(BaseModel):
    """Any of the fields; an address of null says that there is none any more."""

    model_config = ConfigDict(strict=True)

    identity_number: Number = ABSENT
    birth_date: PastDay = ABSENT
    given_name: Text = ABSENT
    family_name: Text = ABSENT
    address: ToldAddress | None = None
    phones: Texts = ()
    emails: Texts = ()

    def changed_fields(self) -> tuple[str, ...]:
        return tuple(name for name in ChangedPerson.model_fields if name in self.model_fields_set)

    def values(self, names: Collection[str]) -> dict[str, Any]:
        """Those fields as ``Person`` has them, the kind of the identity number included."""
        values = {name: getattr(self, name) for name in names}
        if (number := values.get("identity_number")) is not None:
            values |= {"identity_number": number.value, "identity_kind": number.kind}
        if (told := values.get("address")) is not None:
            values["address"] = told.address()
        return values


class WholePerson(ChangedPerson):
    """A whole person: where address, phones or e-mails are left out there are none."""

    identity_number: Number
    birth_date: PastDay
    given_name: Text
    family_name: Text
