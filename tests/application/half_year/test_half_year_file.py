"""The half-year file from its building to what was sent: whole, of two persons, logged, and decided on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from typing import Any, NoReturn
from uuid import UUID

import pytest
from openpyxl import load_workbook

from kaa_tracker.application.access.access_log import Access
from kaa_tracker.application.access.revealing import Revealing
from kaa_tracker.application.half_year.building import REVEALED, Building
from kaa_tracker.application.half_year.refused import HalfYearRefused
from kaa_tracker.domain.half_year.half import HalfYear
from tests.application.half_year.office import (
    BUILDER,
    ELSEWHERE,
    FETCHER,
    HALF,
    HANDLER,
    LOCAL,
    NOW,
    PROTECTED,
    STATISTICIAN,
    City,
    csv_lines,
    number,
    somebody,
)
from tests.application.told import change


def refused(code: str, act: Callable[[], Any]) -> None:
    with pytest.raises(HalfYearRefused) as told:
        act()
    assert told.value.refusal.code == code


def numbers(city: City, file: int) -> list[str]:
    """The identity numbers of the registrations, as they stand in the file."""
    return [cells[1] for cells in csv_lines(city.fetch(file), "registrering")]


class TestWhole:
    def test_every_file_is_of_the_whole_half_year_in_the_order_of_the_numbers(self, city: City) -> None:
        city.decide(goes=False)
        city.reach(1)
        contents = city.fetch(city.sealed().number)
        assert [cells[1] for cells in csv_lines(contents, "registrering")] == sorted(number(n) for n in range(4))
        assert csv_lines(contents, "kontakt") == [["0180", number(1), "2022-03-01", "2022-04-01", "99"]]
        assert csv_lines(contents, "ansvar-upphor") == [["0180", number(0), "2022-03-01", "2022-05-10", "10"]]

    def test_a_later_file_is_whole_again_and_its_difference_names_exactly_what_is_new(self, city: City) -> None:
        city.decide(goes=False)
        sent = city.sent()
        city.reach(2)
        again = city.build().file
        assert (again.persons, again.lines) == (sent.persons, sent.lines + 1)
        found = city.system.half_year.comparing.difference(BUILDER, again.number, city.now())
        assert found.before == sent
        [change] = found.changes
        assert (change.kind, change.block, change.case_id) == ("added", "contact", city.case(2))
        assert change.cells["Kontaktdatum"] == "2022-04-01"
        assert found.counts == {("contact", "added"): 1}

    def test_what_is_no_more_is_in_the_difference_too(self, city: City) -> None:
        city.decide(goes=True)
        city.sent()
        city.decide(goes=False)
        found = city.system.half_year.comparing.difference(BUILDER, city.build().file.number, city.now())
        assert found.counts == {("registration", "removed"): 1}
        assert (found.changes, found.not_shown) == ((), 1)

    def test_the_difference_shows_no_number_and_is_in_the_access_log(self, city: City) -> None:
        city.decide(goes=False)
        found = city.system.half_year.comparing.difference(BUILDER, city.build().file.number, city.now())
        assert number(1) not in str(found.changes)
        [logged] = [one.access for one in logged_by(city, BUILDER.name) if one.access.reason == "check_half_year"]
        assert set(logged.case_ids) == {one.case_id for one in found.changes}

    def test_a_statistician_is_told_how_many_lines_differ_and_nothing_of_whom(self, city: City) -> None:
        found = city.system.half_year.comparing.difference(STATISTICIAN, city.build().file.number, city.now())
        assert (sum(found.counts.values()), found.changes) == (5, ())

    def test_built_twice_it_has_the_same_bytes(self, city: City) -> None:
        city.decide(goes=True)
        first, second = city.sealed(), city.sealed()
        assert first.number != second.number
        one, other = city.fetch(first.number), city.fetch(second.number)
        assert list(one.values()) == list(other.values())

    def test_no_name_of_a_file_holds_anything_of_a_person(self, city: City) -> None:
        city.decide(goes=True)
        assert list(city.fetch(city.sealed().number)) == [
            "kaa-2022H1-1-1-registrering.csv",
            "kaa-2022H1-1-2-kontakt.csv",
            "kaa-2022H1-1-3-atgard-start.csv",
            "kaa-2022H1-1-4-atgard-slut.csv",
            "kaa-2022H1-1-5-ansvar-upphor.csv",
            "kaa-2022H1-1.xlsx",
        ]

    def test_the_workbook_has_numbers_as_text_and_days_as_days(self, city: City) -> None:
        city.decide(goes=True)
        contents = city.fetch(city.sealed().number)
        workbook = load_workbook(BytesIO(contents["kaa-2022H1-1.xlsx"]))
        assert workbook.sheetnames == ["registrering", "kontakt", "atgard-start", "atgard-slut", "ansvar-upphor"]
        first = next(workbook["registrering"].iter_rows(min_row=2, values_only=True))
        assert first == ("0180", number(4), datetime(2022, 3, 1), "20")

    def test_a_file_that_was_built_before_and_not_sealed_holds_nobody_any_more(self, city: City) -> None:
        first = city.build().file
        city.build()
        kept = city.system.half_year.kept
        superseded = kept.file(first.number)
        assert superseded is not None
        assert (superseded.state, list(kept.members(first.number)), list(kept.persons(first.number))) == (
            "superseded",
            [],
            [],
        )
        refused("half_year_not_open", lambda: city.system.half_year.sealing.seal(BUILDER, first.number, NOW))

    def test_there_is_no_file_where_nobody_knows_the_layout(self, city: City) -> None:
        refused("half_year_no_form", lambda: city.build(half=HalfYear(2018, 1)))

    def test_a_half_year_that_is_not_over_is_built_and_not_sealed(self, city: City) -> None:
        file = city.build(half=HalfYear(2023, 1)).file
        assert file.persons == 3
        refused("half_year_not_over", lambda: city.system.half_year.sealing.seal(BUILDER, file.number, NOW))


def logged_by(city: City, user: str) -> Any:
    return city.system.access_log.of_user(user, limit=100)


class TestLogged:
    def test_building_is_logged_with_every_person_and_the_fields(self, city: City) -> None:
        city.build()
        [logged] = logged_by(city, BUILDER.name)
        assert set(logged.access.case_ids) == {city.case(n) for n in range(4)}
        assert logged.access.fields == tuple(sorted(REVEALED))
        assert (logged.access.act, logged.access.reason) == ("export", "build_half_year")

    def test_fetching_is_logged_with_every_person(self, city: City) -> None:
        city.decide(goes=True)
        file = city.sealed()
        city.fetch(file.number)
        [logged] = logged_by(city, FETCHER.name)
        assert set(logged.access.case_ids) == {city.case(n) for n in range(5)}
        assert "contact.identity_number" in logged.access.fields

    def test_nothing_is_kept_when_the_log_cannot_be_written(self, city: City) -> None:
        parts = city.system.half_year.building
        building = Building(
            parts._store,
            parts._gathering,
            Revealing(city.system.vault, Unwritable()),  # type: ignore[arg-type]  # nothing but writing is asked of it
            parts._files,
            parts._forms,
            "0180",
        )
        with pytest.raises(OSError, match="full"):
            building.build(BUILDER, HALF, NOW)
        assert list(city.system.half_year.kept.files()) == []

    def test_nothing_is_shown_when_the_log_cannot_be_written(self, city: City) -> None:
        city.decide(goes=False)
        file = city.sealed()
        fetching = city.system.half_year.fetching
        fetching._log = Unwritable()  # type: ignore[assignment]
        fetching._files = Unreadable()  # type: ignore[assignment]
        Unreadable.file_ = file
        with pytest.raises(OSError, match="full"):
            city.fetch(file.number)


class Unwritable:
    def write(self, access: Access) -> NoReturn:
        raise OSError("disk full")


class Unreadable:
    """Files that fail the test when they are read before the log is written."""

    file_: Any = None

    def file(self, number: int) -> Any:
        return self.file_

    def files(self, half: HalfYear) -> list[Any]:
        return []

    def members(self, number: int) -> list[UUID]:
        return [UUID(int=7)]

    def persons(self, number: int) -> NoReturn:
        raise AssertionError("opened before it was logged")


class TestTwoPersons:
    def test_whoever_built_a_file_does_not_fetch_it(self, city: City) -> None:
        city.decide(goes=False)
        both = somebody("Rut.Rask", "central_coordinator")
        file = city.sealed()
        refused("half_year_own_file", lambda: city.fetch(file.number, both))
        refused("half_year_own_file", lambda: city.system.half_year.sealing.sent(both, file.number, NOW))
        assert city.fetch(file.number)

    @pytest.mark.parametrize("user", [FETCHER, HANDLER, STATISTICIAN, LOCAL])
    def test_only_who_may_builds(self, city: City, user: Any) -> None:
        refused("half_year_not_your_role", lambda: city.build(user))

    @pytest.mark.parametrize("user", [BUILDER, HANDLER, STATISTICIAN, LOCAL])
    def test_only_who_may_fetches(self, city: City, user: Any) -> None:
        refused("half_year_not_your_role", lambda: city.fetch(1, user))

    def test_a_file_that_is_not_sealed_is_not_fetched(self, city: City) -> None:
        file = city.build().file
        refused("half_year_not_sealed", lambda: city.fetch(file.number))
        refused("half_year_no_such_file", lambda: city.fetch(99))


class TestProtected:
    def test_sealing_waits_until_a_handler_has_decided(self, city: City) -> None:
        file = city.build().file
        refused("half_year_undecided", lambda: city.system.half_year.sealing.seal(BUILDER, file.number, NOW))
        city.decide(goes=False)
        assert city.sealed().state == "sealed"

    def test_a_file_built_before_the_decision_has_to_be_built_anew(self, city: City) -> None:
        file = city.build().file
        city.decide(goes=True)
        seal = city.system.half_year.sealing.seal
        refused("half_year_decided_since", lambda: seal(BUILDER, file.number, city.now()))
        assert number(PROTECTED) in numbers(city, city.sealed().number)

    def test_without_a_decision_or_against_it_the_youth_is_not_in_the_file(self, city: City) -> None:
        assert city.build().file.persons == 4
        city.decide(goes=False)
        assert number(PROTECTED) not in numbers(city, city.sealed().number)

    def test_one_who_is_protected_after_the_file_was_built_is_decided_on_too(self, city: City) -> None:
        city.decide(goes=False)
        file = city.build().file
        city.system.register_intake().take([change(city.key(3), protection="protected_registration")])
        refused("half_year_undecided", lambda: city.system.half_year.sealing.seal(BUILDER, file.number, NOW))

    def test_only_handlers_decide_and_only_of_the_protected(self, city: City) -> None:
        refused("half_year_not_your_role", lambda: city.decide(user=FETCHER))
        deciding = city.system.half_year.deciding
        for case_id in (city.case(1), UUID(int=1)):
            refused(
                "unknown_case",
                lambda case_id=case_id: deciding.decide(  # type: ignore[misc]
                    HANDLER, HALF, case_id, NOW, goes=True, reason="protected_channel"
                ),
            )

    def test_a_decision_has_a_reason_by_code(self, city: City) -> None:
        case_id, deciding = city.case(PROTECTED), city.system.half_year.deciding
        refused("unknown_code", lambda: deciding.decide(HANDLER, HALF, case_id, NOW, goes=True, reason="i feel so"))

    @pytest.mark.parametrize(("goes", "reason"), [(True, "awaits_assessment"), (False, "protected_channel")])
    def test_a_decision_does_not_contradict_its_reason(self, city: City, goes: bool, reason: str) -> None:
        case_id, deciding = city.case(PROTECTED), city.system.half_year.deciding
        refused("unknown_code", lambda: deciding.decide(HANDLER, HALF, case_id, NOW, goes=goes, reason=reason))

    def test_handlers_see_who_waits_for_a_decision(self, city: City) -> None:
        deciding = city.system.half_year.deciding
        assert [(one.case_id, one.decision) for one in deciding.to_decide(HANDLER, HALF, NOW)] == [
            (city.case(PROTECTED), None)
        ]
        city.decide(goes=True)
        [one] = deciding.to_decide(HANDLER, HALF, NOW)
        assert one.decision is not None
        assert (one.decision.goes, one.decision.decided_by) == (True, HANDLER.name)


class TestSealed:
    def test_a_sealed_file_stays_as_it_is_whatever_is_corrected_later(self, city: City) -> None:
        city.decide(goes=False)
        file = city.sealed()
        before = city.fetch(file.number)
        city.reach(3)
        city.build()
        assert city.fetch(file.number) == before
        assert city.system.half_year.kept.file(file.number) == file
        refused("half_year_not_open", lambda: city.system.half_year.sealing.seal(BUILDER, file.number, NOW))


class TestDisposed:
    def test_what_was_sent_cannot_be_resent_once_somebody_in_it_is_disposed_of(self, city: City) -> None:
        city.decide(goes=False)
        sent = city.sent()
        city.build()
        assert city.dispose() == 1
        refused("half_year_disposed", lambda: city.fetch(sent.number))
        refused("half_year_disposed", city.build)
        [open_] = [file for file in city.system.half_year.kept.files() if file.state == "built"]
        refused("half_year_disposed", lambda: city.system.half_year.sealing.seal(BUILDER, open_.number, NOW))

    def test_a_sealed_file_may_have_been_sent_and_binds_as_if_it_were(self, city: City) -> None:
        city.decide(goes=False)
        sealed = city.sealed()
        city.fetch(sealed.number)
        assert city.dispose() == 1
        refused("half_year_disposed", city.build)
        refused("half_year_disposed", lambda: city.fetch(sealed.number))
        assert city.system.half_year.sealing.sent(FETCHER, sealed.number, city.now()).state == "sent"

    def test_their_lines_are_unreadable_and_the_file_is_still_whole(self, city: City) -> None:
        city.decide(goes=False)
        sent, gone = city.sent(), city.case(0)
        city.dispose()
        kept = city.system.half_year.kept
        file = kept.file(sent.number)
        assert file is not None
        assert (file.disposed, file.digest) == (1, sent.digest)
        assert gone not in kept.members(sent.number)
        assert len(kept.persons(sent.number)) == sent.persons - 1
        assert kept.decisions(HALF).keys() == {city.case(PROTECTED)}

    def test_another_half_year_can_still_be_sent(self, city: City) -> None:
        city.decide(goes=False)
        city.sent()
        city.dispose()
        assert city.build(half=HalfYear(2022, 2)).file.persons == 3


class TestChecked:
    def test_each_unit_sees_the_findings_of_its_own_cases(self, city: City) -> None:
        self.make_a_finding(city)
        checking = city.system.half_year.checking
        own = checking.within_reach(LOCAL, HALF, NOW)
        assert [(one.case_id, one.unit, one.finding.rule) for one in own.listed] == [
            (city.case(1), "globen", "not_under_20")
        ]
        assert (own.cases, own.not_shown) == (4, {})
        assert checking.within_reach(ELSEWHERE, HALF, NOW).listed == ()

    def test_a_statistician_is_told_how_many_and_not_who(self, city: City) -> None:
        self.make_a_finding(city)
        checked = city.system.half_year.checking.of_everybody(STATISTICIAN, HALF, NOW)
        assert (checked.listed, checked.not_shown) == ((), {"not_under_20": 1})

    def test_checking_everybody_is_a_right(self, city: City) -> None:
        refused("half_year_not_your_role", lambda: city.system.half_year.checking.of_everybody(LOCAL, HALF, NOW))

    def make_a_finding(self, city: City) -> None:
        city.system.register_intake().take([change(city.key(1), revision=5, birth_date=date(2002, 3, 1))])
        city.system.runner.catch_up()


def test_on_postgresql_it_goes_the_same_way(city_on_postgres: City) -> None:
    city = city_on_postgres
    city.decide(goes=True)
    city.reach(1)
    file = city.sent()
    contents = city.fetch(file.number)
    assert len(csv_lines(contents, "registrering")) == file.persons == 5
    assert len(csv_lines(contents, "kontakt")) == 1
    assert city.dispose() == 1
    refused("half_year_disposed", lambda: city.fetch(file.number))
    kept = city.system.half_year.kept.file(file.number)
    assert kept is not None
    assert (kept.disposed, kept.digest) == (1, file.digest)
