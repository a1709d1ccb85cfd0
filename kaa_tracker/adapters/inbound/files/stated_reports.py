"""A report made by hand as a file, checked for contradictions: every finding with its line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from kaa_tracker.adapters.inbound.files.lines import FileRefused, check_file
from kaa_tracker.adapters.inbound.files.shapes import Fault, faults_of_shape
from kaa_tracker.adapters.inbound.files.yaml_tree import Tree, read_tree
from kaa_tracker.projections.statistics.checking import (
    FORMAT,
    Extent,
    Finding,
    StatedReport,
    contradictions,
    extent,
    misnamed,
)

LARGEST_FILE = 200_000
"""Bytes: a report of a hundred tables."""

FAULTS_SHOWN = 20

SCHEMA_FILE = f"schemas/{FORMAT}.json"
"""Where the reference keeps the schema, seen from its root."""


class Located(NamedTuple):
    """A finding and its line in the file, from 1."""

    line: int
    finding: Finding


class Checked(NamedTuple):
    """A report, how much of it could be checked, and its contradictions in the order of the file."""

    title: str
    extent: Extent
    found: tuple[Located, ...]


def check_report(path: Path) -> Checked:
    """Raises ``FileRefused`` for a file that is not in the format; the message says where and what is allowed."""
    check_file(path)
    with path.open("rb") as opened:
        raw = opened.read(LARGEST_FILE + 1)
    try:
        return checked(raw)
    except FileRefused as refused:
        raise FileRefused(f"{path} kan inte granskas.\n{refused}") from None


def checked(raw: bytes) -> Checked:
    """As ``check_report``, of what is in the file."""
    if len(raw) > LARGEST_FILE:
        raise FileRefused(f"Filen är större än {LARGEST_FILE} byte.")
    try:
        tree = read_tree(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise FileRefused("Filen är inte UTF-8. Spara om den.") from None
    report = _report(tree)
    found = [Located(tree.line(finding.place), finding) for finding in contradictions(report)]
    return Checked(report.title, extent(report), tuple(sorted(found, key=lambda located: located.line)))


def report_schema() -> Mapping[str, Any]:
    """The format as a JSON Schema, for those who write it. References are checked by reading only."""
    (reference,), parts = msgspec.json.schema_components([StatedReport], ref_template="#/$defs/{name}")
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": dialect, "title": FORMAT, **reference, "$defs": parts}


def _report(tree: Tree) -> StatedReport:
    _refuse_if_any(tree, faults_of_shape(tree.value, StatedReport))
    report = msgspec.convert(tree.value, StatedReport)
    _refuse_if_any(tree, (Fault(*one) for one in misnamed(report)))
    return report


def _refuse_if_any(tree: Tree, faults: Iterable[Fault]) -> None:
    said = sorted((tree.line(fault.place), f"{fault.place or 'filen'}: {fault.what}") for fault in faults)
    lines = [f"rad {line}, {what}" for line, what in said[:FAULTS_SHOWN]]
    if len(said) > FAULTS_SHOWN:
        lines.append(f"… och {len(said) - FAULTS_SHOWN} fel till")
    if lines:
        raise FileRefused("\n".join(lines))
