"""A stand-in for the streams of frozen reports, with their whole contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from kaa_tracker.application.ports import VersionConflict
from kaa_tracker.application.reports.ports import ContentKind
from kaa_tracker.domain.reports.events import ReportEntry, ReportEvent, ReportFrozen, ReportPublished


class ReportStreamsInMemory:
    """``ReportStreams``."""

    def __init__(self) -> None:
        self._streams: dict[int, list[ReportEntry]] = {}
        self._contents: dict[tuple[int, ContentKind], bytes] = {}

    def begin(self, frozen: ReportFrozen, content: bytes, by: str, at: datetime) -> int:
        for begun, (first, *_) in self._streams.items():
            if isinstance(first.event, ReportFrozen) and first.event.command_id == frozen.command_id != "":
                return begun
        number = len(self._streams) + 1
        self._streams[number] = [ReportEntry(1, by, at, frozen)]
        self._contents[number, "frozen"] = content
        return number

    def append(self, number: int, after_version: int, event: ReportEvent, by: str, at: datetime) -> None:
        if len(self._streams.get(number, ())) != after_version:
            raise VersionConflict
        self._streams[number].append(ReportEntry(after_version + 1, by, at, event))

    def publish(
        self, number: int, after_version: int, published: ReportPublished, content: bytes, by: str, at: datetime
    ) -> None:
        let_out = [kind for _, kind in self._contents].count("public")
        if published.publication != let_out + 1:
            raise VersionConflict
        self.append(number, after_version, published, by, at)
        self._contents[number, "public"] = content

    def history(self, number: int) -> Sequence[ReportEntry]:
        return list(self._streams.get(number, ()))

    def histories(self) -> Mapping[int, Sequence[ReportEntry]]:
        return {number: list(entries) for number, entries in self._streams.items()}

    def content(self, number: int, kind: ContentKind) -> bytes | None:
        return self._contents.get((number, kind))
