"""A report on its way to readers: what it is, and the files it can be had as."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Protocol, TypeAlias

import msgspec

from kaa_tracker.domain.reports.life import ReportLife
from kaa_tracker.projections.statistics.report.cells import Report

Format: TypeAlias = Literal["pdf", "xlsx", "html", "csv", "json"]

FORMATS: tuple[Format, ...] = ("pdf", "xlsx", "html", "csv", "json")

MEDIA_TYPES: dict[Format, str] = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


class Frozen(msgspec.Struct, frozen=True, kw_only=True):
    """The instance that the figures are read from; ``position`` is of the log, ``digest`` of what was frozen."""

    number: int
    frozen_at: datetime
    position: int
    digest: str
    diary_number: str | None = None
    is_public: bool = False

    @classmethod
    def of(cls, life: ReportLife, *, is_public: bool = False) -> Frozen:
        """The instance itself, or what was let out of it, which has a digest of its own."""
        public = life.published if is_public else None
        return cls(
            number=life.number,
            frozen_at=life.frozen_at,
            position=life.frozen.position,
            digest=life.frozen.sha256 if public is None else public.sha256,
            diary_number=life.frozen.diary_number,
            is_public=is_public,
        )


class About(msgspec.Struct, frozen=True, kw_only=True):
    """``made_at`` is from when the figures are; ``frozen`` is ``None`` of a draft."""

    city: str
    made_at: datetime
    frozen: Frozen | None = None

    @classmethod
    def of(cls, city: str, frozen: Frozen) -> About:
        """Of what is frozen: whenever it is asked for, nothing about it is new."""
        return cls(city=city, made_at=frozen.frozen_at, frozen=frozen)

    @property
    def status(self) -> str:
        if self.frozen is None:
            return "Utkast"
        public = ", offentliggjord" if self.frozen.is_public else ""
        return f"Fryst rapport nr {self.frozen.number}{public}"


class Documents(Protocol):
    """A report as a file. The same report gives the same bytes, whenever and wherever it is asked for."""

    def render(self, report: Report, about: About, format: Format) -> bytes: ...
