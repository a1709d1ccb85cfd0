"""The only way by which a personal value leaves the vault for somebody's eyes: written down first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple, TypeAlias
from uuid import UUID

from kaa_tracker.application.access.access_log import Access, AccessLog, Act
from kaa_tracker.application.ports import PersonVault
from kaa_tracker.domain.person import Person

Field: TypeAlias = Literal[
    "identity_number",
    "identity_kind",
    "birth_date",
    "given_name",
    "family_name",
    "address",
    "phones",
    "emails",
    "register_key",
    "told_at",
]

NAME: tuple[Field, ...] = ("given_name", "family_name")
EVERYTHING: tuple[Field, ...] = (
    *NAME,
    "identity_number",
    "identity_kind",
    "birth_date",
    "address",
    "phones",
    "emails",
)
"""What a case page shows; the register's key and when it told what are for an extract for the person."""


class Reader(NamedTuple):
    """Who is shown it, in which role and at which unit."""

    user: str
    role: str
    unit: str


class Revealed(NamedTuple):
    """The values asked for, and no others."""

    values: Mapping[str, Any]

    def __repr__(self) -> str:
        return "Revealed(…)"


class Revealing:
    """Shows nothing that is not in the log. Whether the reader may see the cases has been decided before."""

    def __init__(self, vault: PersonVault, log: AccessLog) -> None:
        self._vault = vault
        self._log = log

    def persons(
        self,
        reader: Reader,
        act: Act,
        case_ids: Sequence[UUID],
        at: datetime,
        *,
        fields: Collection[Field] = NAME,
        reason: str = "",
    ) -> dict[UUID, Revealed]:
        """What the vault holds of the persons of these cases; those it does not hold are left out.

        One entry in the log for all of them. Raises what the log raises, and then shows nothing.
        """
        shown = tuple(sorted(fields))
        self._log.write(Access(at, *reader, act, tuple(case_ids), shown, reason))
        return {case_id: _of(person, shown) for case_id, person in self._vault.get(case_ids).items()}


def _of(person: Person, fields: Collection[str]) -> Revealed:
    return Revealed({field: getattr(person, field) for field in fields})
