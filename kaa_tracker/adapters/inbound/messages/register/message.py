"""The envelope around what BER tells: the attributes of CloudEvents 1.0 that we ask for."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict

from kaa_tracker.adapters.inbound.messages.fields import Name, PastInstant, RegisterKey, Revision
from kaa_tracker.application.intake.extract import ExtractPart
from kaa_tracker.application.intake.register import RegisterMessage
from kaa_tracker.application.intake.rejected import Rejected
from kaa_tracker.domain.case.reconciling import RegisterCommand

Read: TypeAlias = RegisterMessage | ExtractPart | Rejected


class Message(BaseModel, ABC):
    model_config = ConfigDict(strict=True)

    specversion: Literal["1.0"]
    id: Name
    source: Name
    type: str
    time: PastInstant
    datacontenttype: Literal["application/json"]

    @property
    def message_id(self) -> str:
        """Source and id, which are unique together."""
        return f"{self.source} {self.id}"

    @abstractmethod
    def read(self) -> Read:
        """The message in the words of the application, or what is wrong between its parts."""


class PersonData(BaseModel, ABC):
    """What a message tells about one person."""

    model_config = ConfigDict(strict=True)

    revision: Revision

    @abstractmethod
    def command(self) -> RegisterCommand: ...

    def told(self) -> Mapping[str, Any]:
        """What it says of the person, by the names of ``Person``."""
        return {}


D = TypeVar("D", bound=PersonData)


class PersonMessage(Message, Generic[D]):
    """A message about one person, whom the subject names."""

    subject: RegisterKey
    data: D

    def read(self) -> RegisterMessage:
        return RegisterMessage(
            message_id=self.message_id,
            register_key=self.subject,
            recorded_at=self.time,
            command=self.data.command(),
            person=self.data.told(),
            unknown_fields=unknown_fields(self),
        )


_FORM = type(BaseModel)


def unknown_fields(read: BaseModel) -> int:
    """How many fields the format does not know, in everything that was read."""
    found = len(read.__pydantic_extra__ or ())
    for value in read.__dict__.values():
        kind: type = type(value)
        if type(kind) is _FORM:  # isinstance would ask the abstract base, ten times as slowly
            found += unknown_fields(value)
        elif kind is tuple:
            found += sum(unknown_fields(inner) for inner in value if type(type(inner)) is _FORM)
    return found
