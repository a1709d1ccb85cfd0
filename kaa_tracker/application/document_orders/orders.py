"""What was ordered, and how far it has come.

A document is figures: nothing in it, nor in the name of its file, is about a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, NamedTuple, Protocol, TypeAlias

What: TypeAlias = Literal["draft", "frozen", "public"]
"""Of the annual report: a draft of an operating year, a frozen report, or what of it was published."""

Format: TypeAlias = Literal["pdf", "xlsx", "html", "csv", "json"]

OrderState: TypeAlias = Literal["ordered", "being_made", "ready", "failed"]

_NAMES: Mapping[What, str] = {"draft": "utkast", "frozen": "fryst", "public": "publicerad"}

ATTEMPTS = 3
"""As often is an order taken up; whoever took it before may have been killed by it."""


class Wanted(NamedTuple):
    what: What
    subject: int
    """The operating year of a draft; otherwise the number of the frozen report."""
    format: Format

    @property
    def file_name(self) -> str:
        """In Swedish, by what it is: nothing of anybody."""
        return f"kaa-arsrapport-{_NAMES[self.what]}-{self.subject}.{self.format}"


class DocumentOrder(NamedTuple):
    """``done`` of ``of`` pieces are made. ``fault`` is a code: why it failed; empty as long as it has not."""

    number: int
    wanted: Wanted
    by: str
    at: datetime
    state: OrderState
    done: int = 0
    of: int = 0
    attempt: int = 0
    """How often it has been taken up."""
    ended_at: datetime | None = None
    size: int = 0
    """Bytes of the document."""
    sha256: str = ""
    fault: str = ""


class DocumentOrders(Protocol):
    """Durable when a call returns; each call is one transaction. Any number of processes may make documents."""

    def order(self, wanted: Wanted, by: str, at: datetime, command_id: str) -> DocumentOrder:
        """The order under that name; a repeat answers the first."""
        ...

    def get(self, number: int) -> DocumentOrder | None: ...

    def of_user(self, user: str, *, limit: int) -> list[DocumentOrder]:
        """What the user ordered, the latest first."""
        ...

    def take_up(self, at: datetime, until: datetime) -> DocumentOrder | None:
        """The oldest that nobody is making, from now on ours ``until`` then; ``None`` where there is none.

        One whose time is over is nobody's again; one taken up ``ATTEMPTS`` times has failed, of ``gave_up``.
        """
        ...

    def advance(self, order: DocumentOrder, done: int, of: int, until: datetime) -> bool:
        """Write down how far it has come; whether it still is ours."""
        ...

    def finish(self, order: DocumentOrder, content: bytes, at: datetime) -> bool:
        """The document is ready; whether it still was ours to make."""
        ...

    def fail(self, order: DocumentOrder, fault: str, at: datetime) -> bool:
        """It cannot be made; whether it still was ours to make."""
        ...

    def content(self, number: int) -> bytes | None:
        """The document; ``None`` where it is not ready, or forgotten."""
        ...

    def forget_before(self, moment: datetime) -> int:
        """Delete the documents that were ready before then; answers how many. The orders stay."""
        ...
