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
    envelope = {
        "specversion": "1.0",
        "id": key,
        "source": "/ber/kaa",
        "type": "se.stockholm.ber.kaa.entered.v1",
        "subject": key,
        "time": "2022-09-02T03:00:00Z",
        "datacontenttype": "application/json",
        "data": data,
    }
    for name, value in changes.items():
        holder: Any = next((part for part in (person, data, envelope) if name in part), envelope)
        holder[name] = value
    return json.dumps(envelope).encode() + b"\n"
