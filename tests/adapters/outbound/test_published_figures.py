"""The published figures, checked against themselves: what adds up, what does not, and that we know which."""

from __future__ import annotations

import pytest

from kaa_tracker.adapters.outbound.published_figures import NothingPublished, load_published
from kaa_tracker.domain.periods import operating_year
from kaa_tracker.projections.statistics.published import ByGender, ClosingRow, PrintedShare

PUBLISHED = load_published(2022)
ROWS: tuple[ClosingRow, ...] = (*PUBLISHED.jobbtorg, PUBLISHED.all_jobbtorg)


def test_the_figures_are_those_of_the_operating_year() -> None:
    assert PUBLISHED.period == operating_year(PUBLISHED.year)


def test_a_year_without_published_figures_is_an_error() -> None:
    with pytest.raises(NothingPublished, match="2021"):
        load_published(2021)


@pytest.mark.parametrize("counts", [PUBLISHED.registered, PUBLISHED.reached, PUBLISHED.not_reached, PUBLISHED.sought])
def test_women_and_men_add_up_to_the_total(counts: ByGender) -> None:
    assert counts.woman + counts.man == counts.total


def test_the_sought_are_those_reached_and_those_not() -> None:
    assert PUBLISHED.reached.total + PUBLISHED.not_reached.total == PUBLISHED.sought.total


def test_the_enrolled_are_carried_in_or_newly_enrolled() -> None:
    enrolled = PUBLISHED.enrolled
    assert enrolled.carried_in + enrolled.newly_enrolled == enrolled.total == enrolled.woman + enrolled.man


@pytest.mark.parametrize("column", ["enrolled", "closed", "studies", "work", "studies_or_work"])
def test_the_jobbtorg_table_adds_up_to_its_total_row(column: str) -> None:
    total = sum(getattr(row.counts, column) for row in PUBLISHED.jobbtorg)
    assert total == getattr(PUBLISHED.all_jobbtorg.counts, column)


def test_every_printed_share_follows_from_its_counts_unless_marked_wrong() -> None:
    for row in ROWS:
        counts, shares = row.counts, row.shares
        assert shares.closed.is_rounded_from(counts.closed, counts.enrolled) is not shares.closed.wrong
        for name in ("studies", "work", "studies_or_work"):
            share: PrintedShare = getattr(shares, name)
            assert share.is_rounded_from(getattr(counts, name), counts.closed) is not share.wrong


def test_one_printed_share_is_explained_by_no_rounding() -> None:
    assert [row.code for row in PUBLISHED.jobbtorg if row.shares.closed.wrong] == ["kista"]


def test_the_shares_of_aim_fit_every_count_they_may_stand_for() -> None:
    aim = PUBLISHED.aim
    assert aim.share_studies.is_rounded_from(aim.to_studies, aim.ended)
    fitting = tuple(n for n in range(aim.ended) if aim.share_work.is_rounded_from(n, aim.ended))
    assert fitting == aim.to_work


@pytest.mark.parametrize(
    ("printed", "precision", "numerator", "equal"),
    [
        ("66", "whole", 655, True),
        ("65", "whole", 655, False),
        ("65.5", "half", 6525, True),
        ("65.5", "half", 6524, False),
        ("65.5", "tenth", 655, True),
        ("65.5", "tenth", 654, False),
        ("65.5", "whole", 655, False),
    ],
)
def test_a_share_is_compared_at_its_own_printed_precision_half_up(
    printed: str, precision: str, numerator: int, equal: bool
) -> None:
    share = PrintedShare(printed=printed, precision=precision)  # type: ignore[arg-type]
    assert share.is_rounded_from(numerator, 1000 if numerator < 1000 else 10000) is equal
