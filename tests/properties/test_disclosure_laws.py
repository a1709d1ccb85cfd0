"""The laws of a publication: nothing it keeps back can be worked out, and nothing else in it is another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from kaa_tracker.projections.statistics.disclosure import publication
from kaa_tracker.projections.statistics.report.cells import Cell, Count, Report, ShareOf, Suppressed
from tests.projections.statistics.disclosure.reader import Name, Reader, hidden_in, name_of, true_figures
from tests.projections.statistics.disclosure.towns import corrected, report_of, some_persons

LAW = settings(max_examples=25, deadline=None)

seeds = st.integers(0, 10**9)
sizes = st.sampled_from((0, 1, 3, 8, 20, 60, 150, 400))
thresholds = st.sampled_from((5, 10))


def a_report(seed: int, size: int) -> Report:
    chance = Random(seed)
    return report_of(some_persons(chance, size), some_persons(chance, size))


def cells(public: Report, report: Report) -> Iterator[tuple[Cell, Cell]]:
    for key, table in report.tables.items():
        for row_key, row in table.rows.items():
            for column, cell in row.cells.items():
                yield public.tables[key].rows[row_key].cells[column], cell


def remembered(other: Report, report: Report) -> Mapping[Name, int]:
    """What another publication shows, where it is still so."""
    true = true_figures(report)
    return {name: value for name, value in true_figures(other).items() if true.get(name) == value}


def assert_neither_gives_the_other_away(published: Report, first: Report, then: Report, second: Report) -> None:
    """But for what the earlier gives away by itself as long as it is so, though the later showed noughts only."""
    assert Reader(then, second).works_out() == {}
    assert Reader(published, first, remembers=remembered(then, first)).works_out() == {}
    known = remembered(published, second)
    found = Reader(then, second, remembers=known).works_out()
    if found:
        noughts_only = publication(second, threshold=10**9)
        assert found.items() <= Reader(noughts_only, second, remembers=known).works_out().items()


@LAW
@given(seed=seeds, size=sizes, threshold=thresholds)
def test_no_hidden_count_can_be_worked_out(seed: int, size: int, threshold: int) -> None:
    report = a_report(seed, size)
    public = publication(report, threshold=threshold)
    assert Reader(public, report, threshold=threshold).works_out() == {}


@LAW
@given(seed=seeds, size=sizes, times=st.integers(0, 6), threshold=thresholds)
def test_nor_with_an_earlier_publication_of_the_same_year_beside_it(
    seed: int, size: int, times: int, threshold: int
) -> None:
    chance = Random(seed)
    persons, before = some_persons(chance, size), some_persons(chance, size)
    first = report_of(persons, before)
    second = report_of(corrected(chance, persons, times), corrected(chance, before, times))
    published = publication(first, threshold=threshold)
    then = publication(second, [published], threshold)
    assert_neither_gives_the_other_away(published, first, then, second)


@LAW
@given(seed=seeds, size=sizes, times=st.integers(0, 3))
def test_nor_with_those_of_the_years_before(seed: int, size: int, times: int) -> None:
    chance = Random(seed)
    years = [some_persons(chance, size) for _ in range(3)]
    first = report_of(years[1], years[0], 2021)
    second = report_of(years[2], corrected(chance, years[1], times), 2022)
    published = publication(first)
    then = publication(second, [published])
    assert_neither_gives_the_other_away(published, first, then, second)


@LAW
@given(seed=seeds, size=sizes, threshold=thresholds)
def test_what_is_shown_is_unchanged_and_nought_stays_nought(seed: int, size: int, threshold: int) -> None:
    report = a_report(seed, size)
    for shown, cell in cells(publication(report, threshold=threshold), report):
        assert shown in (cell, Suppressed())
        if isinstance(cell, Count):
            assert isinstance(shown, Count) or cell.value > 0
            assert isinstance(shown, Suppressed) or not 0 < cell.value < threshold


@LAW
@given(seed=seeds, size=sizes, threshold=thresholds)
def test_a_share_of_few_or_of_a_hidden_count_is_hidden(seed: int, size: int, threshold: int) -> None:
    report = a_report(seed, size)
    public = publication(report, threshold=threshold)
    hidden = hidden_in(public, report)
    for shown, cell in cells(public, report):
        if isinstance(cell, ShareOf):
            is_of_few = 0 < cell.denominator.value < 10
            is_of_hidden = any(name_of(report, count) in hidden for count in (cell.numerator, cell.denominator))
            assert isinstance(shown, Suppressed) == (is_of_few or is_of_hidden)


@LAW
@given(seed=seeds, size=sizes, threshold=thresholds)
def test_published_again_it_is_the_same(seed: int, size: int, threshold: int) -> None:
    report = a_report(seed, size)
    public = publication(report, threshold=threshold)
    assert publication(report, threshold=threshold) == public
    assert publication(public, threshold=threshold) == public
    assert publication(report, [public], threshold) == public


@LAW
@given(seed=seeds, size=sizes)
def test_what_is_small_under_five_is_hidden_under_ten_as_well(seed: int, size: int) -> None:
    report = a_report(seed, size)
    under_five, under_ten = (publication(report, threshold=threshold) for threshold in (5, 10))
    small = {name for name, value in true_figures(report).items() if 0 < value < 5}
    assert small <= hidden_in(under_five, report) & hidden_in(under_ten, report)
    assert len(hidden_in(under_five, report)) <= len(hidden_in(under_ten, report))


@LAW
@given(seed=seeds, size=st.integers(1, 60))
def test_nothing_is_hidden_where_every_count_is_large(seed: int, size: int) -> None:
    persons = [person for person in some_persons(Random(seed), size) for _ in range(10)]
    report = report_of(persons, persons)
    assert publication(report, threshold=10) == report
