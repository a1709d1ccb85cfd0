"""What can be wrong with a part of a request is a closed set of codes, each with its sentence in the documentation."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest

from kaa_tracker.adapters.inbound.api.problems import KINDS
from kaa_tracker.adapters.inbound.api.reasons import OnlyAsked, WrongReason
from kaa_tracker.adapters.outbound.reference_files import load_texts
from kaa_tracker.application.intake.rejected import REASONS
from tests.adapters.inbound.api.intake.desk import COORDINATOR, FEED_TOKEN, Desk

ERRORS = (Path(__file__).parents[4] / "docs" / "reference" / "errors.md").read_text(encoding="utf-8")


def test_the_set_is_that_of_messages_and_what_only_a_request_has() -> None:
    assert {code for part in get_args(WrongReason) for code in get_args(part)} == REASONS | set(get_args(OnlyAsked))


def test_each_has_a_sentence_and_stands_in_the_documentation() -> None:
    texts = load_texts()
    assert texts["request"].keys() == set(get_args(OnlyAsked))
    assert texts["rejection"].keys() >= REASONS
    assert [code for code in REASONS | texts["request"].keys() if f"| `{code}` |" not in ERRORS] == []


def test_every_problem_stands_in_the_documentation() -> None:
    assert [code for code, kind in KINDS.items() if f"| `{code}` | {kind.status} |" not in ERRORS] == []


@pytest.mark.parametrize(
    ("path", "asked", "reason"),
    [
        ("quarantine", {"limit": "many"}, "wrong_type"),
        ("quarantine", {"limit": 0}, "out_of_range"),
        ("quarantine/one", {}, "wrong_type"),
        ("register-messages", {"delivery": "å ä"}, "wrong_format"),
    ],
)
def test_what_the_framework_finds_wrong_is_told_by_our_codes(
    desk: Desk, path: str, asked: dict[str, Any], reason: str
) -> None:
    token, method = (FEED_TOKEN, "POST") if path == "register-messages" else (COORDINATOR, "GET")
    headers = {"Authorization": f"Bearer {token}"}
    answer = desk.call(method, f"/v1/{path}", params=asked, headers=headers)
    assert [one["reason"] for one in answer.json()["errors"]] == [reason]
