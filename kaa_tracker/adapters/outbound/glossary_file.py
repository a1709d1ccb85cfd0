"""Reads the glossary from its data file."""

from __future__ import annotations

import tomllib
from importlib import resources

import msgspec

from kaa_tracker.domain.glossary import Glossary, Term


def load_glossary() -> Glossary:
    """The shipped terms by subject. Raises ``msgspec.ValidationError`` for a malformed term."""
    text = (resources.files("kaa_tracker.data") / "glossary.toml").read_text(encoding="utf-8")
    subjects = {name: terms for name, terms in tomllib.loads(text).items() if name != "source"}
    return msgspec.convert(subjects, dict[str, tuple[Term, ...]])
