"""A correction is as little a way for free text or a person's values as the entry it corrects."""

from __future__ import annotations

from typing import Any

import pytest

from kaa_tracker.application.handling import Asked, Recorded
from kaa_tracker.domain.case import commands as c
from kaa_tracker.domain.case.events import Actor
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.system import System
from tests.application.told import ADA, entry, moment

REGISTER_COORDINATOR = Actor("register-1", "register_coordinator")


def corrected(system: System, **changes: Any) -> object:
    """The entry of the register, corrected by whoever may."""
    system.register_intake().take([entry()])
    command = c.CorrectEntry(reason="wrong_value", changes=changes, entry=1)
    case_id = system.vault.cases_of_register_keys([ADA])[ADA]
    request = c.Request(
        command_id="correct", actor=REGISTER_COORDINATOR, recorded_at=moment("2022-03-10"), command=command
    )
    [result] = system.handler.handle([Asked(case_id, request)])
    return result


def test_a_value_of_the_right_kind_is_taken(system: System) -> None:
    assert isinstance(corrected(system, birth_year=2003, district="bromma"), Recorded)


def test_a_municipality_is_ours_and_no_text(system: System) -> None:
    assert corrected(system, home_municipality="Ada Ek, Lingonvägen 12") == Refusal("wrong_municipality")


@pytest.mark.parametrize("year", [200405062384, 1904, 2023, -1])
def test_a_birth_year_is_that_of_a_young_person_and_no_number(system: System, year: int) -> None:
    assert corrected(system, birth_year=year) == Refusal("not_under_20")


@pytest.mark.parametrize("changes", [{"Ada Ek": "x"}, {"Ada": "x"}, {"Ada_id": "x"}, {"entered_on": "x", "Ada": "y"}])
def test_a_refusal_names_fields_of_the_entry_only(system: System, changes: dict[str, Any]) -> None:
    refusal = corrected(system, **changes)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "correction_invalid"
    assert "Ada" not in str(refusal)
