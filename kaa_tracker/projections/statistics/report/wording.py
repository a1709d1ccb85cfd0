"""Sentences about a report, made of the cells that stand in its tables.

What is said:

- A level is said as it is printed, and a change as the printed figures differ; of shares in percentage points.
- *Oförändrat* means that they are printed alike. *I nivå med* means that a count changed by less than a
  hundredth of the year before, or a share by less than half a percentage point; the change is said all the same.
- A target is reached when the share as printed is no less than it.
- Nothing is said of a figure that is not shown, nor is anything called the most while one of its kind is hidden.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kaa_tracker.domain.case.events import NO_DISTRICT
from kaa_tracker.projections.statistics.report.cells import Cell, Count, Median, Report, ShareOf, Suppressed, Target
from kaa_tracker.projections.statistics.report.printed import Change, change, column_beside, printed, tenths

ABOUT_EQUAL_PER_HUNDRED = 1
ABOUT_EQUAL_TENTHS = 5


class Told(NamedTuple):
    """What is said of a row of a table; ``by_gender``: also of the women and the men."""

    row: str
    says: str
    by_gender: bool = False


_YOUTHS = "{figure} ungdomar"

_TOLD: Mapping[str, Sequence[Told]] = {
    "covered": [
        Told("covered", f"{_YOUTHS} omfattades av aktivitetsansvaret", by_gender=True),
        Told("under_search", f"{_YOUTHS} var under uppsök"),
        Told("under_search_without_attempt", f"{_YOUTHS} var under uppsök utan att något försök gjordes"),
    ],
    "sought": [
        Told("sought", f"{_YOUTHS} söktes", by_gender=True),
        Told("reached", f"{_YOUTHS} nåddes", by_gender=True),
        Told("reached_of_sought", "{figure} av de sökta nåddes", by_gender=True),
        Told("not_reached", f"{_YOUTHS} nåddes inte"),
    ],
    "attempts": [Told("total", "{figure} kontaktförsök gjordes")],
    "occupation": [Told("occupied_of_reached", "{figure} av de nådda i registret hade en sysselsättning")],
    "enrolled": [
        Told("enrolled", f"{_YOUTHS} var inskrivna", by_gender=True),
        Told("newly_enrolled", f"{_YOUTHS} var nyinskrivna"),
        Told("conversion", "{figure} av de nådda skrevs in inom 90 dagar"),
    ],
    "closed": [
        Told("closed", f"{_YOUTHS} avslutades"),
        Told("closed_to_studies", f"{_YOUTHS} avslutades till studier"),
        Told("closed_to_work", f"{_YOUTHS} avslutades till arbete"),
    ],
    "follow_up": [
        Told("declines", f"{_YOUTHS} tackade nej till stöd"),
        Told("recontacts_kept_of_due", "{figure} av återkontakterna gjordes"),
    ],
    "addresses": [Told("address_reports", "{figure} adresser anmäldes")],
    "lead_times": [
        Told("days_to_first_attempt", "Medianen från inträdet i registret till första försöket var {figure} dagar"),
        Told("days_to_reach", "Medianen från inträdet i registret till dess att ungdomen nåddes var {figure} dagar"),
        Told("days_to_enrolment", "Medianen från inträdet i registret till inskrivningen var {figure} dagar"),
    ],
}

_TARGETS = {"studies_of_closed": "gick till studier", "work_of_closed": "gick till arbete"}

_MOST = {
    "reached_by_district": ("total", "Flest nåddes i {place}: {figure}."),
    "months": ("attempts", "Flest kontaktförsök gjordes i {place}: {figure}."),
}

_SUMMARY = ("covered", "sought", "reached", "reached_of_sought", "enrolled", "closed")

_UNITS = {
    "persons": ("person", "personer"),
    "attempts": ("försök", "försök"),
    "addresses": ("adress", "adresser"),
}


def sentences(report: Report, table: str) -> list[str]:
    """What is to be said of a table, in the order of its rows; nothing where there is nothing to say."""
    return [
        *(sentence for told in _TOLD.get(table, ()) for sentence in _told(report, table, told)),
        *(_targets(report) if table == "targets" else ()),
        *(_most(report, table, *_MOST[table]) if table in _MOST else ()),
    ]


def summary(report: Report) -> list[str]:
    """The report in a few sentences: the most asked for figures, and whether the targets were reached."""
    told = [(table, one) for table, ones in _TOLD.items() for one in ones if one.row in _SUMMARY]
    levels = [sentence for table, one in told for sentence in _told(report, table, one._replace(by_gender=False))]
    return [*levels, *_targets(report)]


def _told(report: Report, table: str, told: Told) -> Iterator[str]:
    row = report.tables[table].rows.get(told.row) if table in report.tables else None
    column = column_beside(report.tables[table]) if row else None
    if row is None or column is None or not _is_told(row.cells[column]):
        return
    now = row.cells[column]
    compared = _compared(report, now, change(now, row.cells["year_before"]))
    yield _sentence(f"{told.says.format(figure=_figure(now))}{compared}", now)
    if told.by_gender and all(_is_told(row.cells[gender]) for gender in ("woman", "man") if gender in row.cells):
        yield from _by_gender(row.cells)


def _is_told(cell: Cell) -> bool:
    return isinstance(cell, Count) or tenths(cell) is not None


def _figure(cell: Cell) -> str:
    return printed(cell).replace(" %", "\N{NO-BREAK SPACE}%")


def _sentence(text: str, cell: Cell) -> str:
    """Of one there is the singular."""
    if isinstance(cell, Count) and cell.value == 1:
        for many, one in (("ungdomar", "ungdom"), ("inskrivna", "inskriven"), ("adresser", "adress")):
            text = text.replace(f" {many} ", f" {one} ", 1)
    return f"{text}."


def _compared(report: Report, now: Cell, found: Change | None) -> str:
    if found is None:
        return ""
    before = report.year - 1
    if found.amount == 0:
        return f", oförändrat från {before}"
    way = "ökning" if found.amount > 0 else "minskning"
    said = f"en {way} med {found.size} {_unit(report, now, found)}"
    return f", i nivå med {before} ({said})" if _is_about_equal(found) else f", {said} från {before}"


def _is_about_equal(found: Change) -> bool:
    match found.unit:
        case "count":
            return 100 * abs(found.amount) < ABOUT_EQUAL_PER_HUNDRED * found.before
        case "points":
            return abs(found.amount) < ABOUT_EQUAL_TENTHS
        case "days" | "per_hundred":
            return False


def _unit(report: Report, now: Cell, found: Change) -> str:
    match now:
        case Count(measure=measure):
            one, many = _UNITS[report.measures[measure].counts]
            return one if abs(found.amount) == 1 else many
        case Median():
            return "dagar"
        case _:
            return "procentenheter"


def _by_gender(cells: Mapping[str, Cell]) -> Iterator[str]:
    """Women before men. Of unknown gender are the rest, whom the table shows."""
    women, men = cells.get("woman"), cells.get("man")
    match women, men:
        case Count(value=some), Count(value=others) if some + others:
            yield f"Av dem var {_figure(women)} kvinnor och {_figure(men)} män."
        case ShareOf(), ShareOf():
            yield f"Bland kvinnorna var det {_figure(women)} och bland männen {_figure(men)}."


def _targets(report: Report) -> Iterator[str]:
    table = report.tables.get("targets")
    for code, says in _TARGETS.items() if table else ():
        cells = table.rows[code].cells if table and code in table.rows else {}
        target, outcome = cells.get("target"), cells.get("total")
        if isinstance(target, Target) and isinstance(outcome, ShareOf) and outcome.denominator.value:
            reached = "nåddes" if (tenths(outcome) or 0) >= 10 * target.percent else "nåddes inte"
            yield f"{_figure(outcome)} av de avslutade {says}. Målet på minst {_figure(target)} {reached}."


def _most(report: Report, table: str, column: str, says: str) -> Iterator[str]:
    rows = (
        {key: row for key, row in report.tables[table].rows.items() if key != "total"} if table in report.tables else {}
    )
    cells = {key: row.cells.get(column) for key, row in rows.items()}
    if any(cell is None or isinstance(cell, Suppressed) for cell in cells.values()):
        return
    counts = {key: cell for key, cell in cells.items() if isinstance(cell, Count) and key != NO_DISTRICT}
    highest = max((cell.value for cell in counts.values()), default=0)
    first = [key for key, cell in counts.items() if cell.value == highest]
    if highest and len(first) == 1:
        yield says.format(place=rows[first[0]].labels[0], figure=_figure(counts[first[0]]))
