"""What the agency asks for in a half-year: columns, its codes for ours, and the checks, as a city's data files say.

All of it is data with a validity and a source: a new layout is a new entry in a file, and no change of program.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

import msgspec

from kaa_tracker.domain.half_year.half import HalfYear
from kaa_tracker.domain.half_year.lines import Block, FileLine

Holds: TypeAlias = Literal[
    "municipality",
    "half",
    "identity_number",
    "registered_on",
    "on",
    "started_on",
    "measure_number",
    "occupation",
    "measure",
    "reason",
]
CellKind: TypeAlias = Literal["text", "day"]

_DAYS = ("registered_on", "on", "started_on")


class FileColumn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A column of a block; ``codes`` names the list by which what it ``holds`` is told in the agency's codes."""

    heading: str
    holds: Holds
    codes: str | None = None

    @property
    def kind(self) -> CellKind:
        return "day" if self.holds in _DAYS else "text"


class FileBlock(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A block of the file under the name that the agency, and the name of a file, has for it."""

    block: Block
    name: str
    columns: tuple[FileColumn, ...]


class FileLayout(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands where, in the half-years ``valid_from`` through ``valid_to``; without the latter, until further."""

    valid_from: str
    valid_to: str | None = None
    source: str
    blocks: tuple[FileBlock, ...]


class AgencyCodes(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The agency's codes for ours. Where it has none to be told, the code is empty, and so is what it stands in:
    the line is not sent."""

    name: str
    valid_from: str
    valid_to: str | None = None
    source: str
    codes: Mapping[str, str]


Effect: TypeAlias = Literal["left_out", "told"]
"""``left_out``: a line with the finding does not go. ``told``: it goes, and somebody should look at it."""


class FileCheck(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule that holds in some half-years, and what becomes of a line that breaks it."""

    rule: str
    effect: Effect
    valid_from: str
    valid_to: str | None = None
    source: str


class HalfYearForm(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the agency asks for in one half-year. ``version`` is that of the files it was read from."""

    half: HalfYear
    version: str
    layout: FileLayout
    codes: Mapping[str, Mapping[str, str]]
    checks: Mapping[str, Effect]

    def columns(self, block: Block) -> tuple[FileColumn, ...]:
        """None for a block that the agency does not ask for."""
        return next((found.columns for found in self.layout.blocks if found.block == block), ())

    def agency_code(self, column: FileColumn, line: FileLine) -> str | None:
        """The agency's code for what the line holds there; ``None`` where ours is in no list, or not in that."""
        return self.codes[column.codes].get(getattr(line, column.holds)) if column.codes else None

    def is_sent(self, line: FileLine) -> bool:
        """Whether the agency wants the line: it asks for the block, and has a code for what it is about."""
        columns = self.columns(line.block)
        return bool(columns) and all(self.agency_code(column, line) != "" for column in columns if column.codes)


class NoHalfYearForm(LookupError):
    """No layout is known for the half-year."""


class HalfYearForms(msgspec.Struct, frozen=True, kw_only=True):
    """The layouts, lists and checks of all half-years."""

    version: str
    layouts: tuple[FileLayout, ...]
    codes: tuple[AgencyCodes, ...]
    checks: tuple[FileCheck, ...]

    def of(self, half: HalfYear) -> HalfYearForm:
        """Raises ``NoHalfYearForm``."""
        layout = next((one for one in self.layouts if _holds(one, half)), None)
        if layout is None:
            raise NoHalfYearForm(str(half))
        return HalfYearForm(
            half=half,
            version=self.version,
            layout=layout,
            codes={one.name: one.codes for one in self.codes if _holds(one, half)},
            checks={one.rule: one.effect for one in self.checks if _holds(one, half)},
        )


def _holds(dated: FileLayout | AgencyCodes | FileCheck, half: HalfYear) -> bool:
    name = str(half)
    return dated.valid_from <= name and (dated.valid_to is None or name <= dated.valid_to)
