"""One measure printed with two values, and changes since the year before that its figures do not give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kaa_tracker.projections.statistics.checking.figures import Figure, Figures
from kaa_tracker.projections.statistics.checking.finding import Finding, rests_on
from kaa_tracker.projections.statistics.checking.stated import CountClaim, StatedReport
from kaa_tracker.projections.statistics.numbers import whole


def wrong_values(report: StatedReport, figures: Figures) -> Iterator[Finding]:
    """What a change shows to be two values of one measure is said once, of the change."""
    changes = list(_wrong_changes(report, figures))
    yield from changes
    said = {finding.place for finding in changes}
    yield from (finding for finding in _two_values(figures) if finding.place not in said)
    yield from _two_years_before(report, figures)
    yield from _wrong_differences(report, figures)


def _two_values(figures: Figures) -> Iterator[Finding]:
    """Those unlike the first; what may be of another measure contradicts nothing by itself."""
    for printings in figures.measures.values():
        certain = [figure for figure in printings if not figure.is_assumed]
        for other in certain[1:]:
            if not other.meets(certain[0]):
                yield _unlike(other, certain[0])


def _two_years_before(report: StatedReport, figures: Figures) -> Iterator[Finding]:
    """A sentence's number of the year before, unlike the one given for it."""
    for _, place, count in _counts(report):
        before = figures.before.get(count.measure)
        if count.previous is not None and before is not None:
            name = f"{report.measures[count.measure].label}, året före"
            said = Figure(count.previous, f"{place}.previous", name, is_about=count.about)
            if not said.meets(before):
                yield _unlike(said, before)


def _unlike(other: Figure, first: Figure) -> Finding:
    instead = f"På annan plats {first.printed}: {first.name} ({first.place})."
    return Finding("two_values", other.place, f"{other.name}: {other.printed}", instead, rests_on((other, first)))


class _Change(NamedTuple):
    """A change that a sentence states, between the figures it should lie between."""

    stated: int
    now: Figure
    before: Figure

    def fits(self, now: Figure) -> bool:
        return abs(now.value - self.before.value - self.stated) <= now.slack + self.before.slack


def _wrong_changes(report: StatedReport, figures: Figures) -> Iterator[Finding]:
    for text, place, count in _counts(report):
        change = _change(place, count, figures)
        if change is None or change.fits(change.now):
            continue
        others = [other for other in figures.measures[count.measure] if change.fits(other)]
        if others and count.value is not None:
            yield _between_other_values(text, change, others)
        else:
            now, before = change.now, change.before
            instead = f"{_subtracted(now, before)}, inte {whole(change.stated)}."
            yield Finding("difference", f"{place}.change", text, instead, rests_on((now, before)))


def _change(place: str, count: CountClaim, figures: Figures) -> _Change | None:
    """``None`` where nothing is stated, or nothing printed to hold it against."""
    now, before = figures.find(count.measure), figures.before.get(count.measure)
    if count.value is not None:
        now = next(one for one in figures.measures[count.measure] if one.place == f"{place}.value")
    if count.previous is not None:
        before = Figure(count.previous, f"{place}.previous", "året före", is_about=count.about)
    if count.change is None or now is None or before is None:
        return None
    return _Change(count.change, now, before)


def _between_other_values(text: str, change: _Change, others: Sequence[Figure]) -> Finding:
    now, before, other = change.now, change.before, others[0]
    fits = f"Skillnaden {whole(change.stated)} passar bara {other.printed} − {before.printed}"
    instead = (
        f"{_subtracted(now, before)}. {fits}: måttet har två värden, "
        f"{now.printed} här och {other.printed} i {other.name} ({other.place})."
    )
    return Finding("two_values", now.place, text, instead, rests_on((now, before, other)))


def _subtracted(now: Figure, before: Figure) -> str:
    return f"{now.printed} − {before.printed} = {whole(now.value - before.value)}"


def _counts(report: StatedReport) -> Iterator[tuple[str, str, CountClaim]]:
    """Each sentence that is about a measure, the place of what it says, and that."""
    for number, claim in enumerate(report.claims, 1):
        for nth, count in enumerate(claim.counts, 1):
            yield claim.text, f"claims[{number}].counts[{nth}]", count


def _wrong_differences(report: StatedReport, figures: Figures) -> Iterator[Finding]:
    """Of the columns of a table that are differences of others."""
    for name, table in report.tables.items():
        for stated in table.differences:
            for row in table.rows:
                columns = (stated.column, stated.of, stated.minus)
                match [figures.find(f"{name}.{row}.{column}") for column in columns]:
                    case [Figure() as stands, Figure() as now, Figure() as before]:
                        yield from _difference(stands, now, before)


def _difference(stands: Figure, now: Figure, before: Figure) -> Iterator[Finding]:
    if abs(now.value - before.value - stands.value) > stands.slack + now.slack + before.slack:
        says = f"{stands.name}: {stands.printed}"
        yield Finding("difference", stands.place, says, f"{_subtracted(now, before)}.", rests_on((now, before)))
