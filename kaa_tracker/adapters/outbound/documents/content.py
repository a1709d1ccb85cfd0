"""What a document says, from its head to its last table: the same in the PDF and on the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from kaa_tracker.adapters.outbound.documents.chapters import chapters, table_numbers
from kaa_tracker.adapters.outbound.documents.charts import plots
from kaa_tracker.adapters.outbound.documents.charts.drawing import svg
from kaa_tracker.adapters.outbound.documents.charts.plot import Plot
from kaa_tracker.adapters.outbound.documents.grid import Grid, grid
from kaa_tracker.domain.periods import local_day
from kaa_tracker.projections.statistics.report.about import About
from kaa_tracker.projections.statistics.report.cells import Report, Suppressed
from kaa_tracker.projections.statistics.report.printed import POINTS, printed
from kaa_tracker.projections.statistics.report.series import SeriesBreak, crossed
from kaa_tracker.projections.statistics.report.wording import sentences, summary

_CARDS = (
    ("covered", "covered", "omfattades"),
    ("sought", "reached", "nåddes"),
    ("sought", "reached_of_sought", "av de sökta nåddes"),
    ("enrolled", "enrolled", "var inskrivna"),
    ("closed", "studies_of_closed", "av de avslutade till studier"),
)


class Picture(msgspec.Struct, frozen=True):
    """A chart; ``tables`` says where its figures stand in the report, *tabell 1 och 2*."""

    number: int
    key: str
    title: str
    svg: str
    alternative: str
    withheld: str
    tables: str
    heads: tuple[str, ...]
    columns: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]


class Section(msgspec.Struct, frozen=True):
    """A table, and the charts of it."""

    pictures: tuple[Picture, ...]
    grid: Grid


class Chapter(msgspec.Struct, frozen=True):
    heading: str
    sentences: tuple[str, ...]
    sections: tuple[Section, ...]


class Card(msgspec.Struct, frozen=True):
    """A figure large enough to be seen first."""

    figure: str
    says: str


class Content(msgspec.Struct, frozen=True):
    title: str
    city: str
    period: str
    status: str
    is_draft: bool
    facts: tuple[tuple[str, str], ...]
    cards: tuple[Card, ...]
    summary: tuple[str, ...]
    reading: tuple[str, ...]
    chapters: tuple[Chapter, ...]


def title_of(report: Report) -> str:
    return f"KAA årsrapport {report.year}"


def content(report: Report, about: About, breaks: Sequence[SeriesBreak]) -> Content:
    crossing = crossed(report, breaks)
    period = report.periods["year"]
    return Content(
        title=title_of(report),
        city=about.city,
        period=f"Verksamhetsåret {report.year}, {period.first}–{period.last}",
        status=about.status,
        is_draft=about.frozen is None,
        facts=tuple(facts(report, about)),
        cards=tuple(_cards(report)),
        summary=tuple(summary(report)),
        reading=tuple(reading(report)),
        chapters=tuple(_chapters(report, crossing)),
    )


def facts(report: Report, about: About) -> Iterator[tuple[str, str]]:
    """Where the figures come from, so that they can be found again."""
    yield "Status", about.status
    if about.frozen is None:
        yield "Framtagen", str(local_day(about.made_at))
    else:
        yield "Fryst", str(local_day(about.frozen.frozen_at))
        yield "Diarienummer", about.frozen.diary_number or "saknas"
        yield "Läge i händelseloggen", str(about.frozen.position)
        yield "Kontrollsumma", about.frozen.digest
    yield "Referensdata", report.reference_version


def reading(report: Report) -> Iterator[str]:
    """How the tables are to be read."""
    yield (
        f"Kolumnen {report.year - 1} är verksamhetsåret före. Förändring är skillnaden mellan de tryckta siffrorna; "
        f"{POINTS} är procentenheter. En punkt (.) betyder att det inte finns något att räkna."
    )
    rows = (row for table in report.tables.values() for row in table.rows.values())
    if any(isinstance(cell, Suppressed) for row in rows for cell in row.cells.values()):
        yield "Två punkter (..) betyder att siffran inte visas, för att ingen enskild ska kunna kännas igen."
    yield (
        "I nivå med året före sägs ett antal vara när det ändrats med mindre än en procent, och en andel när den "
        "ändrats med mindre än en halv procentenhet."
    )


def _cards(report: Report) -> Iterator[Card]:
    for table, row, says in _CARDS:
        found = report.tables[table].rows.get(row) if table in report.tables else None
        cell = found.cells.get("total") if found else None
        if cell is not None and not isinstance(cell, Suppressed):
            yield Card(printed(cell), says)


def _chapters(report: Report, breaks: Sequence[SeriesBreak]) -> Iterator[Chapter]:
    numbers = table_numbers(report)
    drawn = sorted(
        (plot for plot in plots(report) if plot.tables[0] in numbers), key=lambda plot: numbers[plot.tables[0]]
    )
    pictures = {plot.tables[0]: _picture(number, plot, numbers) for number, plot in enumerate(drawn, 1)}
    for heading, keys in chapters(report).items():
        yield Chapter(
            heading,
            tuple(sentence for key in keys for sentence in sentences(report, key)),
            tuple(
                Section(
                    (pictures[key],) if key in pictures else (),
                    grid(numbers[key], key, report.tables[key], report, breaks),
                )
                for key in keys
            ),
        )


def _picture(number: int, plot: Plot, numbers: Mapping[str, int]) -> Picture:
    *others, last = [str(numbers[table]) for table in plot.tables if table in numbers]
    return Picture(
        number=number,
        key=plot.key,
        title=plot.title,
        svg=svg(plot.key, plot.drawing, plot.title, plot.alternative),
        alternative=plot.alternative,
        withheld=plot.withheld,
        tables=f"tabell {', '.join(others)} och {last}" if others else f"tabell {last}",
        heads=plot.heads,
        columns=plot.columns,
        lines=tuple((*bar.labels, *map(printed, bar.cells)) for bar in plot.bars),
    )
