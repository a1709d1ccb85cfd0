"""The domain, the decisions and the folds read no clock: time arrives with the command."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "kaa_tracker"
CLOCKS = {"now", "today", "utcnow", "time", "time_ns", "monotonic"}


def clock_reads(source: str) -> Iterator[int]:
    """The lines on which a clock of the standard library is read."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            owner = node.func.value
            if isinstance(owner, ast.Name) and owner.id in {"datetime", "date", "time"}:
                yield node.lineno


@pytest.mark.parametrize("layer", ["domain", "application", "projections", "simulation"])
def test_no_clock_is_read(layer: str) -> None:
    read = [
        f"{module.relative_to(PACKAGE)}:{line}"
        for module in sorted((PACKAGE / layer).rglob("*.py"))
        for line in clock_reads(module.read_text(encoding="utf-8"))
    ]
    assert read == []


def test_a_planted_clock_is_found() -> None:
    assert list(clock_reads("from datetime import datetime\nrecorded = datetime.now()\n")) == [2]
