"""What happens to a report, by the name it is stored under.

A name carries its version and never changes. No event holds anything of a person: only the figures' hash,
and how they were worked out.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, NamedTuple, TypeAlias

import msgspec

ReportKind: TypeAlias = Literal["annual"]


class _Event(msgspec.Struct, frozen=True, tag_field="type", forbid_unknown_fields=True):
    """Something that happened to a report."""


class ReportFrozen(_Event, kw_only=True, frozen=True, tag="report-frozen.v1"):
    """*Fryst*: figures as they were at ``position`` of the log, by the reference data and divisions named.

    ``sha256`` is of the figures' bytes; ``follows`` is the report of the same year that was frozen last before;
    ``command_id`` is the name under which it was asked for, by which the same sent again is known.
    """

    report: ReportKind
    year: int
    division_before: date
    reference_version: str
    position: int
    sha256: str
    diary_number: str | None = None
    follows: int | None = None
    command_id: str = ""


class ReportApproved(_Event, kw_only=True, frozen=True, tag="report-approved.v1"):
    """*Godkänd*: somebody other than who froze it stands for it; ``sha256`` says for which figures."""

    sha256: str


class ReportPublished(_Event, kw_only=True, frozen=True, tag="report-published.v1"):
    """*Publicerad*: let out as publication number ``publication``, without the figures below ``threshold``
    persons and those that would give them away; ``sha256`` is of what was let out."""

    publication: int
    threshold: int
    sha256: str


ReportEvent: TypeAlias = ReportFrozen | ReportApproved | ReportPublished


class ReportEntry(NamedTuple):
    """An event of a report: number ``version`` of its stream, from 1 without gaps."""

    version: int
    by: str
    at: datetime
    event: ReportEvent
