"""Our figures beside the published ones, each at the precision it was printed with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kaa_tracker.projections.statistics import numbers
from kaa_tracker.projections.statistics.measures import MEASURES
from kaa_tracker.projections.statistics.published import (
    ByGender,
    ClosingRow,
    PrintedShare,
    PublishedFigures,
    SharesByGender,
)
from kaa_tracker.projections.statistics.report.cells import Report, Year
from kaa_tracker.projections.statistics.report.drafting import GENDERS
from kaa_tracker.projections.statistics.shares import SHARES

ABOUT = 100
"""What is printed as "about" is met within a hundredth of it."""

Where = Mapping[str, str]
_EVERYBODY: Where = {}


class Compared(NamedTuple):
    """A published figure and ours. ``is_misprint``: the counts printed with a share give another.

    ``key`` is stable, ``what`` is Swedish.
    """

    key: str
    what: str
    published: str
    ours: str
    is_equal: bool
    is_misprint: bool = False


def compared(report: Report, published: PublishedFigures) -> list[Compared]:
    """Every figure published of the report's year and of the year before."""
    beside = _Beside(report)
    return [*_outreach(beside, published), *_support(beside, published), *_year_before(beside, published)]


class _Beside:
    """Sets a printed figure beside the cell of the report that counts the same."""

    def __init__(self, report: Report) -> None:
        self._year_before = report.year - 1
        rows = [row for table in report.tables.values() for row in table.rows.items()]
        self._names = GENDERS | {key.removesuffix(".total"): row.labels[0] for key, row in rows}
        self._counts = {
            (count.period, count.measure, frozenset(count.where.items())): count.value for count in report.counts()
        }

    def count(
        self, key: str, measure: str, where: Where, *printed: int, period: Year = "year", about: bool = False
    ) -> Compared:
        """Equal to one of the counts that may have been meant; ``about`` within a hundredth of it."""
        ours = self._ours(measure, where, period)
        off = [abs(ours - one) * (ABOUT if about else 1) for one in printed]
        is_equal = any(distance <= (one if about else 0) for distance, one in zip(off, printed, strict=True))
        text = " eller ".join(map(numbers.whole, printed))
        what = self._what(MEASURES[measure].label, where, period)
        return Compared(key, what, f"cirka {text}" if about else text, numbers.whole(ours), is_equal)

    def share(self, key: str, share: str, where: Where, printed: PrintedShare) -> Compared:
        """Equal if ours rounds to the printed one at its own precision."""
        part, of = (self._ours(code, where, "year") for code in (SHARES[share].numerator, SHARES[share].denominator))
        is_equal = of > 0 and printed.is_rounded_from(part, of)
        text, ours = f"{printed.printed.replace('.', ',')} %", numbers.share(part, of)
        return Compared(key, self._what(SHARES[share].label, where), text, ours, is_equal, printed.wrong)

    def _ours(self, measure: str, where: Where, period: Year) -> int:
        return self._counts.get((period, measure, frozenset(where.items())), 0)

    def _what(self, label: str, where: Where, period: Year = "year") -> str:
        names = [self._names.get(value, value) for value in where.values()]
        years = [str(self._year_before)] if period == "year_before" else []
        return ", ".join([label, *names, *years])


def _outreach(beside: _Beside, published: PublishedFigures) -> Iterator[Compared]:
    yield from _counts_by_gender(beside, "registered", "covered", published.registered)
    yield from _counts_by_gender(beside, "sought", "sought", published.sought)
    yield from _counts_by_gender(beside, "reached", "reached", published.reached)
    yield from _counts_by_gender(beside, "not_reached", "not_reached", published.not_reached)
    yield from _shares_by_gender(beside, "share_reached", "reached_of_sought", published.share_reached)
    attempts, letters = published.attempts, {"channel": "letter"}
    yield beside.count("attempts.persons", "attempted", _EVERYBODY, attempts.persons)
    yield beside.count("attempts.total_about", "attempts", _EVERYBODY, attempts.total_about, about=True)
    yield beside.count("attempts.letters_about", "attempts", letters, attempts.letters_about, about=True)
    yield beside.count("addresses.reported", "address_reports", _EVERYBODY, published.addresses.reported)
    yield beside.share("occupied_when_reached", "occupied_of_reached", _EVERYBODY, published.occupied_when_reached)


