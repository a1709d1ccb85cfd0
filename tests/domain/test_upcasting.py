"""Old shapes of events are brought forward."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kaa_tracker.domain.case.upcasting import Fields, Step, upcast


def name_the_channel(fields: Fields) -> Fields:
    return {field: value for field, value in fields.items() if field != "by_phone"} | {
        "channel": "phone" if fields["by_phone"] else "letter"
    }


def add_the_unit(fields: Fields) -> Fields:
    return {**fields, "unit": "unknown"}


STEPS: Mapping[str, Step] = {
    "called.v1": Step("attempted.v1", name_the_channel),
    "attempted.v1": Step("attempted.v2", add_the_unit),
}

CALLED: dict[str, Any] = {"type": "called.v1", "by_phone": True}
ATTEMPTED = {"type": "attempted.v2", "channel": "phone", "unit": "unknown"}


def test_an_old_event_goes_all_the_steps_to_the_present() -> None:
    assert upcast(CALLED, STEPS) == ATTEMPTED


def test_an_event_enters_the_steps_where_it_stands() -> None:
    assert upcast({"type": "attempted.v1", "channel": "letter"}, STEPS) == {**ATTEMPTED, "channel": "letter"}


def test_a_present_event_is_left_as_it_is() -> None:
    assert upcast(ATTEMPTED, STEPS) == ATTEMPTED


def test_the_event_inside_a_correction_is_brought_forward_too() -> None:
    correction = {"type": "corrected.v1", "entry": 3, "replacement": CALLED}
    assert upcast(correction, STEPS) == {**correction, "replacement": ATTEMPTED}


def test_what_is_brought_forward_is_not_changed_itself() -> None:
    before = dict(CALLED)
    upcast(CALLED, STEPS)
    assert before == CALLED
