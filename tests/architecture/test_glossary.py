"""Every public class of the domain is explained in the glossary, and the check notices one that is not."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import get_args

import pytest

import kaa_tracker.domain
from kaa_tracker.adapters.outbound.glossary_file import load_glossary
from kaa_tracker.domain.case.commands import Command
from kaa_tracker.domain.case.events import CaseEvent
from kaa_tracker.domain.glossary import Glossary, Term, faults

NO_WORDS_OF_THE_FIELD = {"Term", "worked_out_once"}
"""The glossary does not explain itself, nor how a property is kept."""


def public_classes(package: ModuleType) -> Iterator[str]:
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        for name, value in vars(importlib.import_module(found.name)).items():
            if inspect.isclass(value) and value.__module__ == found.name and not name.startswith("_"):
                yield name


CLASSES = frozenset(public_classes(kaa_tracker.domain)) - NO_WORDS_OF_THE_FIELD


def with_term(*names: str, swedish: str = "ord") -> Glossary:
    term = Term(names=names, swedish=swedish, definition="What it means", source="this program")
    return {**load_glossary(), "planted": (term,)}


def test_every_public_class_of_the_domain_is_explained_once() -> None:
    assert list(faults(load_glossary(), CLASSES)) == []


@pytest.mark.parametrize("kind", [*get_args(CaseEvent), *get_args(Command)])
def test_every_event_and_command_is_among_the_classes_looked_at(kind: type) -> None:
    assert kind.__name__ in CLASSES


def test_a_new_class_that_nobody_has_explained_is_noticed() -> None:
    assert list(faults(load_glossary(), CLASSES | {"YouthLost"})) == ["YouthLost is in no term"]


def test_a_name_explained_twice_is_noticed() -> None:
    assert list(faults(with_term("sought"), CLASSES)) == ["sought is in two terms"]


def test_a_term_for_a_class_that_is_no_more_is_noticed() -> None:
    assert list(faults(with_term("YouthLost"), CLASSES)) == ["YouthLost is in a term, but no such class exists"]


def test_a_term_without_a_swedish_word_is_noticed() -> None:
    assert list(faults(with_term("lost", swedish=""), CLASSES)) == ["the term of lost is incomplete"]
