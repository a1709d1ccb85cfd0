"""BER's extract: everybody in the register on a day, in one message or in parts.

Each person stands alone: what cannot be read of one says nothing about the others. Only a key that
cannot be read spoils the part, since it would leave open who is in the register.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, TypeAlias

import msgspec
from pydantic import (
    BaseModel,
    ConfigDict,
    FailFast,
    Field,
    Strict,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from kaa_tracker.adapters.inbound.messages.fields import Name, PastDay, RegisterKey
from kaa_tracker.adapters.inbound.messages.register.entered import EnteredV1
from kaa_tracker.adapters.inbound.messages.register.message import Message, unknown_fields
from kaa_tracker.adapters.inbound.messages.rejection import rejected
from kaa_tracker.application.intake.extract import ExtractPart, ListedPerson, UnreadablePerson
from kaa_tracker.application.intake.rejected import Rejected
from kaa_tracker.domain.case.reconciling import Listed


class _Keyed(BaseModel):
    """The last of the bases, whose fields are looked at first: what else is wrong counts only under a key."""

    register_key: RegisterKey


class ListedV1(EnteredV1, _Keyed):
    """A youth in the register, as the last message about them left them."""

    def listed(self) -> ListedPerson:
        return ListedPerson(self.register_key, Listed(self.command()), self.told())


def _or_unreadable(value: object, read: ValidatorFunctionWrapHandler) -> ListedV1 | UnreadablePerson:
    try:
        found: ListedV1 = read(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]["loc"]
        if not isinstance(value, dict) or first[:1] == ("register_key",):
            raise
        return UnreadablePerson(value["register_key"], rejected(error, ListedV1))
    return found


Part: TypeAlias = Annotated[int, Field(ge=1, le=10_000)]
Persons: TypeAlias = Annotated[
    tuple[Annotated[ListedV1, WrapValidator(_or_unreadable)], ...],
    Strict(False),
    FailFast(),  # a key that cannot be read ends it: thousands of them would be told for nothing
]


class ExtractV1(BaseModel):
    """Everybody in the register on a day, or one part of them."""

    model_config = ConfigDict(strict=True)

    extract_id: Name
    extract_of: PastDay
    part: Part
    parts: Part
    persons: Persons


class ExtractMessage(Message):
    """A message about nobody in particular: it has no subject."""

    data: ExtractV1

    def read(self) -> ExtractPart | Rejected:
        data = self.data
        if data.part > data.parts:
            return Rejected("contradiction", "$.data.part")
        persons: Sequence[ListedV1 | UnreadablePerson] = data.persons
        if (number := _named_twice(persons)) is not None:
            return Rejected("contradiction", f"$.data.persons[{number}].register_key")
        return ExtractPart(
            message_id=self.message_id,
            source=self.source,
            extract_id=data.extract_id,
            extract_of=data.extract_of,
            sent_at=self.time,
            part=data.part,
            parts=data.parts,
            persons=tuple(person.listed() for person in persons if isinstance(person, ListedV1)),
            unreadable=tuple(
                _placed(person, number) for number, person in enumerate(persons) if isinstance(person, UnreadablePerson)
            ),
            unknown_fields=unknown_fields(self),
        )


def _named_twice(persons: Sequence[ListedV1 | UnreadablePerson]) -> int | None:
    """The place of the first person whose key came before."""
    seen: set[str] = set()
    for number, person in enumerate(persons):
        if person.register_key in seen:
            return number
        seen.add(person.register_key)
    return None


def _placed(person: UnreadablePerson, number: int) -> UnreadablePerson:
    """With the path from the root of the message."""
    path = f"$.data.persons[{number}]{person.rejected.path.removeprefix('$')}"
    return person._replace(rejected=msgspec.structs.replace(person.rejected, path=path))
