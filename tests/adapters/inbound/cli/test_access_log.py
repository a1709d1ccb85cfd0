"""``kaa access-log``: by case and by user, what stands out, and whether anybody changed it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from kaa_tracker.application.access.access_log import Access, Act
from kaa_tracker.bootstrap import open_system
from kaa_tracker.settings import Settings
from tests.adapters.inbound.cli.messages import entered
from tests.adapters.inbound.cli.office import Office, Ran

AT = datetime(2022, 3, 14, 8, tzinfo=UTC)
IN_MARCH = ("--from", "2022-03-01", "--through", "2022-03-31")


Log = Callable[..., Ran]


def access(*case_ids: UUID, act: Act, reason: str = "") -> Access:
    return Access(AT, "line.ek", "local_coordinator", "globen", act, case_ids, ("family_name",), reason)


@pytest.fixture
def ada(office: Office) -> UUID:
    """Who was shown with somebody disposed of since, and then by breaking the glass."""
    lines = (entered(), entered("ber-2", identity_number="20050503TF02", protection="protected_registration"))
    office.kaa("import", "register", office.file("register.ndjson", *lines))
    office.let_in(axel_om="auditor", dag_om="data_protection_officer", line_al="central_coordinator")
    with open_system(Settings(folder=office.stores)) as system:
        [ada], bo = system.vault.cases_of_number("20050503TF01"), UUID(int=2)
        system.access_log.write(access(ada, bo, act="list_page"))
        system.access_log.write(access(ada, act="glass_broken", reason="urgent"))
        system.access_log.forget_case(bo)
        system.access_log.chain(limit=1)
    return ada


@pytest.fixture
def log(office: Office, ada: UUID) -> Log:
    """What the command says to somebody who may read the log."""

    def said(*arguments: str, **settings: Any) -> Ran:
        return office.kaa("access-log", *arguments, **{"user": "axel.om", **settings})

    return said


def test_who_was_shown_a_case_is_told(log: Log, ada: UUID) -> None:
    ran = log("case", str(ada))
    assert ran.code == 0
    told = ("line.ek", "Nödöppning", "2022-03-14 09:00", f"{ada} + 1 gallrade", "inte än")
    assert all(said in ran.out for said in told)


def test_what_a_user_was_shown_is_told_a_page_at_a_time(log: Log, ada: UUID) -> None:
    [latest] = json.loads(log("user", "line.ek", "--limit", "1", "--json").out)
    assert (latest["act"], latest["case_ids"], latest["reason"]) == ("glass_broken", [str(ada)], "urgent")
    [earlier] = json.loads(log("user", "line.ek", "--before", str(latest["number"]), "--json").out)
    assert (earlier["act"], earlier["disposed"], earlier["chained"]) == ("list_page", 1, True)


def test_somebody_who_was_shown_nothing_is_told_so(log: Log) -> None:
    assert log("user", "anna.al").out == "Ingenting finns antecknat.\n"


def test_what_stands_out_is_told_with_the_days(log: Log) -> None:
    ran = log("anomalies", *IN_MARCH)
    assert "Nödöppning utan åtgärd inom sju dagar" in ran.out
    found = json.loads(log("anomalies", *IN_MARCH, "--json").out)["anomalies"]
    assert [one["kind"] for one in found] == ["no_action_followed", "outside_the_unit"]
    assert "Ingenting sticker ut" in log("anomalies").out


def test_how_many_cases_are_many_is_a_setting(log: Log, office: Office) -> None:
    with open_system(Settings(folder=office.stores)) as system:
        system.access_log.write(access(UUID(int=3), act="case_page"))
    assert "Många ärenden" not in log("anomalies", *IN_MARCH).out
    assert "Många ärenden" in log("anomalies", *IN_MARCH, many_cases_a_day=1).out


def test_days_the_wrong_way_round_are_refused(log: Log) -> None:
    assert log("anomalies", "--from", "2022-03-02", "--through", "2022-03-01").code == 2


def test_a_log_as_it_was_written_verifies(log: Log) -> None:
    ran = log("verify")
    assert (ran.code, ran.out) == (0, "1 av 2 poster är i kedjan.\nKedjan är hel.\n")


def test_a_log_that_somebody_changed_is_told_of_with_what_to_do(log: Log, office: Office) -> None:
    with closing(sqlite3.connect(office.stores / "kaa.db")) as database, database:
        database.execute("DROP TRIGGER access_entry_unchanged")
        database.execute("UPDATE access_entry SET user = 'anna.al' WHERE number = 1")
    ran = log("verify")
    assert (ran.code, "Kedjan är bruten vid post 1" in ran.err, "Kedjan är hel" in ran.out) == (1, True, False)
    assert json.loads(log("verify", "--json").out)["broken_at"] == 1


COMMANDS = [("case", str(UUID(int=1))), ("user", "line.ek"), ("anomalies", *IN_MARCH)]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: str(command[0]))
@pytest.mark.parametrize(("who", "said"), [("line.al", "ingår inte i din roll"), ("", "kaa user list")])
def test_whoever_does_not_read_the_log_is_told_so_and_shown_nothing(
    log: Log, command: tuple[str, ...], who: str, said: str
) -> None:
    ran = log(*command, user=who)
    assert (ran.code, ran.out, said in ran.err) == (2, "", True)
    assert log(*command, user="dag.om").code == 0


def test_a_protected_case_is_counted_and_not_named(log: Log, ada: UUID, office: Office) -> None:
    with open_system(Settings(folder=office.stores)) as system:
        [hidden] = system.vault.cases_of_number("20050503TF02")
        system.access_log.write(access(ada, hidden, act="search"))
        system.access_log.write(access(hidden, act="case_page"))
    for arguments in (("user", "line.ek"), ("case", str(hidden))):
        assert str(hidden) not in log(*arguments).said
        page, search, *_ = json.loads(log(*arguments, "--json").out)
        assert (page["case_ids"], page["not_named"]) == ([], 1)
        assert (search["case_ids"], search["not_named"]) == ([str(ada)], 1)
