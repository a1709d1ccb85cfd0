"""Lines of a register file."""

from __future__ import annotations

import json
from typing import Any

NUMBER = "200505032387"  # an official test number with a wrong check digit
NAME = "Ekdunge"


def entered(key: str = "ber-1", **changes: Any) -> bytes:
    """A line that tells of an entry into the register, some of it changed."""
    person: dict[str, Any] = {
        "identity_number": "20050503TF01",
        "birth_date": "2005-05-03",
        "given_name": "Ada",
        "family_name": NAME,
        "address": None,
        "phones": [],
        "emails": [],
    }
    data = {
        "revision": 1,
        "entered_on": "2022-09-01",
        "home_municipality": "0180",
        "district": "farsta",
        "gender": "woman",
        "protection": "none",
        "last_school_occupation": "upper_secondary",
        "person": person,
    }
    return _line(_envelope("entered.v1", key, data), person, data, **changes)


def changed(key: str = "ber-1", **changes: Any) -> bytes:
    """A line that tells of a move to Bromma."""
    data = {"revision": 2, "effective_on": "2022-09-10", "district": "bromma"}
    return _line(_envelope("changed.v1", key, data, id=f"{key}-2", time="2022-09-11T03:00:00Z"), data, **changes)


def left(key: str = "ber-1", **changes: Any) -> bytes:
    """A line that tells of an exit from the register."""
    data = {"revision": 3, "left_on": "2022-09-20", "reason": "studies_registered", "district": "farsta"}
    return _line(_envelope("left.v1", key, data, id=f"{key}-3", time="2022-09-21T03:00:00Z"), data, **changes)


def extract(*keys: str, **changes: Any) -> bytes:
    """A line with BER's extract of the first of October 2022, as the lines of entry tell of these youths."""
    persons = [{"register_key": key, **json.loads(entered(key))["data"]} for key in keys]
    data = {"extract_id": "october", "extract_of": "2022-10-01", "part": 1, "parts": 1, "persons": persons}
    envelope = _envelope("extract.v1", "extract", data, time="2022-10-02T03:00:00Z")
    del envelope["subject"]
    return _line(envelope, data, **changes)


def _envelope(kind: str, key: str, data: dict[str, Any], **others: str) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": key,
        "source": "/ber/kaa",
        "type": f"se.stockholm.ber.kaa.{kind}",
        "subject": key,
        "time": "2022-09-02T03:00:00Z",
        "datacontenttype": "application/json",
        **others,
        "data": data,
    }


def _line(envelope: dict[str, Any], *inner: dict[str, Any], **changes: Any) -> bytes:
    for name, value in changes.items():
        holder = next((part for part in (*inner, envelope) if name in part), envelope)
        holder[name] = value
    return json.dumps(envelope).encode() + b"\n"
