"""A refusal of the application as the problem that is answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from kaa_tracker.adapters.inbound.api.problems import Problem
from kaa_tracker.application.access.directory import DirectoryRefused
from kaa_tracker.application.handling import UNKNOWN_CASE
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.projections.sentences import Sentences

_KINDS: Mapping[str, str] = {UNKNOWN_CASE.code: "no_such_case", "unknown_opening": "no_such_opening"}
"""Refusals that say that something is not there."""


def problem_of(refusal: Refusal, sentences: Sentences) -> Problem:
    if (kind := _KINDS.get(refusal.code)) is not None:
        return Problem(kind)
    return Problem("refused", detail=sentences.refusal(refusal), rule=refusal.code, about=list(refusal.about))


@contextmanager
def directory_refusals(sentences: Sentences) -> Iterator[None]:
    """What the directory refuses becomes a ``Problem``."""
    try:
        yield
    except DirectoryRefused as refused:
        raise problem_of(refused.refusal, sentences) from None
