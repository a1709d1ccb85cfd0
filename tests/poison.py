"""Bytes that no reader of register messages may take, nor stumble over."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from kaa_tracker.application.intake.rejected import Reason

WRONG_CHECK_DIGIT = "200505032387"
"""An official test number with another last digit."""


class Poison(NamedTuple):
    """A body, and why and where it is refused."""

    body: bytes
    reason: Reason
    path: str = "$"
    detail: str | None = None


def poison(name: str = "poison") -> Mapping[str, Poison]:
    """One of each kind, by what is wrong with it. Another ``name`` makes other bodies, of messages with other ids."""
    good = _entry(name, 0)
    person = "$.data.person"
    return {
        "bytes that are not UTF-8": Poison(good.replace(b"Prov", b"Pr\xf6v"), "not_utf8"),
        "ten megabytes": Poison(good.replace(b"Prov", b"Prov" * 2_500_000), "too_large"),
        "a thousand levels": Poison(good.replace(b'"Prov"', b"[" * 1_000 + b"]" * 1_000), "too_deep"),
        "a name twice": Poison(good.replace(b'"revision"', b'"revision": 2, "revision"'), "duplicate_keys"),
        "NaN": Poison(good.replace(b'"revision": 1', b'"revision": NaN'), "not_finite"),
        "a NUL byte": Poison(good.replace(b"Prov", b"Pr\0v"), "nul_byte"),
        "a NUL written as an escape": Poison(good.replace(b"Prov", b"Pr\\u0000v"), "nul_byte"),
        "half a character": Poison(good.replace(b"Prov", b"Pr\\ud800v"), "lone_surrogate"),
        "a message cut off": Poison(good[:-40], "not_json"),
        "no envelope": Poison(json.dumps([name]).encode(), "not_cloudevents"),
        "an unknown type": Poison(_entry(name, 1, type="se.stockholm.ber.kaa.vanished.v1"), "unknown_type", "$.type"),
        "an unknown version": Poison(
            _entry(name, 2, type="se.stockholm.ber.kaa.entered.v99"), "unknown_version", "$.type"
        ),
        "another municipality": Poison(
            _entry(name, 3, home_municipality="1480"), "wrong_municipality", "$.data.home_municipality"
        ),
        "an impossible date": Poison(_entry(name, 4, entered_on="2022-02-30"), "impossible_date", "$.data.entered_on"),
        "a day to come": Poison(_entry(name, 5, entered_on="2199-01-01"), "future_date", "$.data.entered_on"),
        "a bad personnummer": Poison(
            _entry(name, 6, identity_number=WRONG_CHECK_DIGIT),
            "bad_identity_number",
            f"{person}.identity_number",
            "wrong_check_digit",
        ),
        "an unknown district": Poison(_entry(name, 7, district="atlantis"), "unknown_code", "$.data.district"),
        "a field of another kind": Poison(_entry(name, 8, given_name=8), "wrong_type", f"{person}.given_name"),
        "a revision of nought": Poison(_entry(name, 9, revision=0), "out_of_range", "$.data.revision"),
    }


def _entry(name: str, number: int, **changes: Any) -> bytes:
    """A good message about an entry, but for the changes."""
    person: dict[str, Any] = {
        "identity_number": "20050503TF01",
        "birth_date": "2005-05-03",
        "given_name": "Prov",
        "family_name": "Testsson",
    }
    data = {
        "revision": 1,
        "entered_on": "2022-03-01",
        "home_municipality": "0180",
        "district": "farsta",
        "gender": "woman",
        "last_school_occupation": "upper_secondary",
        "person": person,
    }
    envelope = {
        "specversion": "1.0",
        "id": f"{name}-{number}",
        "source": "/ber/kaa",
        "type": "se.stockholm.ber.kaa.entered.v1",
        "subject": f"{name}-{number}",
        "time": "2022-03-02T04:10:00+01:00",
        "datacontenttype": "application/json",
        "data": data,
    }
    for field, value in changes.items():
        holder: dict[str, Any] = next(part for part in (person, data, envelope) if field in part)
        holder[field] = value
    return json.dumps(envelope).encode()
