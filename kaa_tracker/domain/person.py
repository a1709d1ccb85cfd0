"""Who a youth is: the values that only the vault holds (förordning 2006:39, 4 § 1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, TypeAlias

import msgspec

IdentityKind: TypeAlias = Literal["personnummer", "samordningsnummer", "temporary"]


class Address(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    street: str
    postal_code: str
    city: str

    def __repr__(self) -> str:
        return "Address(…)"

    __str__ = __repr__


class Person(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``identity_number`` is in canonical form; its date part need not be ``birth_date``."""

    register_key: str | None = None
    identity_number: str | None = None
    identity_kind: IdentityKind | None = None
    birth_date: date
    given_name: str
    family_name: str
    address: Address | None = None
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    told_at: Mapping[str, int] = {}
    """For each field, the revision of the register message that told it; an older one never overwrites it."""

    @classmethod
    def first_told(cls, values: Mapping[str, Any], revision: int) -> Person:
        """The person as a register entry of that revision presents them."""
        return cls(**values, told_at=dict.fromkeys(values, revision))

    def told(self, values: Mapping[str, Any], revision: int) -> Person:
        """The person with what a register message of that revision says, as far as it is news."""
        news = {name: value for name, value in values.items() if self.told_at.get(name, 0) < revision}
        if not news:
            return self
        return msgspec.structs.replace(self, **news, told_at={**self.told_at, **dict.fromkeys(news, revision)})

    def __repr__(self) -> str:
        return "Person(…)"

    __str__ = __repr__
