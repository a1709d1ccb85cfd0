"""The report as one page for a browser: no script, nothing fetched, readable without eyes, mouse or a wide window."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from importlib import resources
from itertools import groupby

from kaa_tracker.adapters.outbound.documents.charts.drawing import FONT
from kaa_tracker.adapters.outbound.documents.content import Chapter, Content, Picture
from kaa_tracker.adapters.outbound.documents.grid import Grid

_TYPEFACES = f"{FONT}, Arial, Helvetica, sans-serif"


def page(content: Content) -> bytes:
    css = (resources.files(__package__) / "page.css").read_text(encoding="utf-8")
    return "".join(
        [
            '<!doctype html>\n<html lang="sv">\n<head>\n<meta charset="utf-8">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            f"<title>{escape(content.city)}: {escape(content.title)}</title>\n",
            f"<style>\n{css}</style>\n</head>\n<body>\n",
            '<a class="skip" href="#content">Till innehållet</a>\n',
            *_head(content),
            '<main id="content" tabindex="-1">\n',
            *_first(content),
            *(part for nth, chapter in enumerate(content.chapters, 1) for part in _chapter(nth, chapter)),
            "</main>\n",
            *_foot(content),
            "</body>\n</html>\n",
        ]
    ).encode()


def _head(content: Content) -> Iterator[str]:
    yield f"<header>\n<p>{escape(content.city)}</p>\n<h1>{escape(content.title)}</h1>\n"
    yield f"<p>{escape(content.period)}</p>\n<p>{escape(content.status)}</p>\n</header>\n"


def _first(content: Content) -> Iterator[str]:
    if content.is_draft:
        yield '<p class="draft"><strong>UTKAST.</strong> Siffrorna är inte frysta och kan ändras.</p>\n'
    yield '<h2 id="summary">I korthet</h2>\n'
    if content.cards:
        cards = (f"<li><strong>{_whole(card.figure)}</strong> {escape(card.says)}</li>" for card in content.cards)
        yield f'<ul class="cards">{"".join(cards)}</ul>\n'
    yield _sentences(content.summary)
    yield '<nav aria-label="Innehåll">\n<h3>Innehåll</h3>\n<ul>\n'
    for nth, chapter in enumerate(content.chapters, 1):
        yield f'<li><a href="#chapter-{nth}">{escape(chapter.heading)}</a></li>\n'
    yield "</ul>\n</nav>\n<h3>Så läses tabellerna</h3>\n"
    yield from (f"<p>{escape(told)}</p>\n" for told in content.reading)


def _chapter(nth: int, chapter: Chapter) -> Iterator[str]:
    yield f'<h2 id="chapter-{nth}">{escape(chapter.heading)}</h2>\n'
    yield _sentences(chapter.sentences)
    for section in chapter.sections:
        for picture in section.pictures:
            yield from _picture(picture)
        yield from _grid(section.grid)


def _sentences(sentences: Sequence[str]) -> str:
    told = "".join(f"<li>{escape(one)}</li>\n" for one in sentences)
    return f"<ul>\n{told}</ul>\n" if told else ""


def _picture(picture: Picture) -> Iterator[str]:
    drawn = picture.svg.replace(f'font-family="{FONT}"', f'font-family="{_TYPEFACES}"')
    yield f"<figure>\n<figcaption>Diagram {picture.number}. {escape(picture.title)}</figcaption>\n{drawn}\n"
    if picture.withheld:
        yield f'<p class="withheld">{escape(picture.withheld)}</p>\n'
    yield "<details>\n<summary>Diagrammets siffror</summary>\n"
    names = len(picture.heads)
    lines = ((line[:names], line[names:], False) for line in picture.lines)
    caption = f"{picture.title}, siffrorna i diagram {picture.number}"
    yield from _table(f"picture-{picture.key}", caption, picture.heads, picture.columns, lines)
    yield "</details>\n</figure>\n"


def _grid(grid: Grid) -> Iterator[str]:
    lines = ((line.labels, line.cells, line.is_total) for line in grid.lines)
    yield from _table(grid.key, f"Tabell {grid.number}. {grid.title}", grid.heads, grid.columns, lines)
    yield '<div class="beneath">\n'
    yield from (f'<p class="break"><strong>Tidsseriebrott.</strong> {escape(one)}</p>\n' for one in grid.breaks)
    if grid.note:
        yield f"<p>{escape(grid.note)}</p>\n"
    yield f"<p><strong>Population.</strong> {escape(grid.population)}</p>\n"
    if grid.definitions:
        defined = (f"<div><dt>{escape(one.label)}</dt><dd>{escape(one.text)}</dd></div>" for one in grid.definitions)
        yield f'<dl class="defined">{"".join(defined)}</dl>\n'
    yield "</div>\n"


_Line = tuple[tuple[str, ...], tuple[str, ...], bool]


def _table(
    key: str, caption: str, heads: tuple[str, ...], columns: tuple[str, ...], lines: Iterable[_Line]
) -> Iterator[str]:
    """In a box that scrolls by itself where the window is narrow, by keyboard as well."""
    yield f'<div class="wide" role="region" tabindex="0" aria-labelledby="caption-{key}">\n<table>\n'
    yield f'<caption id="caption-{key}">{escape(caption)}</caption>\n<thead>\n<tr>'
    yield "".join(f'<th scope="col" class="name">{escape(head or "Uppgift")}</th>' for head in heads)
    yield "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    yield "</tr>\n</thead>\n"
    for _, together in groupby(lines, key=lambda line: line[0][0] if len(heads) > 1 else line[0]):
        yield "<tbody>\n"
        yield from _group(list(together), is_twofold=len(heads) > 1)
        yield "</tbody>\n"
    yield "</table>\n</div>\n"


def _group(lines: Sequence[_Line], *, is_twofold: bool) -> Iterator[str]:
    """The lines of a place say its name once."""
    for nth, (labels, cells, is_total) in enumerate(lines):
        yield '<tr class="total">' if is_total else "<tr>"
        if is_twofold and nth == 0:
            yield f'<th scope="rowgroup" rowspan="{len(lines)}">{escape(labels[0])}</th>'
        for label in labels[1:] if is_twofold else labels:
            yield f'<th scope="row">{escape(label)}</th>'
        yield "".join(f"<td>{_whole(cell)}</td>" for cell in cells)
        yield "</tr>\n"


def _foot(content: Content) -> Iterator[str]:
    yield "<footer>\n<h2>Om rapporten</h2>\n<dl>\n"
    yield from (f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>\n" for label, value in content.facts)
    yield "</dl>\n</footer>\n"


def _whole(figure: str) -> str:
    """A figure is not broken between its number and its unit."""
    return escape(figure).replace(" %", "&nbsp;%")
