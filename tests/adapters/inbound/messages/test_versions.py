"""Versions of one message stand beside each other, and whichever is sent has the same effect."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_tracker.application.intake.rejected import Rejected
from tests.adapters.inbound.messages.examples import ENTERED, PERSON, changed, message, parse, taken

KINDS = {"phones": "phone", "emails": "email"}

details = st.lists(st.sampled_from(["070-174 06 05", "070-174 06 15", "a@example.org", "b@example.org"]), max_size=20)
changes = st.fixed_dictionaries(
    {"revision": st.integers(1, 9), "effective_on": st.just("2022-03-12")},
    optional={"district": st.just("bromma"), "gender": st.just("man"), "protection": st.just("none")},
)
ways: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries({"phones": details, "emails": details}) | st.builds(
    dict
)
"""A person's phones and e-mails, or nothing about either: version 2 tells of both or of neither."""


def told_in_v2(person: Mapping[str, Any], data: st.DataObject) -> dict[str, Any]:
    """The same person in version 2; numbers and addresses come in any mixture, each kind in its order."""
    others = {name: value for name, value in person.items() if name not in KINDS}
    if not KINDS.keys() & person.keys():
        return others
    kinds = list(chain.from_iterable([name] * len(person[name]) for name in KINDS))
    mixture = data.draw(st.permutations(kinds), label="mixture")
    left = {name: iter(person[name]) for name in KINDS}
    return {**others, "contacts": [{"kind": KINDS[name], "value": next(left[name])} for name in mixture]}


@given(ways, st.data())
def test_an_entry_has_the_same_effect_in_either_version(reached: dict[str, Any], data: st.DataObject) -> None:
    person = {name: value for name, value in PERSON.items() if name not in KINDS} | reached
    one = taken(message({**ENTERED, "person": person}, "entered.v1"))
    assert taken(message({**ENTERED, "person": told_in_v2(person, data)}, "entered.v2")) == one


@given(changes, st.sets(st.sampled_from(sorted(PERSON.keys() - KINDS.keys()))), ways, st.data())
def test_a_change_has_the_same_effect_in_either_version(
    change: dict[str, Any], fields: set[str], reached: dict[str, Any], data: st.DataObject
) -> None:
    person = {name: PERSON[name] for name in fields} | reached
    one = taken(message({**change, "person": person}, "changed.v1"))
    assert taken(message({**change, "person": told_in_v2(person, data)}, "changed.v2")) == one


def test_a_change_of_nobody_has_the_same_effect_in_either_version() -> None:
    change = {"revision": 2, "effective_on": "2022-03-12"}
    assert taken(message(change, "changed.v2")) == taken(message(change, "changed.v1"))


def test_a_version_does_not_know_the_fields_of_the_other() -> None:
    assert taken(message({**ENTERED, "person": {**PERSON, "contacts": []}}, "entered.v1")).unknown_fields == 1
    found = taken(message(ENTERED, "entered.v2"))
    assert found.unknown_fields == 2
    assert (found.person["phones"], found.person["emails"]) == ((), ())


def test_what_the_format_does_not_know_of_a_contact_is_counted() -> None:
    contacts = [
        {"kind": "phone", "value": "070-174 06 05", "label": "home", "since": 2020},
        {"kind": "email", "value": "x"},
    ]
    assert taken(changed("$.data.person.contacts", contacts, message(ENTERED, "entered.v2"))).unknown_fields == 4


@pytest.mark.parametrize(
    ("contacts", "reason", "place"),
    [
        (None, "wrong_type", ""),
        ("070-174 06 05", "wrong_type", ""),
        ({}, "wrong_type", ""),
        ([{"kind": "phone", "value": "1"}] * 41, "wrong_length", ""),
        ([{"kind": "phone", "value": "1"}, {"value": "1"}], "missing_field", "[1].kind"),
        ([{"kind": "pigeon", "value": "1"}], "unknown_code", "[0].kind"),
        ([{"kind": "email"}], "missing_field", "[0].value"),
        ([{"kind": "email", "value": " "}], "wrong_format", "[0].value"),
        (["070-174 06 05"], "wrong_type", "[0]"),
    ],
)
def test_a_contact_that_cannot_be_read_is_told_with_its_place(contacts: Any, reason: Any, place: str) -> None:
    document = changed("$.data.person.contacts", contacts, message(ENTERED, "entered.v2"))
    assert parse(document) == Rejected(reason, f"$.data.person.contacts{place}")
