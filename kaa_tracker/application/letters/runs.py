"""A letter run: whom it was prepared for, what became of each letter, and who did what when."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Literal, NamedTuple, Protocol, TypeAlias
from uuid import UUID

from kaa_tracker.domain.access.roles import Posting, Role
from kaa_tracker.domain.case.refusal import Refusal

MOST = 5_000
"""The youths of one run."""

FORGOTTEN = UUID(int=0)
"""Stands where the id of a case stood that was disposed of."""

Fate: TypeAlias = Literal["ready", "refused", "lapsed", "written", "voided", "kept"]
"""Of one letter. ``ready``: it can go. ``refused``: a rule said no when the run was prepared. ``lapsed``: it was
ready and could not go any more. ``written``: posted, and an attempt of the case. ``voided``: undone. ``kept``:
the run was undone, and the attempt stays because something rests on it, or because it is out of reach."""

READY: tuple[Fate, ...] = ("ready",)

COMES_FROM: Mapping[Fate, tuple[Fate, ...]] = {
    "lapsed": ("ready",),
    "written": ("ready", "lapsed"),
    "voided": ("written", "kept"),
    "kept": ("written", "kept"),
}
"""What a letter was before. Of two who post at once one may find that it lapsed; that it was written stands."""

RunState: TypeAlias = Literal["prepared", "posting", "posted", "undone"]
"""``posting``: it was begun and not brought to its end; posting it again completes it."""


class LetterRun(NamedTuple):
    """Prepared under one posting; ``unit`` is empty where that has none. ``missing``: so many of those asked for
    are no cases of the user's, whatever the reason."""

    run_id: UUID
    role: Role
    unit: str
    prepared_by: str
    prepared_at: datetime
    missing: int
    posted_on: date | None = None
    """The day the letters went, settled when the posting began."""
    posted_by: str | None = None
    posted_at: datetime | None = None
    """When the posting was brought to its end."""
    undone_by: str | None = None
    undone_at: datetime | None = None

    @property
    def posting(self) -> Posting:
        return Posting(self.role, self.unit)

    @property
    def state(self) -> RunState:
        if self.undone_at is not None:
            return "undone"
        if self.posted_at is not None:
            return "posted"
        return "prepared" if self.posted_on is None else "posting"

    @property
    def cause(self) -> str:
        """The id of the command that writes the attempts, the same in every case and every time it is tried."""
        return f"letter-run:{self.run_id}"


class Recipient(NamedTuple):
    """A letter of a run, at its place in it. ``unit`` and ``address_id``: the case's, when the run was prepared."""

    place: int
    case_id: UUID
    unit: str
    address_id: UUID | None
    fate: Fate = "ready"
    why: Refusal | None = None


class Turn(NamedTuple):
    """What becomes of a letter, and by which rule."""

    fate: Fate
    why: Refusal | None = None


Turns: TypeAlias = Mapping[int, Turn]
"""By the place in the run."""


class LetterRuns(Protocol):
    """Where runs are kept. Each method is one transaction, and can be repeated without a second effect."""

    def add(self, run: LetterRun, recipients: Sequence[Recipient]) -> LetterRun:
        """The run as it stands: one that is there already under its id stays as it is."""
        ...

    def run(self, run_id: UUID) -> LetterRun | None: ...

    def runs(self, units: Collection[str] | None, *, limit: int, page: int = 1) -> tuple[Sequence[LetterRun], int]:
        """Those of the units, or all, the latest first; and how many there are."""
        ...

    def recipients(
        self, run_id: UUID, fates: Collection[Fate] = (), *, limit: int = MOST, page: int = 1
    ) -> Sequence[Recipient]:
        """In the order of their places; without ``fates`` whatever became of them."""
        ...

    def tally(self, run_id: UUID) -> Mapping[Turn, int]:
        """How many letters came to what, and why. Empty once they are forgotten."""
        ...

    def begin_posting(self, run_id: UUID, on: date, by: str) -> LetterRun:
        """The run with the day it is posted on: the one given, unless another was before."""
        ...

    def turn(self, run_id: UUID, turns: Turns) -> None:
        """What became of letters that were what ``COMES_FROM`` says."""
        ...

    def posted(self, run_id: UUID, turns: Turns, at: datetime) -> LetterRun: ...

    def undone(self, run_id: UUID, turns: Turns, by: str, at: datetime) -> LetterRun: ...

    def forget_case(self, case_id: UUID) -> int:
        """Put ``FORGOTTEN`` wherever the case stands; answers in how many letters. They are counted as before."""
        ...

    def forget_before(self, moment: datetime) -> int:
        """Delete the letters of the runs prepared before then; answers how many. The runs stay."""
        ...
