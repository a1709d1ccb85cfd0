"""What may be done with a report, whatever was tried before."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.domain.reports.decisions import approving, unfit_to_freeze, unfit_to_publish
from kaa_tracker.domain.reports.events import ReportApproved, ReportEntry, ReportFrozen, ReportPublished
from kaa_tracker.domain.reports.life import ReportLife, life_of

AT = datetime(2023, 1, 16, 9, tzinfo=UTC)
FROZEN = ReportFrozen(
    report="annual", year=2022, division_before=date(2022, 11, 30), reference_version="r", position=7, sha256="ab"
)
PEOPLE = st.sampled_from(["stina", "berit", "bo"])
TRIES = st.lists(st.tuples(st.sampled_from(["approve", "publish"]), PEOPLE), max_size=8)


def tried(first: str, tries: list[tuple[str, str]]) -> list[ReportEntry]:
    """What comes of it when each in turn tries to approve or publish what was frozen first."""
    history = [ReportEntry(1, first, AT, FROZEN)]
    for what, who in tries:
        life = life_of(1, history)
        decided: ReportApproved | ReportPublished | Refusal
        if what == "approve":
            decided = approving(life, who)
        else:
            decided = unfit_to_publish(life) or ReportPublished(publication=1, threshold=5, sha256="cd")
        if not isinstance(decided, Refusal):
            history.append(ReportEntry(len(history) + 1, who, AT, decided))
    return history


@given(PEOPLE, TRIES)
def test_whatever_is_tried_a_report_is_approved_once_by_another_and_then_published_once(
    first: str, tries: list[tuple[str, str]]
) -> None:
    kinds = [type(entry.event) for entry in tried(first, tries)]
    assert kinds == [ReportFrozen, ReportApproved, ReportPublished][: len(kinds)]
    life = life_of(1, tried(first, tries))
    assert life.approved_by != first
    assert life.version == len(kinds)
    assert life.state == ("frozen", "approved", "published")[len(kinds) - 1]


@given(PEOPLE, TRIES)
def test_what_was_frozen_stays_whatever_comes_after(first: str, tries: list[tuple[str, str]]) -> None:
    life = life_of(1, tried(first, tries))
    assert (life.frozen, life.frozen_by, life.frozen_at) == (FROZEN, first, AT)


def refusal_of(life: ReportLife, who: str) -> str:
    decided = approving(life, who)
    assert isinstance(decided, Refusal)
    return decided.code


def test_whoever_froze_it_does_not_approve_it() -> None:
    assert refusal_of(life_of(1, tried("stina", [])), "stina") == "report_needs_other_approver"


def test_nobody_approves_it_twice() -> None:
    assert refusal_of(life_of(1, tried("stina", [("approve", "berit")])), "bo") == "report_already_approved"


@pytest.mark.parametrize(
    ("tries", "code"),
    [
        ([], "report_not_approved"),
        ([("approve", "berit")], None),
        ([("approve", "berit"), ("publish", "berit")], "report_already_published"),
    ],
)
def test_only_what_is_approved_is_published_and_once(tries: list[tuple[str, str]], code: str | None) -> None:
    refusal = unfit_to_publish(life_of(1, tried("stina", tries)))
    assert (refusal and refusal.code) == code


@pytest.mark.parametrize("number", ["AMN 2022/0123", "KS 2022-00123", "2022/0123", "1.1-123/2022", "3.1.2-77/2022"])
def test_diary_numbers_are_known_in_their_forms(number: str) -> None:
    assert unfit_to_freeze(2022, number, date(2023, 1, 16)) is None


@pytest.mark.parametrize("number", ["", "Ada Ek", "2004-05-06", "20040506-2384", "040506-2384", "AMN 2022/0123\n"])
def test_what_could_be_of_a_person_is_no_diary_number(number: str) -> None:
    assert unfit_to_freeze(2022, number, date(2023, 1, 16)) == Refusal("diary_number_malformed")


def test_a_year_is_frozen_from_its_first_day() -> None:
    assert unfit_to_freeze(2023, None, date(2022, 12, 1)) is None
    assert unfit_to_freeze(2023, None, date(2022, 11, 30)) == Refusal("report_year_not_begun", ("2023",))
