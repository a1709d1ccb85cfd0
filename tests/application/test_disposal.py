"""Disposal from the proposal to the receipt: the person is gone from every file, and stays in every figure."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from copy import copy
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from pydantic import SecretStr
from sqlalchemy import select

from kaa_tracker.application.disposal import Disposal, DisposalDone, DisposalRefused
from kaa_tracker.application.handling import Asked
from kaa_tracker.bootstrap import open_system
from kaa_tracker.domain.case import commands as c
from kaa_tracker.domain.identifiers import temporary_number
from kaa_tracker.domain.periods import Span, standard_periods
from kaa_tracker.projections.catalogue import PROJECTIONS
from kaa_tracker.projections.statistics.figures import count
from kaa_tracker.projections.statistics.report.annual import annual_report
from kaa_tracker.projections.statistics.retained import retained_count, retained_pending
from kaa_tracker.settings import Settings
from kaa_tracker.system import System
from tests.adapters.inbound.cli import messages
from tests.application.interruptions import PowerCut
from tests.application.told import BORN, COORDINATOR, HOME, attempt, entry, leaving, line
from tests.deliveries import bring_in

TODAY = date(2023, 6, 1)
AT = datetime(2023, 6, 1, 9, tzinfo=UTC)
YOUTHS = 6
GONE = ("berkey-0", "berkey-1", "berkey-2")
"""Two who left in May 2022 after having been tried, and one who left in the wait."""

NAMES = {n: f"Förnamnetna{n}" for n in range(YOUTHS)}


def number(n: int) -> str:
    return temporary_number(BORN, n)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "var"


def test_on_postgresql_it_goes_the_same_way(folder: Path, postgres_environment: Mapping[str, str]) -> None:
    host, name = postgres_environment["POSTGRES_HOST"], postgres_environment["POSTGRES_DBNAME"]
    url = f"postgresql://{postgres_environment['POSTGRES_USER']}@/{name}?host={host}"
    with open_system(Settings(folder=folder, processes=1, database_url=SecretStr(url))) as system:
        fill(system)
        before, gone = report(system), ids(system)
        assert disposed(system) == DisposalDone(disposed=3, dropped=0, waiting=0, failed=0)
        assert report(system) == before
        assert (system.store.histories(gone), system.vault.get(gone), len(retained(system)) > 100) == ({}, {}, True)
        assert [receipt.cases for receipt in system.disposal.receipts(5)] == [1, 2]


@pytest.fixture
def system(folder: Path) -> Iterator[System]:
    with open_system(Settings(folder=folder, processes=1)) as opened:
        fill(opened)
        yield opened


LEFT = ("2022-05-10", "2022-05-20", "2022-03-10")


def fill(system: System, left: Sequence[str] = LEFT, tried: Sequence[int] = (0, 1, 3, 4)) -> None:
    entries = [
        entry(f"berkey-{n}", number=None, identity_number=number(n), given_name=NAMES[n], address=HOME)
        for n in range(YOUTHS)
    ]
    attempts = [line(attempt("2022-03-20", f"of {n}"), "2022-03-20", key=f"berkey-{n}") for n in tried]
    intake = system.register_intake()
    intake.take(entries)
    intake.take([leaving(key, on) for key, on in zip(GONE, left, strict=True)])
    system.outreach_intake().take(attempts)
    system.runner.catch_up()


def ids(system: System, keys: tuple[str, ...] = GONE) -> list[UUID]:
    found = system.vault.cases_of_register_keys(keys)
    return [found[key] for key in keys]


def approved(system: System) -> int:
    number = system.disposal.propose(TODAY, "line.ek", AT).number
    system.disposal.approve(number, "bo.berg", AT)
    return number


def disposed(system: System, disposal: Disposal | None = None) -> DisposalDone:
    return (disposal or system.disposal).run(approved(system), TODAY, AT)


def report(system: System, year: int = 2022) -> bytes:
    with system.reading.connect() as connection:
        return msgspec.json.encode(annual_report(connection, system.reference, year))


def totals(system: System) -> dict[str, int]:
    """Every measure in every standard period of the lives, by gender."""
    with system.reading.connect() as connection:
        return {
            f"{measure} {period.first} {period.last}": count(connection, system.reference, measure, period).total
            for period in standard_periods(Span(date(2022, 3, 1), TODAY))
            for measure in ("covered", "attempts", "attempted", "not_reached_left", "left_in_wait")
        }


def rows(system: System) -> dict[str, list[tuple[Any, ...]]]:
    with system.reading.connect() as connection:
        tables = [projection.table for projection in PROJECTIONS]
        return {t.name: sorted(map(tuple, connection.execute(select(t))), key=repr) for t in tables}


def retained(system: System) -> list[tuple[Any, ...]]:
    with system.reading.connect() as connection:
        assert connection.execute(select(retained_pending)).all() == []
        return sorted(map(tuple, connection.execute(select(retained_count))), key=repr)


def asking(command_id: str, command: c.Command) -> c.Request:
    return c.Request(command_id=command_id, actor=COORDINATOR, recorded_at=AT, command=command)


class TestFourEyes:
    def test_see_a_proposal_before_anything_is_done(self, system: System) -> None:
        proposal = system.disposal.propose(TODAY, "line.ek", AT)
        assert proposal.waiting == {"no_longer_needed": 2, "left_in_wait": 1}
        with pytest.raises(DisposalRefused, match="disposal_not_approved"):
            system.disposal.run(proposal.number, TODAY, AT)
        with pytest.raises(DisposalRefused, match="disposal_own_proposal"):
            system.disposal.approve(proposal.number, "Line.Ek", AT)
        assert system.disposal.approve(proposal.number, "bo.berg", AT).approved_by == "bo.berg"
        with pytest.raises(DisposalRefused, match="disposal_not_open"):
            system.disposal.approve(proposal.number, "caj.dal", AT)
        assert len(system.vault.get(ids(system))) == 3

    def test_see_nobody_twice(self, system: System) -> None:
        system.disposal.propose(TODAY, "line.ek", AT)
        with pytest.raises(DisposalRefused, match="disposal_nothing_due"):
            system.disposal.propose(TODAY, "line.ek", AT)
        with pytest.raises(DisposalRefused, match="disposal_unknown"):
            system.disposal.approve(99, "bo.berg", AT)


class TestTheDisposedOf:
    def test_are_gone_and_the_receipt_names_none_of_them(self, system: System) -> None:
        gone = ids(system)
        assert disposed(system) == DisposalDone(disposed=3, dropped=0, waiting=0, failed=0)
        assert system.store.histories(gone) == {}
        assert system.vault.get(gone) == {}
        assert system.vault.cases_of_register_keys(GONE) == {}
        assert system.vault.cases_of_identity_numbers([number(0)]) == {}
        assert system.disposal.runs(1)[0].waiting == {}
        told = [(receipt.rule, receipt.cases, receipt.on) for receipt in system.disposal.receipts(10)]
        assert told == [("left_in_wait", 1, TODAY), ("no_longer_needed", 2, TODAY)]

    def test_stay_in_every_figure(self, system: System) -> None:
        before = report(system), report(system, 2023), totals(system)
        disposed(system)
        assert (report(system), report(system, 2023), totals(system)) == before
        system.runner.rebuild()
        assert (report(system), report(system, 2023), totals(system)) == before

    def test_leave_everybody_elses_rows_as_they_were(self, system: System) -> None:
        gone = set(ids(system))
        others = {name: [row for row in held if row[0] not in gone] for name, held in rows(system).items()}
        people = system.vault.get(ids(system, ("berkey-3", "berkey-4", "berkey-5")))
        disposed(system)
        assert rows(system) == others
        assert system.vault.get(people.keys()) == people

    def test_of_whom_a_late_message_tells_nothing_come_back_to_nobody(self, system: System) -> None:
        disposed(system)
        before = rows(system)
        system.register_intake().take([leaving("berkey-0", "2022-05-12", revision=4)])
        system.runner.catch_up()
        assert rows(system) == before

    def test_who_came_back_meanwhile_are_out_of_the_proposal(self, system: System) -> None:
        proposed = approved(system)
        system.register_intake().take([entry("berkey-0", "2023-05-01", 4, number=None, identity_number=number(0))])
        assert system.disposal.run(proposed, TODAY, AT) == DisposalDone(disposed=2, dropped=1, waiting=0, failed=0)
        assert len(system.vault.get(ids(system, ("berkey-0",)))) == 1

    def test_whose_day_is_still_to_come_wait_for_it(self, system: System) -> None:
        proposed = approved(system)
        assert system.disposal.run(proposed, date(2023, 5, 15), AT).waiting == 1
        assert system.disposal.run(proposed, TODAY, AT).disposed == 1

    def test_take_with_them_what_was_open_on_the_last_day(self, system: System) -> None:
        [youth] = ids(system, ("berkey-3",))
        enrol = c.Enrol(enrolment_id=youth, unit="globen", on=date(2022, 4, 1), contact_id=youth)
        system.handler.handle([Asked(youth, asking("enrol", enrol))])
        system.runner.catch_up()
        last_day = date(2025, 12, 31)
        proposal = system.disposal.propose(last_day, "line.ek", AT)
        system.disposal.approve(proposal.number, "bo.berg", AT)
        system.disposal.run(proposal.number, last_day, datetime(2025, 12, 31, 9, tzinfo=UTC))
        with system.reading.connect() as connection:
            [period] = [p for p in standard_periods(Span(last_day, last_day)) if p.first == date(2025, 1, 1)]
            assert count(connection, system.reference, "closed_to_other", period).total == 1
            assert system.reading.case_count() == 0


def values_in(file: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(file)) as database:
        return database.execute(query).fetchall()


def values_of(folder: Path, gone: Sequence[UUID]) -> set[bytes]:
    """What these persons are found by and nobody else, the keys they have, and what is sealed with them."""
    case_ids = {case_id.bytes for case_id in gone}
    found: list[tuple[bytes, bytes]] = [
        *values_in(folder / "kaa.db", "SELECT token, case_id FROM vault_index"),
        *values_in(folder / "kaa.db", "SELECT sealed, case_id FROM vault_person"),
        *values_in(folder / "keys.db", "SELECT wrapped, case_id FROM person_key"),
    ]
    others = {value for value, case_id in found if case_id not in case_ids}
    return {value for value, case_id in found if case_id in case_ids} - others


def test_no_byte_of_the_person_is_left_in_any_file(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    """What is searched for is what somebody could be told, found or opened by."""
    told_by_ber = [messages.entered("ber-gone"), messages.left("ber-gone"), messages.entered("ber-stays")]
    file = folder.parent / "register.ndjson"
    file.write_bytes(b"".join(told_by_ber))
    day, at = date(2023, 9, 20), datetime(2023, 9, 20, 9, tzinfo=UTC)
    with open_system(Settings(folder=folder, processes=1)) as system:
        bring_in(system, file)
        fill(system)
        gone = ids(system, ("ber-gone", *GONE))
        told = values_in(folder / "kaa.db", "SELECT sealed FROM inbox_body WHERE number < 3")
        bodies = {sealed for (sealed,) in told}
        looked_for = {b"ber-gone", *(case_id.hex.encode() for case_id in gone), *bodies, *values_of(folder, gone)}
        assert (len(bodies), len(looked_for)) == (2, 22)
        proposal = system.disposal.propose(day, "line.ek", at)
        system.disposal.approve(proposal.number, "bo.berg", at)
        assert all(everything(folder, value) for value in looked_for - {b"ber-gone"})
        assert system.disposal.run(proposal.number, day, at).disposed == len(gone)
        assert [value for value in looked_for if everything(folder, value)] == []
    assert not any(text in caplog.text for text in ("ber-gone", messages.NAME, str(gone[0])))


def everything(folder: Path, value: bytes) -> list[str]:
    """The files that hold the value."""
    return [path.name for path in folder.rglob("*") if path.is_file() and value in path.read_bytes()]


class Cut:
    """Ends the process before a step is taken for the ``nth`` time."""

    def __init__(self, step: str, nth: int) -> None:
        self._step, self._left = step, nth

    def __call__(self, step: str) -> None:
        self._left -= step == self._step
        if not self._left:
            raise PowerCut


def cut(disposal: Disposal, before: Callable[[str], None]) -> Disposal:
    """The same disposal, with something that happens before each of its steps."""
    parts, broken = vars(disposal), copy(disposal)
    vars(broken).update({name: _Each(parts[name], before) for name in ("_store", "_keys", "_disposals")})
    vars(broken).update({name: _first(name, parts[name], before) for name in ("_contributions", "_follow", "_scrub")})
    vars(broken)["_traces"] = [_first("trace", trace, before) for trace in parts["_traces"]]
    return broken


class _Each:
    def __init__(self, whole: Any, before: Callable[[str], None]) -> None:
        self._whole, self._before = whole, before

    def __getattr__(self, name: str) -> Any:
        return _first(name, getattr(self._whole, name), self._before)


def _first(name: str, step: Callable[..., Any], before: Callable[[str], None]) -> Callable[..., Any]:
    def stepped(*arguments: Any) -> Any:
        before(name)
        return step(*arguments)

    return stepped


STEPS = (
    *(("put_down", 1), ("append", 1), ("_follow", 1), ("add_up", 1), ("trace", 1), ("trace", 2), ("trace", 3)),
    *(("destroy", 1), ("destroy", 2), ("done", 1), ("_scrub", 1)),
)


@pytest.mark.parametrize(("step", "nth"), STEPS)
def test_cut_off_anywhere_and_done_again_it_ends_the_same(folder: Path, step: str, nth: int) -> None:
    today, at = date(2022, 9, 10), datetime(2022, 9, 10, 9, tzinfo=UTC)
    with open_system(Settings(folder=folder, processes=1)) as system:
        fill(system, left=["2022-03-10"] * 3, tried=[3])
        before, gone = report(system), ids(system)
        number = system.disposal.propose(today, "line.ek", at).number
        system.disposal.approve(number, "bo.berg", at)
        with pytest.raises(PowerCut):
            cut(system.disposal, Cut(step, nth)).run(number, today, at)
        assert report(system) == before
        system.runner.catch_up()
        assert report(system) == before
    with open_system(Settings(folder=folder, processes=1)) as system:
        assert system.disposal.run(number, today, at).failed == 0
        assert report(system) == before
        assert (system.store.histories(gone), system.vault.get(gone)) == ({}, {})
        assert [receipt.cases for receipt in system.disposal.receipts(5)] == [3]
        assert not system.disposal.runs(1)[0].waiting
        assert {row[-1] for row in retained(system) if row[2:6] == ("covered", "", "", "")} == {3}


def test_somebody_who_writes_in_between_is_not_lost(system: System) -> None:
    [youth] = ids(system, ("berkey-0",))
    written: list[object] = []

    def write(_: str) -> None:
        if not written:
            said = c.RecordOccupation(on=date(2022, 5, 1), code="work", source="youth")
            written.extend(system.handler.handle([Asked(youth, asking("late", said))]))

    interrupted = copy(system.disposal)
    vars(interrupted)["_contributions"] = _first("contributions", vars(system.disposal)["_contributions"], write)
    assert disposed(system, interrupted).disposed == 3
    assert len(written) == 1


def test_a_restored_backup_of_the_database_alone_brings_nobody_back(folder: Path) -> None:
    backup = folder.parent / "backup.db"
    with open_system(Settings(folder=folder, processes=1)) as system:
        fill(system)
        gone = ids(system)
    shutil.copy(folder / "kaa.db", backup)
    with open_system(Settings(folder=folder, processes=1)) as system:
        disposed(system)
    for file in folder.glob("kaa.db*"):
        file.unlink()
    shutil.copy(backup, folder / "kaa.db")
    with open_system(Settings(folder=folder, processes=1)) as system:
        assert (system.store.histories(gone), system.vault.get(gone)) == ({}, {})
        system.runner.rebuild()
        assert system.reading.case_count() == YOUTHS - 3
