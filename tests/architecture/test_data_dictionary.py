"""Nothing is held without a legal ground, and the check notices when something is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest

from kaa_tracker.adapters.outbound.dictionary_files import (
    DictionaryError,
    load_column_grounds,
    load_field_grounds,
    read_grounds,
)
from kaa_tracker.adapters.outbound.reference_files import load_reference
from kaa_tracker.domain.case.events import Event
from kaa_tracker.domain.dictionary import GROUNDS, HOLDERS, faults, held_fields
from tests.architecture.database_as_built import held_columns


class Origin(msgspec.Struct, frozen=True):
    """Planted: what förordning (2006:39) 5 § forbids."""

    country: str


class OriginRecorded(Event, kw_only=True, frozen=True, tag="origin-recorded.v1"):
    origin: tuple[Origin, ...] | None = None


def test_every_field_of_an_event_an_entry_and_the_vault_has_a_legal_ground() -> None:
    assert list(faults(load_field_grounds(), held_fields())) == []


@pytest.fixture
def held(
    tmp_path: Path, sqlite_environment: Mapping[str, str], postgres_environment: Mapping[str, str]
) -> frozenset[str]:
    """The columns of the databases as built, on both engines."""
    return held_columns(tmp_path, sqlite_environment, postgres_environment)


def test_every_column_of_the_databases_has_a_legal_ground(held: frozenset[str]) -> None:
    assert list(faults(load_column_grounds(), held)) == []


def test_every_code_list_has_a_legal_ground() -> None:
    assert {code_list.ground for code_list in load_reference().code_lists} <= GROUNDS.keys()


def test_a_new_event_and_the_structs_within_it_are_noticed() -> None:
    assert list(faults(load_field_grounds(), held_fields((*HOLDERS, OriginRecorded)))) == [
        "Origin/country has no legal ground",
        "origin-recorded.v1/origin has no legal ground",
    ]


@pytest.mark.parametrize("field", ["register-entered.v2/gender", "Person/phones", "Entry/cause", "PlanMeasure/measure"])
def test_a_field_that_loses_its_ground_is_noticed(field: str) -> None:
    decided = dict(load_field_grounds())
    del decided[field]
    assert list(faults(decided, held_fields())) == [f"{field} has no legal ground"]


def test_a_new_column_is_noticed(held: frozenset[str]) -> None:
    planted = held | {"worklist/diagnosis"}
    assert list(faults(load_column_grounds(), planted)) == ["worklist/diagnosis has no legal ground"]


def test_the_columns_are_read_from_every_kind_of_store(held: frozenset[str]) -> None:
    of_each = {
        "stored_events/body",
        "stored_events/transaction",
        "person_key/wrapped",
        "vault_index/token",
        "worklist/why",
    }
    assert of_each <= held


def test_a_decision_on_something_that_is_no_longer_held_is_noticed() -> None:
    decided = {**load_field_grounds(), "Person/shoe_size": "4 § 1"}
    assert list(faults(decided, held_fields())) == ["Person/shoe_size is decided on, but nothing holds it"]


def test_a_ground_that_does_not_exist_is_noticed() -> None:
    decided = {**load_field_grounds(), "Person/phones": "5 §"}
    assert list(faults(decided, held_fields())) == ["Person/phones: '5 §' is no legal ground"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[Person]\n"4 § 1" = ["phones"]\n"4 § 2" = ["phones"]', "grounds.toml: Person/phones is decided on twice"),
        ('[Person]\n"4 § 1" = ["phones", "phones"]', "grounds.toml: Person/phones is decided on twice"),
        ('[Person]\n"4 § 1" = "phones"', "grounds.toml: "),
        ("[Person", "grounds.toml: "),
    ],
)
def test_a_dictionary_file_that_is_not_clear_is_refused(text: str, says: str) -> None:
    with pytest.raises(DictionaryError) as refused:
        read_grounds(text, "grounds.toml")
    assert says in str(refused.value)
