"""Each kind of finding: who is among them, and who is not."""

from __future__ import annotations

import pytest

from kaa_tracker.domain.case.events import History, RegisterDetailsChanged
from kaa_tracker.projections.findings import findings
from tests.domain.case.facts import (
    answered,
    assigned,
    attempted,
    closed,
    declined,
    enrolled,
    entered,
    left,
    occupied,
    on,
    opened_by_hand,
    search_started,
)
from tests.domain.case.story import Told, given, taken_in, told
from tests.histories import REFERENCE
from tests.projections.city import SENTENCES, City

SEARCHED = (taken_in("2022-03-01"), search_started("2022-03-15"))
TRIED = (*SEARCHED, attempted("2022-03-20"))
REACHED = (*TRIED, answered("2022-03-22"))
ENROLLED = (taken_in("2022-03-01"), enrolled("2022-03-10"))

FOUND: dict[str, dict[str, tuple[str, tuple[object, ...]]]] = {
    "no_next_day": {
        "nobody has said when to look again": ("2022-04-01", (*SEARCHED, occupied("2022-03-20"))),
    },
    "search_not_started": {
        "the day after the due day without a round": ("2022-03-16", (taken_in("2022-03-01"),)),
    },
    "past_wait_without_search": {
        "an enrolment over the due day has closed": (
            "2022-03-25",
            (*ENROLLED, closed("2022-03-20", "studies")),
        ),
    },
    "recontact_due": {
        "the day to ask again": ("2022-06-18", (*SEARCHED, declined("2022-03-20", "2022-06-18"))),
    },
    "occupation_missing": {
        "reached and nobody asked": ("2022-04-01", REACHED),
        "asked long before being reached": (
            "2022-04-01",
            (
                *SEARCHED,
                occupied("2022-03-02", review_after="2022-06-01"),
                attempted("2022-03-20"),
                answered("2022-03-22"),
            ),
        ),
    },
    "exit_unknown": {
        "two weeks after leaving": ("2022-04-03", (*SEARCHED, left("2022-03-20", "unknown"))),
    },
    "unconfirmed_by_hand": {
        "thirty days after opening": ("2022-03-31", (opened_by_hand("2022-03-01"),)),
    },
    "open_before_disposal": {
        "ninety days before the last day": ("2025-10-02", ENROLLED),
    },
}

NOT_FOUND: dict[str, dict[str, tuple[str, tuple[object, ...]]]] = {
    "no_next_day": {
        "a search that has begun": ("2022-04-01", SEARCHED),
        "a case that is over": ("2022-04-01", (*SEARCHED, occupied("2022-03-20"), left("2022-03-21"))),
    },
    "search_not_started": {
        "on the due day, before the round": ("2022-03-15", (taken_in("2022-03-01"),)),
        "the search was recorded": ("2022-04-01", SEARCHED),
        "left in the wait": ("2022-04-01", (taken_in("2022-03-01"), left("2022-03-10"))),
    },
    "past_wait_without_search": {
        "still in the wait": ("2022-03-14", (taken_in("2022-03-01"),)),
        "on the due day, before the round": ("2022-03-15", (taken_in("2022-03-01"),)),
        "searched for": ("2022-04-01", SEARCHED),
        "enrolled": ("2022-04-01", ENROLLED),
        "gone": ("2022-04-01", (*ENROLLED, closed("2022-03-20", "studies"), left("2022-03-21"))),
    },
    "recontact_due": {
        "the day before": ("2022-06-17", (*SEARCHED, declined("2022-03-20", "2022-06-18"))),
        "a contact since": (
            "2022-06-18",
            (*SEARCHED, declined("2022-03-20", "2022-06-18"), attempted("2022-06-01")),
        ),
    },
    "occupation_missing": {
        "asked when reached": ("2022-04-01", (*REACHED, occupied("2022-03-22", review_after="2022-06-01"))),
        "asked a fortnight after": ("2022-05-01", (*REACHED, occupied("2022-04-05", review_after="2022-06-01"))),
        "never reached": ("2022-04-01", TRIED),
        "gone": ("2022-04-01", (*REACHED, left("2022-03-25"))),
    },
    "exit_unknown": {
        "thirteen days after leaving": ("2022-04-02", (*SEARCHED, left("2022-03-20", "unknown"))),
        "left for studies": ("2022-04-03", (*SEARCHED, left("2022-03-20"))),
        "come back": (
            "2022-05-20",
            (*SEARCHED, left("2022-03-20", "unknown"), entered("2022-05-01", revision=4)),
        ),
    },
    "unconfirmed_by_hand": {
        "twenty-nine days after opening": ("2022-03-30", (opened_by_hand("2022-03-01"),)),
        "the register has told of the youth": (
            "2022-04-30",
            (opened_by_hand("2022-03-01"), entered("2022-03-10")),
        ),
    },
    "open_before_disposal": {
        "the day before": ("2025-10-01", ENROLLED),
        "closed": ("2025-10-02", (*ENROLLED, closed("2025-09-01"))),
    },
}


def history(facts: tuple[object, ...]) -> History:
    return given(*facts).history  # type: ignore[arg-type]  # a fact or what was told together


def stories(of: dict[str, dict[str, tuple[str, tuple[object, ...]]]]) -> list[object]:
    return [
        pytest.param(kind, day, facts, id=f"{kind}: {name}")
        for kind, told_of in of.items()
        for name, (day, facts) in told_of.items()
    ]


@pytest.mark.parametrize(("kind", "day", "facts"), stories(FOUND))
def test_is_found(city: City, kind: str, day: str, facts: tuple[object, ...]) -> None:
    city.of(history(facts))
    assert city.found(kind, on(day)) == [0]
    assert city.reading.finding_counts(on(day))[kind] == 1


@pytest.mark.parametrize(("kind", "day", "facts"), stories(NOT_FOUND))
def test_is_not_found(city: City, kind: str, day: str, facts: tuple[object, ...]) -> None:
    city.of(history(facts))
    assert city.found(kind, on(day)) == []


@pytest.mark.parametrize(("kind", "day", "facts"), stories(FOUND))
def test_of_a_protected_youth_is_not_shown(city: City, kind: str, day: str, facts: tuple[object, ...]) -> None:
    marked = RegisterDetailsChanged(effective_on=on("2022-03-02"), revision=90, protection="confidentiality_marked")
    protection: Told = told(marked, assigned("2022-03-02", "protected_case_handlers", "protection"))
    city.of(history((*facts, protection)))
    assert city.found(kind, on(day)) == []


def test_every_kind_has_stories_and_a_sentence() -> None:
    kinds = findings(on("2022-03-01"), REFERENCE.rules).keys()
    assert kinds == FOUND.keys() == NOT_FOUND.keys()
    for kind in kinds:
        assert SENTENCES.finding(kind)
