"""Where a published report contradicts itself, worked out from its own figures and sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from kaa_tracker.domain.reference import Reference
from kaa_tracker.projections.statistics.breakdowns import name_of_place
from kaa_tracker.projections.statistics.numbers import share, whole
from kaa_tracker.projections.statistics.published import (
    ByGender,
    ClosingRow,
    EnrolledFigures,
    PrintedShare,
    PublishedFigures,
)


class Contradiction(NamedTuple):
    """What the report ``says``, and what its own figures say ``instead``; both in Swedish."""

    says: str
    instead: str


def contradictions(published: PublishedFigures, reference: Reference) -> list[Contradiction]:
    """In the order of the report: what adds up is not mentioned."""
    return [
        *_impossible_dates(published),
        *_sums(published),
        *_shares(published, reference),
        *_sought_twice(published),
        *_increases(published),
        *_two_numerators(published),
        *_stock(published),
    ]


_MONTHS = ["januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober"]
_MONTHS += ["november", "december"]
_DATE = re.compile(rf"(\d{{1,2}}) ({'|'.join(_MONTHS)}) (\d{{4}})")


def _impossible_dates(published: PublishedFigures) -> Iterator[Contradiction]:
    for claim in published.claims:
        for found in _DATE.finditer(claim.text):
            try:
                date(int(found[3]), _MONTHS.index(found[2]) + 1, int(found[1]))
            except ValueError:
                yield Contradiction(claim.text, f"Den {found[1]} {found[2]} finns inte.")


def _sums(published: PublishedFigures) -> Iterator[Contradiction]:
    by_gender: dict[str, ByGender | EnrolledFigures] = {
        "Registrerade": published.registered,
        "Sökta": published.sought,
        "Nådda": published.reached,
        "Ej nådda": published.not_reached,
        "Inskrivna": published.enrolled,
    }
    for what, counts in by_gender.items():
        yield from _sum(f"{what}, kvinnor och män", counts.total, counts.woman, counts.man)
    yield from _sum("Nådda och ej nådda", published.sought.total, published.reached.total, published.not_reached.total)
    enrolled = published.enrolled
    yield from _sum("Ingående och nyinskrivna", enrolled.total, enrolled.carried_in, enrolled.newly_enrolled)
    for column in ("enrolled", "closed", "studies", "work", "studies_or_work"):
        parts = [getattr(row.counts, column) for row in published.jobbtorg]
        yield from _sum("Jobbtorgen", getattr(published.all_jobbtorg.counts, column), *parts)


def _sum(what: str, total: int, *parts: int) -> Iterator[Contradiction]:
    if sum(parts) != total:
        yield Contradiction(f"{what}: {whole(total)}", f"Delarna summerar till {whole(sum(parts))}.")


def _shares(published: PublishedFigures, reference: Reference) -> Iterator[Contradiction]:
    reached, sought, printed = published.reached, published.sought, published.share_reached
    yield from _share("Andel nådda, kvinnor", printed.woman, reached.woman, sought.woman)
    yield from _share("Andel nådda, män", printed.man, reached.man, sought.man)
    yield from _share("Andel nådda", printed.total, reached.total, sought.total)
    rows: list[tuple[str, ClosingRow]] = [(name_of_place(reference, row.code), row) for row in published.jobbtorg]
    for what, row in [*rows, ("Totalt", published.all_jobbtorg)]:
        counts, shares = row.counts, row.shares
        yield from _share(f"{what}, andel avslutade", shares.closed, counts.closed, counts.enrolled)
        yield from _share(f"{what}, andel till studier", shares.studies, counts.studies, counts.closed)
        yield from _share(f"{what}, andel till arbete", shares.work, counts.work, counts.closed)
        either = shares.studies_or_work
        yield from _share(f"{what}, andel till studier eller arbete", either, counts.studies_or_work, counts.closed)


def _share(what: str, printed: PrintedShare, part: int, of: int) -> Iterator[Contradiction]:
    if not printed.is_rounded_from(part, of):
        says = f"{what}: {printed.printed.replace('.', ',')} %"
        yield Contradiction(says, f"{whole(part)} av {whole(of)} är {share(part, of)}.")


def _sought_twice(published: PublishedFigures) -> Iterator[Contradiction]:
    summary, table = published.attempts.persons, published.sought.total
    if summary != table:
        yield Contradiction(
            f"{whole(summary)} söktes, enligt sammanfattningen",
            f"Tabellen har {whole(table)}: nådda och ej nådda tillsammans.",
        )


_INCREASE = re.compile(r"^(\d+) .*en ökning med (\d+)")
_ABOUT = {"söktes": "sought", "nåddes": "reached", "till arbete": "to_work", "till studier": "to_studies"}
"""The words by which a sentence is known to be about a figure of the year before."""


def _increases(published: PublishedFigures) -> Iterator[Contradiction]:
    for claim in published.claims:
        said = _INCREASE.match(claim.text)
        subject = next((name for words, name in _ABOUT.items() if words in claim.text), None)
        if said and subject:
            now, increase = int(said[1]), int(said[2])
            before: int = getattr(published.previous_year, subject)
            if now - before != increase:
                yield Contradiction(
                    claim.text, f"{whole(now)} − {whole(before)} = {whole(now - before)}, räknat från året före."
                )


_RISE = re.compile(r"Andelen av de nådda .* från (\d+) till (\d+) procent")


def _two_numerators(published: PublishedFigures) -> Iterator[Contradiction]:
    """A share of the reached that rose, the one year with another numerator than the other."""
    before, now = published.previous_year, published.enrolled
    for claim in published.claims:
        said = _RISE.search(claim.text)
        if said is None:
            continue
        earlier = {"inskrivna": before.enrolled, "nyinskrivna": before.newly_enrolled}
        later = {"inskrivna": now.total, "nyinskrivna": now.newly_enrolled}
        reached = published.reached.total
        first, second = _nearest(int(said[1]), earlier, before.reached), _nearest(int(said[2]), later, reached)
        if first != second:
            yield Contradiction(
                claim.text,
                f"{said[1]} procent är {first}, {whole(earlier[first])} per {whole(before.reached)} nådda; "
                f"{said[2]} procent är {second}, {whole(later[second])} per {whole(reached)}.",
            )


def _nearest(percent: int, numerators: dict[str, int], denominator: int) -> str:
    """The numerator whose ratio lies nearest what was printed."""
    return min(numerators, key=lambda name: abs(100 * numerators[name] - percent * denominator))


def _stock(published: PublishedFigures) -> Iterator[Contradiction]:
    before, carried_in = published.previous_year, published.enrolled.carried_in
    left = before.enrolled - before.closed
    if left == carried_in:
        return
    says = (
        f"{whole(carried_in)} ingående, men året före {whole(before.enrolled)} inskrivna och "
        f"{whole(before.closed)} avslutade: {whole(left)} kvar"
    )
    if left < carried_in:
        both = f"{whole(carried_in - left)} personer både avslutades och var inskrivna vid årets slut"
        yield Contradiction(says, f"Stämmer i personer bara om {both}.")
    else:
        yield Contradiction(says, f"{whole(left - carried_in)} personer saknas bland de ingående.")