def _support(beside: _Beside, published: PublishedFigures) -> Iterator[Compared]:
    enrolled = published.enrolled
    in_all = ByGender(woman=enrolled.woman, man=enrolled.man, total=enrolled.total)
    yield from _counts_by_gender(beside, "enrolled", "enrolled", in_all)
    yield beside.count("enrolled.newly_enrolled", "newly_enrolled", _EVERYBODY, enrolled.newly_enrolled)
    yield beside.count("enrolled.carried_in", "carried_in", _EVERYBODY, enrolled.carried_in)
    for row in published.jobbtorg:
        yield from _closing_row(beside, f"jobbtorg.{row.code}", {"jobbtorg_at_end": row.code}, row)
    yield from _closing_row(beside, "all_jobbtorg", _EVERYBODY, published.all_jobbtorg)
    aim, in_aim = published.aim, {"service": "aim"}
    yield beside.count("aim.enrolled", "service_participants", in_aim, aim.enrolled)
    yield beside.count("aim.newly_enrolled", "service_new", in_aim, aim.newly_enrolled)
    yield beside.count("aim.ended", "service_ended", in_aim, aim.ended)
    yield beside.count("aim.ended_to_unknown", "service_ended_to_unknown", in_aim, aim.ended_to_unknown)
    yield beside.count("aim.to_studies", "service_ended_to_studies", in_aim, aim.to_studies)
    yield beside.count("aim.to_work", "service_ended_to_work", in_aim, *aim.to_work)
    yield beside.share("aim.share_studies", "service_studies_of_ended", in_aim, aim.share_studies)
    yield beside.share("aim.share_work", "service_work_of_ended", in_aim, aim.share_work)


_YEAR_BEFORE = {
    "registered": "covered",
    "sought": "sought",
    "reached": "reached",
    "enrolled": "enrolled",
    "newly_enrolled": "newly_enrolled",
    "closed": "closed",
    "to_studies": "closed_to_studies",
    "to_work": "closed_to_work",
}


def _year_before(beside: _Beside, published: PublishedFigures) -> Iterator[Compared]:
    for name, measure in _YEAR_BEFORE.items():
        printed: int = getattr(published.previous_year, name)
        yield beside.count(f"previous_year.{name}", measure, _EVERYBODY, printed, period="year_before")


def _counts_by_gender(beside: _Beside, key: str, measure: str, printed: ByGender) -> Iterator[Compared]:
    yield beside.count(f"{key}.woman", measure, {"gender": "woman"}, printed.woman)
    yield beside.count(f"{key}.man", measure, {"gender": "man"}, printed.man)
    yield beside.count(f"{key}.total", measure, _EVERYBODY, printed.total)


def _shares_by_gender(beside: _Beside, key: str, share: str, printed: SharesByGender) -> Iterator[Compared]:
    yield beside.share(f"{key}.woman", share, {"gender": "woman"}, printed.woman)
    yield beside.share(f"{key}.man", share, {"gender": "man"}, printed.man)
    yield beside.share(f"{key}.total", share, _EVERYBODY, printed.total)


def _closing_row(beside: _Beside, key: str, where: Where, row: ClosingRow) -> Iterator[Compared]:
    counts, shares = row.counts, row.shares
    yield beside.count(f"{key}.enrolled", "enrolled", where, counts.enrolled)
    yield beside.count(f"{key}.closed", "closed", where, counts.closed)
    yield beside.share(f"{key}.share_closed", "closed_of_enrolled", where, shares.closed)
    yield beside.count(f"{key}.studies", "closed_to_studies", where, counts.studies)
    yield beside.share(f"{key}.share_studies", "studies_of_closed", where, shares.studies)
    yield beside.count(f"{key}.work", "closed_to_work", where, counts.work)
    yield beside.share(f"{key}.share_work", "work_of_closed", where, shares.work)
    yield beside.count(f"{key}.studies_or_work", "closed_to_studies_or_work", where, counts.studies_or_work)
    yield beside.share(f"{key}.share_studies_or_work", "studies_or_work_of_closed", where, shares.studies_or_work)
