"""What freezing asks of the outside world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Generic, Literal, NamedTuple, Protocol, TypeAlias, TypeVar

from kaa_tracker.domain.reports.events import ReportEntry, ReportEvent, ReportFrozen, ReportPublished

R = TypeVar("R")

ContentKind: TypeAlias = Literal["frozen", "public"]


class Drawn(NamedTuple, Generic[R]):
    """Figures, and the position of the log at which they were; the year before is in the division of a day."""

    report: R
    position: int
    division_before: date
    reference_version: str


class Figures(Protocol[R]):
    """The figures of reports."""

    def draw(self, year: int, division_before: date | None) -> Drawn[R]:
        """Figures and position, of one state of the read model."""
        ...

    def encode(self, report: R) -> bytes:
        """The same bytes for the same figures, always."""
        ...

    def decode(self, content: bytes) -> R: ...

    def publication(self, report: R, earlier: Sequence[R], threshold: int) -> R:
        """What of it may be let out beside what was let out before: no figure of fewer persons than the
        threshold, nor any that would give one away. Raises ``ReportsRefused`` where that cannot be shown."""
        ...


class ReportStreams(Protocol):
    """The events of each report, and its content; only ever added to. Each call is one transaction, durable when
    it returns. What is read is checked, and ``AlteredReport`` raised where it is not as it was written."""

    def begin(self, frozen: ReportFrozen, content: bytes, by: str, at: datetime) -> int:
        """A new report; answers its number, or that of the report that was begun by the same command before.
        Raises ``VersionConflict``."""
        ...

    def append(self, number: int, after_version: int, event: ReportEvent, by: str, at: datetime) -> None:
        """Raises ``VersionConflict`` where something has been added after that version."""
        ...

    def publish(
        self, number: int, after_version: int, published: ReportPublished, content: bytes, by: str, at: datetime
    ) -> None:
        """As ``append``, and the content with it. Raises ``VersionConflict`` also where another report has been
        let out under the number of this publication."""
        ...

    def history(self, number: int) -> Sequence[ReportEntry]:
        """In order; empty where there is no such report."""
        ...

    def histories(self) -> Mapping[int, Sequence[ReportEntry]]:
        """Of all reports, in the order of their numbers."""
        ...

    def content(self, number: int, kind: ContentKind) -> bytes | None:
        """The bytes as they are kept."""
        ...
