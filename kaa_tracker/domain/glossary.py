"""The glossary: each term once, with its identifiers here, its Swedish name, its meaning and its source.

It is a promise to readers: every public name of the domain is explained in it, so that a coordinator
and a developer mean the same thing. The terms lie in ``data/glossary.toml``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TypeAlias

import msgspec


class Term(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the ``names`` stand for: classes, or codes and measures in lower case."""

    names: tuple[str, ...]
    swedish: str
    definition: str
    source: str


Glossary: TypeAlias = Mapping[str, tuple[Term, ...]]
"""The terms by subject, in the order in which they are best read."""


def faults(glossary: Glossary, classes: Collection[str]) -> Iterator[str]:
    """Classes without a term, names with two, and terms for classes that are no more."""
    explained = [name for terms in glossary.values() for term in terms for name in term.names]
    for name in sorted(set(classes) - set(explained)):
        yield f"{name} is in no term"
    for name in sorted({name for name in explained if explained.count(name) > 1}):
        yield f"{name} is in two terms"
    for name in sorted(name for name in explained if name[0].isupper() and name not in classes):
        yield f"{name} is in a term, but no such class exists"
    for term in (term for terms in glossary.values() for term in terms):
        if not all((term.names, term.swedish, term.definition, term.source)):
            yield f"the term of {', '.join(term.names) or term.swedish} is incomplete"
