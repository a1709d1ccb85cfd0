"""What is left of a person outside the log and the read model, removed place by place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias
from uuid import UUID

from kaa_tracker.application.intake.inbox import Inbox
from kaa_tracker.application.ports import Clock, PersonVault

Forget: TypeAlias = Callable[[Sequence[UUID]], None]


def in_inbox(inbox: Inbox, vault: PersonVault, clock: Clock) -> Forget:
    """What BER told of them; before the vault forgets by which key."""

    def forget(case_ids: Sequence[UUID]) -> None:
        persons = vault.get(case_ids).values()
        keys = {person.register_key for person in persons if person.register_key is not None}
        if keys:
            inbox.forget_persons(keys, clock.now())

    return forget


def one_by_one(forget_case: Callable[[UUID], object]) -> Forget:
    def forget(case_ids: Sequence[UUID]) -> None:
        for case_id in case_ids:
            forget_case(case_id)

    return forget
