"""Shares said to have risen or fallen, whose numerator is not the same in both years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from kaa_tracker.projections.statistics.checking.figures import Figure, Figures
from kaa_tracker.projections.statistics.checking.finding import Finding, Kind, rests_on
from kaa_tracker.projections.statistics.checking.rounding import exact, in_swedish, per_cent, precision_of, rounded
from kaa_tracker.projections.statistics.checking.stated import Percent, Precision, ShareClaim, StatedReport
from kaa_tracker.projections.statistics.numbers import one_decimal


class _Year(NamedTuple):
    """A share of one year as a sentence has it, and what it may be of."""

    printed: Percent
    precision: Precision
    numerators: Sequence[tuple[str, Figure]]
    denominator: Figure

    def share(self, numerator: Figure) -> Fraction:
        return per_cent(numerator.value, self.denominator.value)

    def fitting(self) -> set[str]:
        """The measures that print so."""
        said = exact(self.printed)
        return {name for name, figure in self.numerators if rounded(self.share(figure), self.precision) == said}

    def nearest(self) -> tuple[str, Figure]:
        """The measure that most likely was divided, however it was rounded."""
        said = exact(self.printed)
        return min(self.numerators, key=lambda each: abs(self.share(each[1]) - said))

    def told(self, report: StatedReport) -> str:
        name, figure = self.nearest()
        counts = f"{figure.printed} av {self.denominator.printed} ({one_decimal(self.share(figure))})"
        return f"{in_swedish(self.printed)} procent är närmast {report.measures[name].label}, {counts}"


def changed_numerators(report: StatedReport, figures: Figures) -> Iterator[Finding]:
    """No finding where one numerator gives both shares, or where not all of it is printed."""
    for number, claim in enumerate(report.claims, 1):
        for nth, share in enumerate(claim.shares, 1):
            years = _years(share, figures)
            if years is None or years[0].fitting() & years[1].fitting():
                continue
            before, now = years
            place = f"claims[{number}].shares[{nth}]"
            (one, earlier), (other, later) = before.nearest(), now.nearest()
            rest = rests_on((earlier, before.denominator, later, now.denominator))
            kind: Kind = "share" if one == other else "two_numerators"
            yield Finding(kind, place, claim.text, f"{before.told(report)}; {now.told(report)}.", rest)


def _years(share: ShareClaim, figures: Figures) -> tuple[_Year, _Year] | None:
    """The year before and this one."""
    of_before, of_now = figures.before.get(share.denominator), figures.find(share.denominator)
    before = [(name, figure) for name in share.numerator if (figure := figures.before.get(name))]
    now = [(name, figure) for name in share.numerator if (figure := figures.find(name))]
    if of_before is None or of_now is None or not before or not now or of_before.value <= 0 or of_now.value <= 0:
        return None
    return (
        _Year(share.before, precision_of(share.before, share.precision), before, of_before),
        _Year(share.now, precision_of(share.now, share.precision), now, of_now),
    )
