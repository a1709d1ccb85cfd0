"""A report is frozen, the cases go on, and the next one says exactly what is different and who is behind it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from pydantic import SecretStr

from kaa_tracker.application.handling import Asked, Recorded
from kaa_tracker.application.reports.since import Behind
from kaa_tracker.bootstrap import open_system
from kaa_tracker.domain.case import commands as c
from kaa_tracker.domain.case.events import Actor, ContactAttempted, EnrolmentClosed
from kaa_tracker.domain.identifiers import temporary_number
from kaa_tracker.projections.statistics.report.cells import Count
from kaa_tracker.projections.statistics.report.differences import differences
from kaa_tracker.settings import Settings
from kaa_tracker.system import System
from tests.application.told import BORN, HOME, attempt, entry, leaving, line, the

JANUARY = datetime(2023, 1, 16, 9, tzinfo=UTC)
JUNE = datetime(2023, 6, 1, 9, tzinfo=UTC)
TRIED, CLOSED, GONE = "berkey-tried", "berkey-closed", "berkey-gone"
CENTRAL = Actor("berit", "central_coordinator")


@pytest.fixture(params=["sqlite", "postgres"])
def system(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[System]:
    """One youth who was tried twice, one whose enrolment was closed to studies, and one who left in the wait."""
    settings = Settings(folder=tmp_path / "var", processes=1)
    if request.param == "postgres":
        environment: Mapping[str, str] = request.getfixturevalue("postgres_environment")
        host, name = environment["POSTGRES_HOST"], environment["POSTGRES_DBNAME"]
        url = SecretStr(f"postgresql://{environment['POSTGRES_USER']}@/{name}?host={host}")
        settings = settings.model_copy(update={"database_url": url})
    with open_system(settings) as opened:
        for n, key in enumerate((TRIED, CLOSED, GONE)):
            opened.register_intake().take([entry(key, number=None, identity_number=number(n), address=HOME)])
        opened.register_intake().take([leaving(GONE, "2022-03-10")])
        enrolment = the("enrolment")
        enrol = c.Enrol(enrolment_id=enrolment, on=date(2022, 4, 1), unit="globen", contact_id=the("contact"))
        close = c.CloseEnrolment(enrolment_id=enrolment, on=date(2022, 9, 1), outcome="studies")
        lines = [
            line(attempt("2022-03-20", "first"), "2022-03-20", key=TRIED),
            line(attempt("2022-03-27", "second", channel="phone"), "2022-03-27", key=TRIED),
            line(enrol, "2022-04-01", key=CLOSED),
            line(close, "2022-09-01", key=CLOSED),
        ]
        opened.outreach_intake().take(lines)
        yield opened


def number(n: int) -> str:
    return temporary_number(BORN, n)


def case_of(system: System, key: str) -> UUID:
    return system.vault.cases_of_register_keys([key])[key]


def amend(system: System, key: str, kind: type, command: c.VoidEntry | c.CorrectEntry) -> None:
    """What the youth's last entry of a kind says does not hold."""
    case_id = case_of(system, key)
    entries = system.store.histories([case_id])[case_id]
    last = max(entry.version for entry in entries if isinstance(entry.event, kind))
    order = c.Request(command_id=f"amends {key}", actor=CENTRAL, recorded_at=JUNE, command=replace(command, entry=last))
    [result] = system.handler.handle([Asked(case_id, order)])
    assert isinstance(result, Recorded), result


def what_happens_until_june(system: System) -> None:
    amend(system, TRIED, ContactAttempted, c.VoidEntry(reason="did_not_happen"))
    amend(system, CLOSED, EnrolmentClosed, c.CorrectEntry(reason="wrong_day", changes={"outcome": "work"}))
    run = system.disposal.propose(JUNE.date(), "line.ek", JUNE)
    system.disposal.approve(run.number, "bo.berg", JUNE)
    assert system.disposal.run(run.number, JUNE.date(), JUNE).disposed == 1


def everybody(case_ids: Collection[UUID]) -> Collection[UUID]:
    return case_ids


def nobody(_: Collection[UUID]) -> Collection[UUID]:
    return ()


def named(system: System, behind: Sequence[Behind]) -> set[tuple[str, str]]:
    """Each case behind, with the events told in between."""
    names = {case_of(system, key): key for key in (TRIED, CLOSED)}
    return {(names[one.case_id], happened.kind) for figure in behind for one in figure.moved for happened in one.events}


def test_a_frozen_report_stays_and_the_next_one_names_the_void_and_the_correction(system: System) -> None:
    first = system.reports.freeze(2022, "stina", JANUARY, diary_number="AMN 2023/0117")
    what_happens_until_june(system)
    second = system.reports.freeze(2022, "stina", JUNE)

    again = system.reports.get(first.number)
    assert (again.content, again.report, again.life) == (first.content, first.report, first.life)
    assert (second.life.frozen.follows, second.position > first.position) == (first.number, True)

    found = differences(first.report, second.report)
    changed = {one.before.measure for one in found.cells if isinstance(one.before, Count)}
    assert {"attempts", "closed_to_studies", "closed_to_work"} <= changed
    assert not {"covered", "left_in_wait", "sought", "enrolled", "closed"} & changed
    assert (found.gone, found.redefined, found.reference, found.division) == ((), (), None, None)

    behind = system.reports.since.behind(first, second, everybody)
    assert named(system, behind) == {(TRIED, "entry-voided"), (CLOSED, "entry-corrected")}
    assert {(one.unexplained, one.not_shown) for one in behind} == {(0, 0)}
    [attempts] = [one for one in behind if (one.measure, one.where, one.period) == ("attempts", {}, "year")]
    [out] = attempts.moved
    assert (attempts.before, attempts.after, out.how, len(out.events)) == (2, 1, "out", 1)
    [studies] = [one for one in behind if one.measure == "closed_to_studies" and not one.where]
    [work] = [one for one in behind if one.measure == "closed_to_work" and not one.where]
    assert (studies.moved[0].how, work.moved[0].how) == ("out", "in")


def test_whoever_may_open_no_case_is_told_how_many(system: System) -> None:
    first = system.reports.freeze(2022, "stina", JANUARY)
    what_happens_until_june(system)
    second = system.reports.freeze(2022, "stina", JUNE)
    behind = system.reports.since.behind(first, second, nobody)
    assert {one.moved for one in behind} == {()}
    assert {one.not_shown for one in behind} == {1}


def test_what_was_told_late_is_listed_and_not_slipped_in(system: System) -> None:
    first = system.reports.freeze(2022, "stina", JANUARY)
    what_happens_until_june(system)
    later = [
        line(attempt("2022-11-30", "told late"), "2023-02-01", key=TRIED),
        line(attempt("2022-12-01", "of another year"), "2023-02-01", key=TRIED),
    ]
    system.outreach_intake().take(later)
    late = system.reports.since.late(first, everybody)
    assert [(one.case_id, one.day.isoformat(), one.happened.kind) for one in late.shown] == [
        (case_of(system, TRIED), "2022-03-27", "entry-voided"),
        (case_of(system, CLOSED), "2022-09-01", "entry-corrected"),
        (case_of(system, TRIED), "2022-11-30", "contact-attempted"),
    ]
    assert late.not_shown == 0
    hidden = system.reports.since.late(first, nobody)
    assert (list(hidden.shown), hidden.not_shown) == ([], 3)
    assert system.reports.get(first.number).content == first.content
