"""The lines that go, written as the agency asks for them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TypeAlias

from kaa_tracker.domain.half_year.checks import HalfYearFinding
from kaa_tracker.domain.half_year.form import FileColumn, HalfYearForm
from kaa_tracker.domain.half_year.lines import Block, FileContent, FileLine

Written: TypeAlias = Mapping[Block, tuple[tuple[str, ...], ...]]
"""The cells of one youth's lines by block; days as ``2022-07-01``, an empty cell where there is nothing."""


def going(content: FileContent, findings: Collection[HalfYearFinding], form: HalfYearForm) -> tuple[FileLine, ...]:
    """The lines that the agency wants and no check holds back.

    A stay goes with its registration or not at all, and the end of a measure only with its start.
    """
    held_back = {found.line for found in findings if found.is_left_out}
    lines = [line for line in content.lines if form.is_sent(line) and line not in held_back]
    registered = {line.registered_on for line in lines if line.block == "registration"}
    started = {line.measure_number for line in lines if line.block == "measure_started"}
    return tuple(
        line
        for line in lines
        if line.registered_on in registered and (line.block != "measure_ended" or line.measure_number in started)
    )


def written(lines: Collection[FileLine], identity_number: str, municipality: str, form: HalfYearForm) -> Written:
    """Block by block in the order of the layout, each in the order of the lines."""
    known = {"municipality": municipality, "half": str(form.half), "identity_number": identity_number}
    return {
        block.block: rows
        for block in form.layout.blocks
        if (rows := tuple(tuple(_cells(line, known, form)) for line in lines if line.block == block.block))
    }


def _cells(line: FileLine, known: Mapping[str, str], form: HalfYearForm) -> Iterator[str]:
    for column in form.columns(line.block):
        if column.holds in known:
            yield known[column.holds]
        elif column.codes:
            yield form.agency_code(column, line) or ""
        else:
            yield _plain(column, line)


def _plain(column: FileColumn, line: FileLine) -> str:
    value = getattr(line, column.holds)
    return "" if value is None else str(value)
