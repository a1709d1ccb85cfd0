"""Reads a city's reference data from TOML files, and refuses what would mislead later.

The shipped files lie in ``kaa_tracker/data``; a city keeps a folder of its own with the same layout:
``places.toml``, ``units.toml``, ``rules.toml``, ``brake.toml``, ``codes/*.toml`` and ``texts.sv.toml``.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import msgspec

from kaa_tracker.adapters.outbound.reference_checks import code_list_faults, faults
from kaa_tracker.domain.reference import Area, Brake, Code, CodeList, District, DistrictUnit, Reference, Rules, Unit

Texts: TypeAlias = Mapping[str, Mapping[str, str]]
"""Swedish sentences by section and code."""

PACKAGED = Path(str(resources.files("kaa_tracker.data")))

_REMARKS = {"source", "assumed"}

T = TypeVar("T")


class ReferenceFileError(Exception):
    """A reference file cannot be used; the message names the file and the entry."""


def load_reference(folder: Path | None = None) -> Reference:
    """The reference data in ``folder``, or the shipped data of Stockholm.

    Raises ``ReferenceFileError`` for a file that is missing or malformed, and for data that
    contradicts itself (see ``reference_checks``).
    """
    folder = folder or PACKAGED
    code_files = sorted((folder / "codes").glob("*.toml"))
    places = _read(folder, "places.toml", {"municipality", "districts", "district_units", "areas"})
    units = _read(folder, "units.toml", {"handler_unit", "pool_unit", "authorities", "branches", "units"})
    reference = Reference(
        version=_version(folder, code_files),
        municipality=_convert(str, places["municipality"], "places.toml: municipality"),
        rules=_figures(Rules, folder, "rules.toml"),
        brake=_figures(Brake, folder, "brake.toml"),
        districts=_entries(District, places, "places.toml", "districts"),
        district_units=_entries(DistrictUnit, places, "places.toml", "district_units"),
        areas=_entries(Area, places, "places.toml", "areas"),
        units=_entries(Unit, units, "units.toml", "units"),
        code_lists=(*_organisation(units), *(one for path in code_files for one in _code_lists(folder, path))),
        handler_unit=_convert(str, units["handler_unit"], "units.toml: handler_unit"),
        pool_unit=_convert(str, units["pool_unit"], "units.toml: pool_unit"),
    )
    _refuse(list(faults(reference)))
    return reference


def load_texts(folder: Path | None = None) -> Texts:
    """The Swedish texts: ``refusal`` by code, ``why`` by reason. Raises ``ReferenceFileError``."""
    texts = _parse(folder or PACKAGED, "texts.sv.toml")
    sections = {name: section for name, section in texts.items() if name not in _REMARKS}
    return _convert(dict[str, dict[str, str]], sections, "texts.sv.toml")


def _parse(folder: Path, name: str) -> dict[str, Any]:
    try:
        content = tomllib.loads((folder / name).read_text(encoding="utf-8"))
    except OSError as error:
        raise ReferenceFileError(f"{name}: cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise ReferenceFileError(f"{name}: {error}") from error
    if not isinstance(content.get("source"), str):
        raise ReferenceFileError(f"{name}: says no source")
    return content


def _read(folder: Path, name: str, keys: set[str]) -> dict[str, Any]:
    """The content of a file that must have exactly these keys."""
    content = {key: value for key, value in _parse(folder, name).items() if key not in _REMARKS}
    _refuse([f"{name}: lacks {key}" for key in sorted(keys - content.keys())])
    _refuse([f"{name}: {key} is not known here" for key in sorted(content.keys() - keys)])
    return content


def _figures(kind: type[T], folder: Path, name: str) -> T:
    """Every figure must be stated: a default nobody chose would decide about people."""
    return _convert(kind, _read(folder, name, set(kind.__struct_fields__)), name)  # type: ignore[attr-defined]


def _code_lists(folder: Path, path: Path) -> list[CodeList]:
    name = path.relative_to(folder).as_posix()
    lists = []
    for list_name, table in _parse(folder, name).items():
        if list_name in _REMARKS:
            continue
        where = f"{name}: {list_name}"
        if not isinstance(table, dict) or table.keys() != {"label", "ground", "codes"}:
            raise ReferenceFileError(f"{where}: must have label, ground and codes, and nothing else")
        codes = _entries(Code, table, where, "codes")
        code_list = CodeList(
            name=list_name,
            label=_convert(str, table["label"], where),
            ground=_convert(str, table["ground"], where),
            codes=codes,
        )
        _refuse([f"{where}: {fault}" for fault in code_list_faults(code_list)])
        lists.append(code_list)
    return lists


def _organisation(units: Mapping[str, Any]) -> tuple[CodeList, CodeList]:
    """The authorities and their branches, which decide what may be read, are code lists like others."""
    return (
        CodeList(
            name="authorities",
            label="Myndighet",
            ground="security log",
            codes=_entries(Code, units, "units.toml", "authorities"),
        ),
        CodeList(
            name="branches",
            label="Verksamhetsgren",
            ground="security log",
            codes=_entries(Code, units, "units.toml", "branches"),
        ),
    )


def _entries(kind: type[T], table: Mapping[str, Any], where: str, key: str) -> tuple[T, ...]:
    raw = table[key]
    if not isinstance(raw, list):
        raise ReferenceFileError(f"{where}: {key} is not a list")
    return tuple(_entry(kind, entry, f"{where}: {key}, entry {number}") for number, entry in enumerate(raw, 1))


def _entry(kind: type[T], raw: Any, where: str) -> T:
    """One struct; unlike elsewhere a misspelt field is an error, or its rule would silently not apply."""
    if isinstance(raw, dict):
        where = f"{where} ({raw.get('code') or raw.get('district')})"
        unknown = raw.keys() - set(kind.__struct_fields__)  # type: ignore[attr-defined]
        _refuse([f"{where}: {field} is not known here" for field in sorted(unknown)])
    return _convert(kind, raw, where)


def _convert(kind: type[T], raw: Any, where: str) -> T:
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        raise ReferenceFileError(f"{where}: {error}") from error


def _refuse(found: list[str]) -> None:
    if found:
        raise ReferenceFileError("\n".join(found))


def _version(folder: Path, code_files: list[Path]) -> str:
    """A short hash of everything a decision or figure may rest on; the texts are not among it."""
    digest = hashlib.sha256()
    figures = [folder / f"{name}.toml" for name in ("places", "units", "rules", "brake")]
    for path in (*figures, *code_files):
        if path.exists():
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
