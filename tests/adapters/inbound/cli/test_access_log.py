"""``kaa access-log``: by case and by user, what stands out, and whether anybody changed it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from uuid import UUID

import pytest

from kaa_tracker.application.access.access_log import Access, Act
from kaa_tracker.bootstrap import open_system
from kaa_tracker.settings import Settings
from tests.adapters.inbound.cli.office import Office

ADA, BO = UUID(int=1), UUID(int=2)
AT = datetime(2022, 3, 14, 8, tzinfo=UTC)
IN_MARCH = ("--from", "2022-03-01", "--through", "2022-03-31")


def access(*case_ids: UUID, act: Act, reason: str = "") -> Access:
    return Access(AT, "line.ek", "local_coordinator", "globen", act, case_ids, ("family_name",), reason)


@pytest.fixture
def office(office: Office) -> Office:
    with open_system(Settings(folder=office.stores)) as system:
        system.access_log.write(access(ADA, BO, act="list_page"))
        system.access_log.write(access(ADA, act="glass_broken", reason="urgent"))
        system.access_log.forget_case(BO)
        system.access_log.chain(limit=1)
    return office


def test_who_was_shown_a_case_is_told(office: Office) -> None:
    ran = office.kaa("access-log", "case", str(ADA))
    assert ran.code == 0
    assert all(said in ran.out for said in ("line.ek", "Nödöppning", "2022-03-14 09:00", "1 + 1 gallrade", "inte än"))


def test_what_a_user_was_shown_is_told_a_page_at_a_time(office: Office) -> None:
    [latest] = json.loads(office.kaa("access-log", "user", "line.ek", "--limit", "1", "--json").out)
    assert (latest["act"], latest["case_ids"], latest["reason"]) == ("glass_broken", [str(ADA)], "urgent")
    [earlier] = json.loads(office.kaa("access-log", "user", "line.ek", "--before", str(latest["number"]), "--json").out)
    assert (earlier["act"], earlier["disposed"], earlier["chained"]) == ("list_page", 1, True)


def test_somebody_who_was_shown_nothing_is_told_so(office: Office) -> None:
    assert office.kaa("access-log", "user", "anna.al").out == "Ingenting finns antecknat.\n"


def test_what_stands_out_is_told_with_the_days(office: Office) -> None:
    ran = office.kaa("access-log", "anomalies", *IN_MARCH)
    assert "Nödöppning utan åtgärd inom sju dagar" in ran.out
    found = json.loads(office.kaa("access-log", "anomalies", *IN_MARCH, "--json").out)["anomalies"]
    assert [one["kind"] for one in found] == ["no_action_followed", "outside_the_unit"]
    assert "Ingenting sticker ut" in office.kaa("access-log", "anomalies").out


def test_how_many_cases_are_many_is_a_setting(office: Office) -> None:
    with open_system(Settings(folder=office.stores)) as system:
        system.access_log.write(access(UUID(int=3), act="case_page"))
    assert "Många ärenden" not in office.kaa("access-log", "anomalies", *IN_MARCH).out
    assert "Många ärenden" in office.kaa("access-log", "anomalies", *IN_MARCH, many_cases_a_day=1).out


def test_days_the_wrong_way_round_are_refused(office: Office) -> None:
    assert office.kaa("access-log", "anomalies", "--from", "2022-03-02", "--through", "2022-03-01").code == 2


def test_a_log_as_it_was_written_verifies(office: Office) -> None:
    ran = office.kaa("access-log", "verify")
    assert (ran.code, ran.out) == (0, "1 av 2 poster är i kedjan.\nKedjan är hel.\n")


def test_a_log_that_somebody_changed_is_told_of_with_what_to_do(office: Office) -> None:
    with closing(sqlite3.connect(office.stores / "kaa.db")) as database, database:
        database.execute("DROP TRIGGER access_entry_unchanged")
        database.execute("UPDATE access_entry SET user = 'anna.al' WHERE number = 1")
    ran = office.kaa("access-log", "verify")
    assert (ran.code, "Kedjan är bruten vid post 1" in ran.err, "Kedjan är hel" in ran.out) == (1, True, False)
    assert json.loads(office.kaa("access-log", "verify", "--json").out)["broken_at"] == 1
