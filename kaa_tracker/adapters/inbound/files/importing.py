"""Takes a file line by line: each line stands alone, good ones have their effect, bad ones a reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Generic, Literal, NamedTuple, TypeAlias, TypeVar

from kaa_tracker.adapters.inbound.files.lines import read_lines
from kaa_tracker.application.handling import Recorded, Result, Unchanged
from kaa_tracker.application.intake.register import Waiting
from kaa_tracker.application.intake.rejected import Rejected
from kaa_tracker.domain.case.refusal import Refusal

LINES_AT_ONCE = 5_000

T = TypeVar("T")


Effect: TypeAlias = Literal[
    "recorded", "unchanged", "refused", "rejected", "no_entry", "waiting", "received", "discarded"
]
"""``waiting`` and ``received``: the line lies in the inbox, waiting for an entry or for somebody's decision.
``discarded``: somebody decided that it has no effect."""


class LineResult(NamedTuple):
    """What came of a line; ``code`` and ``about`` say why a bad one had no effect."""

    number: int
    effect: Effect
    code: str = ""
    about: tuple[str, ...] = ()

    @property
    def is_bad(self) -> bool:
        return self.effect in ("refused", "rejected", "no_entry")


class Importer(Generic[T]):
    """``parse`` validates a line, ``take`` gives the parsed lines to the application."""

    def __init__(
        self,
        parse: Callable[[bytes], T | Rejected],
        take: Callable[[Sequence[T]], Sequence[Result | Waiting]],
        max_bytes: int,
    ) -> None:
        self._parse = parse
        self._take = take
        self._max_bytes = max_bytes

    def run(self, path: Path) -> Iterator[LineResult]:
        """The result of each line that is not blank, in order.

        Lines that wait for another are tried again at the end, and come last.
        """
        waiting: list[tuple[int, T]] = []
        lines = read_lines(path, self._max_bytes)
        while some := list(islice(lines, LINES_AT_ONCE)):
            rejected: list[LineResult] = []
            good: list[tuple[int, T]] = []
            for number, raw in some:
                match self._parse(raw):
                    case Rejected(reason=reason, path=place, detail=detail):
                        about = (place, detail) if detail else (place,)
                        rejected.append(LineResult(number, "rejected", reason, about))
                    case found:
                        good.append((number, found))
            yield from sorted([*rejected, *self._taken(good, waiting)])
        still_waiting: list[tuple[int, T]] = []
        yield from self._taken(waiting, still_waiting)
        yield from (LineResult(number, "no_entry", "no_entry") for number, _ in still_waiting)

    def _taken(self, lines: Sequence[tuple[int, T]], waiting: list[tuple[int, T]]) -> Iterator[LineResult]:
        results = self._take([found for _, found in lines]) if lines else []
        for (number, found), result in zip(lines, results, strict=True):
            match result:
                case Recorded():
                    yield LineResult(number, "recorded")
                case Unchanged():
                    yield LineResult(number, "unchanged")
                case Refusal(code=code, about=about):
                    yield LineResult(number, "refused", code, about)
                case Waiting():
                    waiting.append((number, found))
