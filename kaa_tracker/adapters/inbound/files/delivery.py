"""A file of register messages as one delivery: into the inbox line by line, and what became of each line."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from kaa_tracker.adapters.inbound.files.importing import LINES_AT_ONCE, Effect, LineResult
from kaa_tracker.adapters.inbound.files.lines import read_lines
from kaa_tracker.adapters.inbound.messages.register import read_envelope
from kaa_tracker.application.intake.inbox import Settled, State, Stored
from kaa_tracker.settings import Settings
from kaa_tracker.system import Intake

LONGEST_LINE = 16 << 20
"""A longer one is cut, and not kept."""


class StoredLine(NamedTuple):
    line: int
    stored: Stored


class FileDelivery:
    """The door of files."""

    def __init__(self, intake: Intake, settings: Settings) -> None:
        self._receiving = intake.receiving
        self._inbox = intake.inbox
        self._longest = settings.max_line_bytes

    def store(self, path: Path, progress: Callable[[int], None]) -> list[StoredLine]:
        """Every line that is not blank, durably in the inbox.

        The same file is the same delivery again, until somebody has decided about it.
        """
        name, stored = _fingerprint(path), list[StoredLine]()
        lines = read_lines(path, LONGEST_LINE)
        while some := list(islice(lines, LINES_AT_ONCE)):
            raws = [read_envelope(line.raw, max_bytes=self._longest) for line in some]
            places = self._receiving.receive("file", raws, name)
            stored += [StoredLine(line.number, place) for line, place in zip(some, places, strict=True)]
            progress(len(some))
        return stored

    def results(self, lines: Sequence[StoredLine]) -> Iterator[LineResult]:
        """What has become of the lines, in order."""
        for start in range(0, len(lines), LINES_AT_ONCE):
            some = lines[start : start + LINES_AT_ONCE]
            settled = self._inbox.settled([line.stored.number for line in some])
            for line in some:
                yield _result(line, settled[line.stored.number])


_EFFECTS: Mapping[State, Effect] = {
    "applied": "recorded",
    "no_effect": "unchanged",
    "stale": "unchanged",
    "waiting": "waiting",
    "received": "received",
    "discarded": "discarded",
}


def _result(line: StoredLine, settled: Settled) -> LineResult:
    if settled.state == "quarantined":
        return LineResult(line.line, "rejected", settled.reason, tuple(filter(None, (settled.path, settled.detail))))
    effect = _EFFECTS[settled.state]
    is_old = line.stored.how == "repeat" and effect == "recorded"
    return LineResult(line.line, "unchanged" if is_old else effect)


def _fingerprint(path: Path) -> str:
    """Says nothing of the file's name, which may be a person's."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()[:16]
