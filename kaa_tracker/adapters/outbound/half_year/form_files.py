"""Reads what the agency asks for from TOML files, and refuses what would mislead later.

The shipped files lie in ``kaa_tracker/data/skolverket``; a city keeps them in the folder ``skolverket`` beside its
other reference data, or goes by the shipped ones.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol, TypeVar

import msgspec

from kaa_tracker.adapters.outbound.reference_files import PACKAGED, ReferenceFileError
from kaa_tracker.domain.half_year.checks import ALWAYS_LEFT_OUT, RULES
from kaa_tracker.domain.half_year.form import AgencyCodes, FileBlock, FileCheck, FileLayout, HalfYearForms
from kaa_tracker.domain.half_year.half import HalfYear
from kaa_tracker.domain.half_year.lines import CODED

FOLDER = "skolverket"
LAYOUT, CODES, CHECKS = "layout.toml", "codes.toml", "checks.toml"

T = TypeVar("T")


class _Dated(Protocol):
    @property
    def valid_from(self) -> str: ...
    @property
    def valid_to(self) -> str | None: ...


def load_half_year_forms(reference_folder: Path | None = None) -> HalfYearForms:
    """The layouts, lists and checks of a city, or the shipped ones where it has none of its own.

    Raises ``ReferenceFileError`` for a file that is missing or malformed, and for data that contradicts itself.
    """
    own = reference_folder / FOLDER if reference_folder else None
    folder = own if own and own.is_dir() else PACKAGED / FOLDER
    forms = HalfYearForms(
        version=_version(folder),
        layouts=_entries(folder, LAYOUT, "layouts", tuple[FileLayout, ...]),
        codes=_entries(folder, CODES, "codes", tuple[AgencyCodes, ...]),
        checks=_entries(folder, CHECKS, "checks", tuple[FileCheck, ...]),
    )
    found = list(_validity(forms)) or list(_faults(forms))
    if found:
        raise ReferenceFileError("\n".join(f"{FOLDER}/{fault}" for fault in found))
    return forms


def _version(folder: Path) -> str:
    """A short hash of the files."""
    digest = hashlib.sha256()
    for name in (LAYOUT, CODES, CHECKS):
        path = folder / name
        digest.update(name.encode() + b"\0" + (path.read_bytes() if path.is_file() else b"") + b"\0")
    return digest.hexdigest()[:12]


def _entries(folder: Path, name: str, key: str, kind: type[T]) -> T:
    where = f"{FOLDER}/{name}"
    content = _parsed(folder, name, where)
    if not isinstance(content.get("source"), str):
        raise ReferenceFileError(f"{where}: says no source")
    unknown = content.keys() - {"source", "assumed", key}
    if unknown or key not in content:
        raise ReferenceFileError(f"{where}: must have source, {key} and possibly assumed, and nothing else")
    try:
        return msgspec.convert(content[key], kind)
    except msgspec.ValidationError as error:
        raise ReferenceFileError(f"{where}: {key}: {error}") from error


def _parsed(folder: Path, name: str, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads((folder / name).read_text(encoding="utf-8"))
    except OSError as error:
        raise ReferenceFileError(f"{where}: cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise ReferenceFileError(f"{where}: {error}") from error


def _validity(forms: HalfYearForms) -> Iterator[str]:
    yield from _validity_faults(f"{LAYOUT}: layouts", forms.layouts)
    for name in sorted({one.name for one in forms.codes}):
        yield from _validity_faults(f"{CODES}: {name}", [one for one in forms.codes if one.name == name])
    for rule in sorted({one.rule for one in forms.checks}):
        yield from _validity_faults(f"{CHECKS}: {rule}", [one for one in forms.checks if one.rule == rule])


def _faults(forms: HalfYearForms) -> Iterator[str]:
    for layout in forms.layouts:
        yield from _layout_faults(layout, forms.codes)
    for check in forms.checks:
        if check.rule not in RULES:
            yield f"{CHECKS}: {check.rule} is no rule; there are {', '.join(sorted(RULES))}"
        if check.rule in ALWAYS_LEFT_OUT and check.effect != "left_out":
            yield f"{CHECKS}: {check.rule}: such a line cannot be written; its effect must be left_out"


def _validity_faults(where: str, dated: Sequence[_Dated]) -> Iterator[str]:
    """Of what says the same thing, one at most holds in a half-year."""
    for one in dated:
        for name in filter(None, (one.valid_from, one.valid_to)):
            try:
                HalfYear.named(name)
            except ValueError as error:
                yield f"{where}: {name!r}: {error}"
        if one.valid_to is not None and one.valid_to < one.valid_from:
            yield f"{where}: ends before it begins, from {one.valid_from} to {one.valid_to}"
    for earlier, later in pairwise(sorted(dated, key=lambda one: one.valid_from)):
        if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
            yield f"{where}: what holds from {earlier.valid_from} has not ended before {later.valid_from}"


def _layout_faults(layout: FileLayout, codes: Sequence[AgencyCodes]) -> Iterator[str]:
    where = f"{LAYOUT}: the layout from {layout.valid_from}"
    all_names: dict[str, list[str]] = {
        "block": [block.block for block in layout.blocks],
        "name": [block.name for block in layout.blocks],
    }
    for what, names in all_names.items():
        yield from (
            f"{where}: two blocks have the {what} {one}" for one in sorted({n for n in names if names.count(n) > 1})
        )
    if "registration" not in [block.block for block in layout.blocks]:
        yield f"{where}: lacks the block registration, without which nothing goes"
    for block in layout.blocks:
        yield from (f"{where}: {block.name}: {fault}" for fault in _block_faults(block, layout, codes))


def _block_faults(block: FileBlock, layout: FileLayout, codes: Sequence[AgencyCodes]) -> Iterator[str]:
    if not block.name.replace("-", "").isalnum() or not block.name.isascii():
        yield "the name becomes that of a file: ASCII letters, digits and hyphens only"
    if "identity_number" not in [column.holds for column in block.columns]:
        yield "no column holds the identity_number"
    for column in block.columns:
        if (column.codes is not None) != (column.holds in CODED):
            yield f"{column.heading}: codes are named exactly for {', '.join(CODED)}"
        elif column.codes is not None and not _hold_throughout(column.codes, layout, codes):
            yield f"{column.heading}: no list {column.codes} in {CODES} holds as long as the layout does"


def _hold_throughout(name: str, layout: FileLayout, codes: Sequence[AgencyCodes]) -> bool:
    """Whether the lists of that name follow each other without a gap for as long as the layout holds."""
    until = layout.valid_from
    for one in sorted((one for one in codes if one.name == name), key=lambda one: one.valid_from):
        if one.valid_from > until:
            return False
        if one.valid_to is None or (layout.valid_to is not None and one.valid_to >= layout.valid_to):
            return True
        until = max(until, _following(one.valid_to))
    return False


def _following(name: str) -> str:
    half = HalfYear.named(name)
    return str(HalfYear(half.year, 2) if half.number == 1 else HalfYear(half.year + 1, 1))
