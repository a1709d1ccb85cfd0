"""Each kind of poison is refused with its reason and its place, and no door stumbles over it."""

from __future__ import annotations

import pytest

from kaa_tracker.adapters.inbound.messages.register import read_envelope
from kaa_tracker.application.intake.rejected import Rejected
from tests.adapters.inbound.messages.examples import parse_raw
from tests.poison import poison

POISON = poison()


@pytest.mark.parametrize("kind", POISON)
def test_it_is_refused_with_its_reason_and_its_place(kind: str) -> None:
    body, reason, path, detail = POISON[kind]
    assert parse_raw(body) == Rejected(reason, path, detail)


@pytest.mark.parametrize("kind", POISON)
def test_a_door_takes_it_as_it_is(kind: str) -> None:
    assert read_envelope(POISON[kind].body).body == POISON[kind].body


def test_no_two_bodies_are_the_same() -> None:
    bodies = [found.body for name in ("one", "another") for found in poison(name).values()]
    assert len(set(bodies)) == len(bodies) == 2 * len(POISON)
