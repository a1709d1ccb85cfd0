"""What people do with letter runs, and what they are answered."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tests.adapters.inbound.api.letters.youths import EVERYBODY
from tests.adapters.inbound.api.office import Office


def prepared(office: Office, *names: str, who: str = "lena", **more: Any) -> dict[str, Any]:
    ids = [str(office.case_of(name)) for name in names or EVERYBODY]
    answer = office.post(who, "/letter-runs", {"case_ids": ids}, **more)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def path_of(run: dict[str, Any]) -> str:
    return f"/letter-runs/{run['run_id']}"


def fates(run: dict[str, Any]) -> Counter[tuple[str, str | None]]:
    return Counter({(one["fate"], one["rule"]): one["count"] for one in run["letters"]})


def listed(office: Office, run: dict[str, Any], who: str = "lena", **query: Any) -> dict[str, tuple[str, str | None]]:
    answer = office.get(who, f"{path_of(run)}/recipients", **query)
    return {row["given_name"]: (row["fate"], row["rule"]) for row in answer.json()["rows"]}


def posted(office: Office, run: dict[str, Any], who: str = "lena", **body: Any) -> dict[str, Any]:
    answer = office.post(who, f"{path_of(run)}/posting", body)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def undone(office: Office, run: dict[str, Any], who: str = "lena") -> dict[str, Any]:
    answer = office.post(who, f"{path_of(run)}/undoing")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def events(office: Office, name: str, kind: type[Any]) -> list[Any]:
    case_id = office.case_of(name)
    history = office.system.store.histories([case_id])[case_id]
    return [entry.event for entry in history if isinstance(entry.event, kind)]
