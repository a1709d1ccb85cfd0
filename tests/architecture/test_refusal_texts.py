"""Every refusal the program can give has a Swedish sentence, and the check notices one without."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import kaa_tracker
from kaa_tracker.adapters.outbound.reference_files import load_texts

PACKAGE = Path(kaa_tracker.__file__).parent
SENTENCES = load_texts()["refusal"]


def refusal_codes(source: str) -> Iterator[str]:
    """Every code that stands in the first argument of a ``Refusal``, also in a choice between two."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refusal" and node.args:
            yield from (
                leaf.value
                for leaf in ast.walk(node.args[0])
                if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str)
            )


def without_a_sentence(codes: Iterator[str]) -> list[str]:
    return sorted(set(codes) - SENTENCES.keys())


@pytest.mark.parametrize("module", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_every_refusal_has_a_swedish_sentence(module: Path) -> None:
    assert without_a_sentence(refusal_codes(module.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "planted",
    ['Refusal("moon_is_full", ("day",))', 'Refusal("moon_is_full" if late else "unknown_case")'],
)
def test_a_refusal_without_a_sentence_is_noticed(planted: str) -> None:
    assert without_a_sentence(refusal_codes(planted)) == ["moon_is_full"]
