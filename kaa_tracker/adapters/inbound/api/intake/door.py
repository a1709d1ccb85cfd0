"""What the intake's routes work with."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from pydantic import SecretStr

from kaa_tracker.adapters.inbound.api.guarding import Guard
from kaa_tracker.application.intake.inbox import Inbox, Raw, Stored
from kaa_tracker.application.ports import Clock

Receive: TypeAlias = Callable[[Sequence[Raw], str | None], list[Stored]]
"""Stores the messages that came with a delivery durably, all or none."""


@dataclass(frozen=True, kw_only=True)
class IntakeDoor:
    """What blocks is called in a thread; everything may be called by several at once."""

    feed_token: SecretStr | None
    """Opens the door to whoever sends messages. Unset: it is closed."""
    sign_in: Guard
    """Lets in whoever is in the directory, to ledger and quarantine if their role works the intake."""
    read_envelope: Callable[[bytes], Raw]
    """Never fails, whatever the bytes are."""
    receive: Receive
    inbox: Inbox
    clock: Clock
    reasons: Callable[[], Collection[str]]
    """The codes of ``intake_decisions`` that can be used today."""
    what_to_do: Callable[[str], str]
    """About a message quarantined for that reason; a sentence."""
    wake: Callable[[], None]
    """Tells the worker that there is something to do; returns at once."""
    lacks: Callable[[], Sequence[str]]
    """What keeps the program from taking and working on messages, as codes; nothing: it is ready."""
    outages: tuple[type[Exception], ...] = ()
    """What the inbox raises when its store cannot be reached."""
