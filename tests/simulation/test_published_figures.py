"""The city lands on every published count, as the plain counter sees it."""

from __future__ import annotations

from collections import Counter
from datetime import date
from types import ModuleType
from typing import Any

import pytest

from kaa_tracker.projections.statistics.published import PublishedFigures
from tests.simulation.files import City

Tables = dict[str, dict[str, Counter[str]]]

YEAR = date(2021, 12, 1), date(2022, 11, 30)
YEAR_BEFORE = date(2020, 12, 1), date(2021, 11, 30)


@pytest.fixture(scope="module")
def people(city: City, plain: ModuleType) -> Any:
    return plain.read(city.register, city.outreach)


@pytest.fixture(scope="module")
def year(people: Any, plain: ModuleType) -> Tables:
    counted: Tables = plain.count(people, *YEAR)
    return counted


@pytest.fixture(scope="module")
def before(people: Any, plain: ModuleType) -> Counter[str]:
    counted: Counter[str] = plain.count(people, *YEAR_BEFORE)["persons"]["all"]
    return counted


@pytest.mark.parametrize("gender", ["woman", "man"])
def test_persons_by_gender_are_as_published(gender: str, year: Tables, published: PublishedFigures) -> None:
    persons = year["persons"][gender]
    assert persons["covered"] == getattr(published.registered, gender)
    assert persons["reached"] == getattr(published.reached, gender)
    assert persons["not_reached"] == getattr(published.not_reached, gender)
    assert persons["sought"] == getattr(published.sought, gender)
    assert persons["enrolled"] == getattr(published.enrolled, gender)


def test_nobody_is_of_unknown_gender_when_the_year_ends(year: Tables) -> None:
    assert set(year["persons"]) == {"all", "woman", "man"}


def test_attempts_are_as_published(year: Tables, published: PublishedFigures) -> None:
    assert year["persons"]["all"]["attempted"] == published.attempts.persons
    assert year["persons"]["all"]["attempts"] == pytest.approx(published.attempts.total_about, rel=0.01)
    assert year["attempts"]["all"]["letter"] == pytest.approx(published.attempts.letters_about, rel=0.01)


def test_the_share_of_the_occupied_prints_as_published(year: Tables, published: PublishedFigures) -> None:
    persons = year["persons"]["all"]
    assert published.occupied_when_reached.is_rounded_from(persons["occupied_when_reached"], persons["reached"])


def test_enrolled_and_closed_persons_are_as_published(year: Tables, published: PublishedFigures) -> None:
    persons, closings = year["persons"]["all"], published.all_jobbtorg.counts
    assert persons["enrolled, new"] == published.enrolled.newly_enrolled
    assert persons["enrolled, carried in"] == published.enrolled.carried_in
    assert persons["enrolled, closed"] == closings.closed
    assert persons["enrolled, closed to studies"] == closings.studies
    assert persons["enrolled, closed to work"] == closings.work


def test_the_jobbtorg_table_is_as_published_at_the_end_of_the_period(year: Tables, published: PublishedFigures) -> None:
    table = year["jobbtorg at the end of the period"]
    assert set(table) == {row.code for row in published.jobbtorg}
    for row in published.jobbtorg:
        counted = table[row.code]
        assert counted["enrolled"] == row.counts.enrolled
        assert counted["enrolled, closed"] == row.counts.closed
        assert counted["enrolled, closed to studies"] == row.counts.studies
        assert counted["enrolled, closed to work"] == row.counts.work


def test_the_two_attributions_to_jobbtorg_differ(year: Tables) -> None:
    at_end, at_event = year["jobbtorg at the end of the period"], year["jobbtorg at the event"]
    assert at_event["no_district"]["enrolled"] < at_end["no_district"]["enrolled"]
    assert sum(row["enrolled"] for row in at_event.values()) == sum(row["enrolled"] for row in at_end.values())


def test_aim_is_as_published(year: Tables, published: PublishedFigures) -> None:
    persons, aim = year["persons"]["all"], published.aim
    assert persons["aim"] == aim.enrolled
    assert persons["aim, new"] == aim.newly_enrolled
    assert persons["aim, closed"] == aim.ended
    assert persons["aim, closed to studies"] == aim.to_studies
    assert persons["aim, closed to work"] in aim.to_work
    assert persons["aim, closed to unknown"] == aim.ended_to_unknown


def test_aim_has_grown_as_the_report_claims(year: Tables, before: Counter[str]) -> None:
    persons = year["persons"]["all"]
    assert persons["aim"] - before["aim"] == 10
    assert persons["aim, new"] - before["aim, new"] == 15


def test_each_reported_address_counts_once(year: Tables, published: PublishedFigures, city: City) -> None:
    assert year["persons"]["all"]["address_reports"] == published.addresses.reported
    reports = [command for command in city.commands("report-address") if "2021-12-01" <= command["on"] <= "2022-11-30"]
    assert len(reports) > published.addresses.reported, "siblings are reported at one address"


def test_the_year_before_is_as_published(before: Counter[str], published: PublishedFigures) -> None:
    previous = published.previous_year
    assert before["covered"] == previous.registered
    assert before["sought"] == previous.sought
    assert before["reached"] == previous.reached
    assert before["enrolled"] == previous.enrolled
    assert before["enrolled, new"] == previous.newly_enrolled
    assert before["enrolled, closed"] == previous.closed
    assert before["enrolled, closed to studies"] == previous.to_studies
    assert before["enrolled, closed to work"] == previous.to_work


def test_five_persons_were_closed_and_enrolled_again_before_the_year_began(people: Any) -> None:
    first, last = YEAR_BEFORE
    again = [
        person
        for person in people
        if any(on >= first and end <= last for on, end, *_ in person.enrolments)
        and any(on <= last < end for on, end, *_ in person.enrolments)
    ]
    assert len(again) == 5
