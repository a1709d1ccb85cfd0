"""Who a youth is: the values that only the vault holds (förordning 2006:39, 4 § 1)."""

from __future__ import annotations

from datetime import date
from typing import Literal, TypeAlias

import msgspec

IdentityKind: TypeAlias = Literal["personnummer", "samordningsnummer", "temporary"]


class Address(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    street: str
    postal_code: str
    city: str


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

    def __repr__(self) -> str:
        return "Person(…)"

    __str__ = __repr__
