"""The report that Stockholm published about 2022 contradicts itself where we know it does, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kaa_tracker.adapters.inbound.files.stated_reports import checked
from kaa_tracker.adapters.inbound.files.yaml_tree import read_tree
from kaa_tracker.adapters.outbound.published_figures import load_published, published_report

TEXT = published_report(2022).decode()

DATE = ("impossible_date", "claims[1].text")
SOUGHT = ("two_values", "claims[2].counts[1].value")
TO_WORK = ("difference", "claims[3].counts[1].change")
SUPPORT = ("two_numerators", "claims[4].shares[1]")
KISTA = ("share", "tables.jobbtorg.rows.kista.shares.closed_pct")
CARRIED_IN = ("stock", "stocks[1]")
KNOWN = {DATE, SOUGHT, TO_WORK, SUPPORT, KISTA, CARRIED_IN}


def found(text: str) -> list[tuple[str, str]]:
    return [(finding.kind, finding.place) for _, finding in checked(text.encode()).found]


def with_other(old: str, new: str) -> str:
    assert TEXT.count(old) == 1
    return TEXT.replace(old, new)


def test_it_contradicts_itself_exactly_where_we_know_it_does() -> None:
    assert sorted(found(TEXT)) == sorted(KNOWN)


def test_each_contradiction_is_said_in_swedish_with_its_figures() -> None:
    said = {finding.kind: finding.instead.replace("\u2009", " ") for _, finding in checked(TEXT.encode()).found}
    assert said == {
        "impossible_date": "31 november 2022 finns inte i kalendern.",
        "two_values": (
            "5 101 − 4 909 = 192. Skillnaden 243 passar bara 5 152 − 4 909: måttet har två värden, "
            "5 101 här och 5 152 i Sökta, totalt (tables.outreach.rows.sought.values.total)."
        ),
        "difference": "140 − 111 = 29, inte 39.",
        "two_numerators": (
            "27 procent är närmast nyinskrivna, 668 av 2 425 (27,5); 35 procent är närmast inskrivna, "
            "983 av 2 801 (35,1)."
        ),
        "share": "122 av 201 är 60,7 %, i hela procent 61.",
        "stock": (
            "933 − 660 = 273: stämmer i personer bara om 5 personer både avslutades och var inne igen vid årets slut."
        ),
    }


def test_what_rests_on_derived_or_assumed_figures_says_so() -> None:
    rests = {finding.kind: finding.rests_on for _, finding in checked(TEXT.encode()).found if finding.rests_on}
    assert rests == {
        "stock": ("278, ingående, är härlett och inte tryckt",),
        "two_values": ("att 5\u2009101 är sökta är antaget",),
    }


def test_a_finding_has_the_line_it_stands_on() -> None:
    lines = TEXT.splitlines()
    for line, finding in checked(TEXT.encode()).found:
        if finding.kind in ("impossible_date", "two_values", "difference", "share"):
            told = {
                "two_values": "5101",
                "difference": "39",
                "impossible_date": "31 november",
                "share": "closed_pct: 60",
            }
            assert told[finding.kind] in lines[line - 1]


@pytest.mark.parametrize(
    ("old", "new", "mended"),
    [
        ("till 31 november", "till 30 november", DATE),
        ("value: 5101", "value: 5152", SOUGHT),
        ("change: 243", "change: 192", SOUGHT),
        ("change: 39", "change: 29", TO_WORK),
        ("from: 27", "from: 38", SUPPORT),
        ("from: 27, to: 35", "from: 28, to: 25", SUPPORT),
        ("closed_pct: 60", "closed_pct: 61", KISTA),
        ("closed: 660", "closed: 655", CARRIED_IN),
    ],
)
def test_a_mended_figure_takes_away_its_finding_and_no_other(old: str, new: str, mended: tuple[str, str]) -> None:
    assert set(found(with_other(old, new))) == KNOWN - {mended}


@pytest.mark.parametrize(
    ("old", "new", "planted"),
    [
        ("total: 7154", "total: 7155", {("sum", "tables.registered.rows.registered.values.total")}),
        ("woman: 1109", "woman: 1110", {("sum", "tables.outreach.rows.not_reached.values.woman")}),
        ("studies_pct: 49.9", "studies_pct: 50.0", {("share", "tables.jobbtorg.rows.total.shares.studies_pct")}),
        (
            "measure: aim_enrolled, value: 283",
            "measure: aim_enrolled, value: 284",
            {("two_values", "claims[5].counts[1].value")},
        ),
        ("to: 2022-11-30", "to: 2022-11-31", {("impossible_date", "period.to")}),
        (
            "printed: [705]",
            "printed: [706]",
            {("sum", "enrolled.total"), ("sum", "tables.enrolled.rows.enrolled.values.total")},
        ),
    ],
)
def test_a_planted_figure_is_found_where_it_stands(old: str, new: str, planted: set[tuple[str, str]]) -> None:
    more = set(found(with_other(old, new))) - KNOWN
    assert more
    assert more <= planted


def numbers(part: object) -> Iterator[float]:
    if isinstance(part, dict | list):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from numbers(inner)
    elif isinstance(part, int | float):
        yield part


def figures(part: object) -> Iterator[int]:
    if isinstance(part, int):
        yield part
    elif hasattr(part, "__struct_fields__"):
        for name in part.__struct_fields__:
            if name not in ("year", "targets", "to_work"):
                yield from figures(getattr(part, name))
    elif isinstance(part, tuple):
        for inner in part:
            yield from figures(inner)


def test_it_has_every_figure_that_our_own_are_compared_with() -> None:
    ours = {figure for figure in figures(load_published(2022)) if not isinstance(figure, bool)}
    assert ours - set(numbers(read_tree(TEXT).value)) == set()
