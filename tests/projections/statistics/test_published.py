"""Our figures beside the published ones."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from kaa_tracker.adapters.outbound.published_figures import load_published
from kaa_tracker.projections.statistics.published import PrintedShare
from kaa_tracker.projections.statistics.report.comparison import Compared, compared
from tests.projections.statistics.youths import Youth, city

PUBLISHED = load_published(2022)


def youth(district: str = "farsta", gender: str = "woman") -> Youth:
    return Youth(gender="man" if gender == "man" else "woman").enters("2021-06-01", district)


@pytest.fixture(scope="module")
def rows() -> dict[str, Compared]:
    told = city(
        enrolled=youth().enrols("2022-02-01").is_closed("2022-05-01"),
        open=youth(gender="man").enrols("2022-02-01"),
        tried=youth().is_tried("2022-03-01").is_tried("2021-03-01"),
    )
    return {row.key: row for row in compared(told.report(), PUBLISHED)}


def figures_in(part: object, path: str = "") -> Iterator[str]:
    """The paths of all counts and shares in the published figures."""
    if isinstance(part, int | PrintedShare):
        yield path
    elif isinstance(part, msgspec.Struct):
        for name in part.__struct_fields__:
            yield from figures_in(getattr(part, name), f"{path}.{name}".lstrip("."))


def test_every_published_figure_is_compared(rows: dict[str, Compared]) -> None:
    said = {path for path in figures_in(PUBLISHED) if not path.startswith(("year", "targets", "all_jobbtorg"))}
    assert said - rows.keys() == set()
    for row in (*(f"jobbtorg.{row.code}" for row in PUBLISHED.jobbtorg), "all_jobbtorg"):
        for column in ("closed", "studies", "work", "studies_or_work"):
            assert {f"{row}.{column}", f"{row}.share_{column}"} <= rows.keys()
        assert f"{row}.enrolled" in rows
    assert "aim.to_work" in rows


def test_a_count_is_equal_only_if_it_is_the_same(rows: dict[str, Compared]) -> None:
    covered = rows["registered.total"]
    assert (covered.what, covered.published, covered.ours) == ("Omfattas", "7\u2009154", "3")
    assert not covered.is_equal
    assert rows["registered.woman"].ours == "2"


def test_places_and_years_are_named_in_swedish(rows: dict[str, Compared]) -> None:
    assert rows["jobbtorg.skarholmen.enrolled"].what == "Inskrivna, Skärholmen"
    assert rows["jobbtorg.no_district.enrolled"].what == "Inskrivna, Saknar stadsdel"
    assert rows["registered.man"].what == "Omfattas, Män"
    assert rows["previous_year.registered"].what == "Omfattas, 2021"
    assert rows["attempts.letters_about"].what == "Kontaktförsök, Brev"


def test_a_share_is_equal_if_ours_rounds_to_it_at_its_printed_precision() -> None:
    told = city(
        **{f"reached_{n}": youth().comes("2022-03-01") for n in range(27)},
        **{f"missed_{n}": youth().is_tried("2022-03-01") for n in range(23)},
    )
    rows = {row.key: row for row in compared(told.report(), PUBLISHED)}
    assert (rows["share_reached.total"].ours, rows["share_reached.total"].is_equal) == ("54,0 %", True)
    assert not rows["share_reached.man"].is_equal


def test_what_is_printed_as_about_is_met_within_a_hundredth() -> None:
    told = city(youth=youth().is_tried("2022-03-01"))
    report = told.report()
    for total, equal in ((1, True), (2, False)):
        attempts = msgspec.structs.replace(PUBLISHED.attempts, total_about=total)
        rows = compared(report, msgspec.structs.replace(PUBLISHED, attempts=attempts))
        (row,) = [row for row in rows if row.key == "attempts.total_about"]
        assert (row.is_equal, row.published) == (equal, f"cirka {total}")


def test_a_count_that_may_have_been_either_is_equal_to_both(rows: dict[str, Compared]) -> None:
    assert rows["aim.to_work"].published == "34 eller 35"
    assert not rows["aim.to_work"].is_equal


def test_only_the_share_that_no_rounding_explains_is_a_misprint(rows: dict[str, Compared]) -> None:
    assert [row.key for row in rows.values() if row.is_misprint] == ["jobbtorg.kista.share_closed"]
