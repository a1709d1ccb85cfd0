"""What people have to have decided, in words: purposes, periods, risks, and what is done about them.

Whatever the program knows by itself, the roles, the fields and their grounds, the days things are
kept, is never written here but filled in from the running configuration.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

import msgspec


class Activity(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A processing of personal data, as article 30.1 wants it recorded."""

    name: str
    purpose: str
    ground: str
    subjects: str
    categories: tuple[str, ...]
    recipients: str
    transfers: str
    kept: str
    security: str


class Period(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long something is kept; ``{name}`` in ``until`` is a setting or a rule of that name."""

    what: str
    where: str
    until: str
    ground: str


class Level(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A proposed level of KLASSA, from 0 to 3, for one aspect."""

    aspect: Literal["Konfidentialitet", "Riktighet", "Tillgänglighet"]
    level: int
    why: str


class Risk(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Likelihood and consequence from 1 to 4, before and after what is done about it."""

    what: str
    before: tuple[int, int]
    done: str
    after: tuple[int, int]
    owner: str


class Criterion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of the nine criteria by which it is decided whether an impact assessment is needed (WP 248 rev. 01)."""

    what: str
    met: bool
    why: str


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of the impact assessment (article 35.7)."""

    title: str
    text: str


class Statements(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    owner: str
    """The role that answers for the pages."""
    officer: str
    reviewed_on: date
    review_by: date
    controller: str
    activities: tuple[Activity, ...]
    retention: tuple[Period, ...]
    klassa: tuple[Level, ...]
    risks: tuple[Risk, ...]
    threshold: tuple[Criterion, ...]
    assessment: tuple[Section, ...]
    roles: Mapping[str, str]
    actions: Mapping[str, str]
    extents: Mapping[str, str]
    """What roles, actions and extents of the access table are called."""
