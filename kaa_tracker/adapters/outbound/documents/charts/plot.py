"""What a chart shows: rows of cells, said in words and in a table as well as drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from kaa_tracker.projections.statistics.report.cells import Cell, Count, Report, Suppressed
from kaa_tracker.projections.statistics.report.printed import printed

if TYPE_CHECKING:
    import altair

Drawing: TypeAlias = "altair.TopLevelMixin"
"""The library takes long to load, so it is imported where something is drawn."""

_ALL_ARE_SAID = 8
"""Of more rows the text alternative says the highest and the lowest, and leaves the others to the table."""


class Bar(NamedTuple):
    """A row of the chart's data: its names, and its cells under the plot's columns."""

    labels: tuple[str, ...]
    cells: tuple[Cell, ...]


class Plot(NamedTuple):
    """``form`` is what the drawing looks like, for those who do not see it; ``tables`` are where its figures are from,
    the first of them where it stands."""

    key: str
    tables: tuple[str, ...]
    title: str
    form: str
    heads: tuple[str, ...]
    columns: tuple[str, ...]
    bars: Sequence[Bar]
    drawing: Drawing

    @property
    def withheld(self) -> str:
        """What is said of the figures that are left out, if any are."""
        hidden = sum(isinstance(cell, Suppressed) for bar in self.bars for cell in bar.cells)
        if not hidden:
            return ""
        return "1 uppgift visas inte." if hidden == 1 else f"{hidden} uppgifter visas inte."

    @property
    def alternative(self) -> str:
        """The chart in words."""
        said = "; ".join(self._said())
        return " ".join(filter(None, (f"{self.form}. {self.title}.", f"{said}." if said else "", self.withheld)))

    def _said(self) -> Iterator[str]:
        if len(self.bars) <= _ALL_ARE_SAID:
            yield from map(self._of, self.bars)
        elif known := [(cell.value, bar) for bar in self.bars if isinstance(cell := bar.cells[0], Count)]:
            by_value = sorted(known, key=lambda one: one[0])
            yield f"högst är {self._of(by_value[-1][1])}"
            yield f"lägst är {self._of(by_value[0][1])}"

    def _of(self, bar: Bar) -> str:
        values = [f"{column.lower()} {printed(cell)}" for column, cell in zip(self.columns, bar.cells, strict=True)]
        return f"{', '.join(bar.labels)}: {', '.join(values)}"


def bars_of(report: Report, table: str, columns: Sequence[str], rows: Mapping[str, str] | None = None) -> list[Bar]:
    """The rows that have all the columns, without the total; ``rows`` chooses some, and names them."""
    found = report.tables[table].rows if table in report.tables else {}
    chosen = rows if rows is not None else {key: "" for key in found if key != "total"}
    return [
        Bar((name,) if name else found[key].labels, tuple(found[key].cells[column] for column in columns))
        for key, name in chosen.items()
        if key in found and all(column in found[key].cells for column in columns)
    ]


def shown(cell: Cell) -> int | None:
    """The number to draw; ``None`` for what is not shown."""
    return cell.value if isinstance(cell, Count) else None
