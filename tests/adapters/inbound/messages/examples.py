"""Messages of BER as it would send them, each changed at one place for a test."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from kaa_tracker.adapters.inbound.messages.register import read_register_message
from kaa_tracker.adapters.inbound.messages.register.message import Read
from kaa_tracker.adapters.outbound.reference_files import load_reference
from kaa_tracker.application.intake.extract import ExtractPart
from kaa_tracker.application.intake.register import RegisterMessage
from kaa_tracker.domain.identifiers import official_test_number

STOCKHOLM = load_reference()
TODAY = date(2022, 3, 15)
BORN = date(2004, 5, 17)
NUMBER = official_test_number(BORN, "woman")
PAGE = (Path(__file__).parents[4] / "docs" / "reference" / "messages.md").read_text("utf-8")

PERSON: dict[str, Any] = {
    "identity_number": NUMBER,
    "birth_date": "2004-05-17",
    "given_name": "Åsa",
    "family_name": "Öberg",
    "address": {"street": "Provgatan 1", "postal_code": "123 45", "city": "Farsta"},
    "phones": ["070-174 06 05"],
    "emails": ["asa@example.org"],
}
ENTERED: dict[str, Any] = {
    "revision": 1,
    "entered_on": "2022-03-11",
    "home_municipality": "0180",
    "district": "farsta",
    "gender": "woman",
    "protection": "confidentiality_marked",
    "last_school_occupation": "upper_secondary",
    "person": PERSON,
}
LEFT: dict[str, Any] = {"revision": 3, "left_on": "2022-03-13", "reason": "diploma", "district": "no_district"}

any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def message(data: Any, kind: str = "entered.v1", **envelope: Any) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": "m-1",
        "source": "/ber/kaa",
        "type": f"se.stockholm.ber.kaa.{kind}",
        "subject": "p-5f3a91",
        "time": "2022-03-14T04:10:00+01:00",
        "datacontenttype": "application/json",
        "data": data,
        **envelope,
    }


def listed(key: str, **others: Any) -> dict[str, Any]:
    """A youth of an extract."""
    return {"register_key": key, **ENTERED, **others}


def extract(*persons: Any, **data: Any) -> dict[str, Any]:
    """An extract of these persons, which is about nobody in particular."""
    told = {"extract_id": "2022-03-14", "extract_of": "2022-03-14", "part": 1, "parts": 1, "persons": list(persons)}
    document = message({**told, **data}, "extract.v1")
    del document["subject"]
    return document


places = st.sampled_from(
    [f"$.{name}" for name in message(None)]
    + [f"$.data.{name}" for name in ENTERED]
    + [f"$.data.person.{name}" for name in PERSON]
    + [f"$.data.person.address.{name}" for name in PERSON["address"]]
)
"""Every place of an entry message."""


def changed(path: str, value: Any, document: Any = None) -> dict[str, Any]:
    """The document, or an entry message, with another value at the path, ``...`` to leave it out."""
    found: dict[str, Any] = deepcopy(document or message(ENTERED))
    *way, last = path.removeprefix("$.").split(".")
    inner = found
    for step in way:
        inner = inner[step]
    if value is ...:
        del inner[last]
    else:
        inner[last] = value
    return found


def raw_of(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def parse(document: Any) -> Read:
    return parse_raw(raw_of(document))


def parse_raw(raw: bytes) -> Read:
    return read_register_message(raw, today=TODAY, reference=STOCKHOLM)


def taken(document: Any) -> RegisterMessage:
    found = parse(document)
    assert isinstance(found, RegisterMessage), found
    return found


def part(document: Any) -> ExtractPart:
    found = parse(document)
    assert isinstance(found, ExtractPart), found
    return found


def page_examples() -> list[str]:
    """The register messages shown in the documentation."""
    return re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
