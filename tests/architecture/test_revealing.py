"""Personal values leave the vault by one way alone, and the check notices another."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import kaa_tracker

PACKAGE = Path(kaa_tracker.__file__).parent

OPENS_PERSONS = frozenset(("get", "births"))
"""The calls of the vault that answer with values of persons."""

MAY_OPEN = (
    "application/access/revealing.py",
    "application/intake/",
    "application/casework.py",
    "application/half_year/checking.py",
    "application/letters/judging.py",
    "application/daily_round.py",
)
"""Whoever shows persons, with a log; and whoever decides or writes by what is known of them, and shows nobody."""


def openings(source: str) -> Iterator[int]:
    """The lines on which persons are read from something called a vault, or that something is taken hold of."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in OPENS_PERSONS and _is_vault(node.value):
            yield node.lineno


def _is_vault(node: ast.expr) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return "vault" in name.lower()


def modules() -> Iterator[Path]:
    return (module for module in sorted(PACKAGE.rglob("*.py")) if "outbound" not in module.parts)


def test_persons_are_read_from_the_vault_only_where_they_are_logged_or_not_shown() -> None:
    elsewhere = [
        f"{name}:{line}"
        for module in modules()
        if not (name := module.relative_to(PACKAGE).as_posix()).startswith(MAY_OPEN)
        for line in openings(module.read_text(encoding="utf-8"))
    ]
    assert elsewhere == []


@pytest.mark.parametrize("allowed", MAY_OPEN)
def test_what_may_open_persons_does(allowed: str) -> None:
    found = [
        line
        for module in modules()
        if module.relative_to(PACKAGE).as_posix().startswith(allowed)
        for line in openings(module.read_text(encoding="utf-8"))
    ]
    assert found


@pytest.mark.parametrize(
    "planted",
    ["system.vault.get([case_id])", "read = self._vault.get", "vault.births(case_ids)", "person_vault.get(ids)"],
)
def test_a_planted_reading_is_found(planted: str) -> None:
    assert list(openings(f"import os\n{planted}\n")) == [2]


def test_what_only_finds_cases_is_let_through() -> None:
    assert list(openings("vault.cases_of_name(name)\nnames.get(case_id)\n")) == []
