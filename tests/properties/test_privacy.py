"""What the vault knows of a person lies nowhere else: the bytes of every file are searched for it."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine, text

from kaa_tracker.adapters.inbound.files.outreach import outreach_importer
from kaa_tracker.application.casework import PRESENT_ADDRESS
from kaa_tracker.application.intake.outreach import OutreachLine, Youth
from kaa_tracker.application.intake.register import RegisterMessage, Waiting
from kaa_tracker.bootstrap import open_system
from kaa_tracker.domain.case import commands as c
from kaa_tracker.domain.case.events import Actor
from kaa_tracker.domain.identifiers import official_test_number, temporary_number
from kaa_tracker.domain.periods import noon
from kaa_tracker.domain.person import Address, Person
from kaa_tracker.projections.timeline import timeline
from kaa_tracker.settings import Settings
from kaa_tracker.system import System
from tests.application.told import attempt, change, day, detail, entry, leaving, line, met, moment, opened_by_hand, the
from tests.deliveries import bring_in
from tests.engines import stored_bytes
from tests.read_models import contents
from tests.written import outreach_line, register_line

BORN = date(2004, 5, 17)
AT_HOME = Address(street="Smultronbacken 17 B", postal_code="987 65", city="Påhittsstad")
MOVED_TO = Address(street="Blåklintsgränd 3", postal_code="987 66", city="Drömköping")

REGISTER_KEY = "berkey-Qx7Vz"
NUMBER = official_test_number(BORN, "woman")
OTHERS_NUMBER = temporary_number(date(2004, 8, 9), 77)
NAMES = ("Zebulonia", "Wäxthuskvist", "Kristallina", "Quistgårdh", "Dagmarion", "Ängsbladh")
PHONES = ("0701740637", "0701740638")
EMAILS = ("zebulonia@brevduva.example", "dagmarion@brevduva.example")

PERSONAL = (
    *(REGISTER_KEY, "berkey-Hw2Kp"),
    *(NUMBER, NUMBER[2:], f"{NUMBER[2:8]}-{NUMBER[8:]}", OTHERS_NUMBER, "2004-05-17", "20040517", "2004-08-09"),
    *NAMES,
    *("Smultronbacken", "987 65", "98765", "Påhittsstad", "Blåklintsgränd", "Drömköping"),
    *PHONES,
    *EMAILS,
)

SAID_IN_EVENTS_ONLY = ("coordinator-easily-recognised", "individual_plan_1")
"""What lies in event bodies and in no read model."""


def everything_told() -> tuple[list[RegisterMessage], list[OutreachLine]]:
    """A youth of whom much is told, a protected one and one whom somebody met first."""
    who: dict[str, Any] = {"birth_date": BORN, "given_name": NAMES[0], "family_name": NAMES[1]}
    much: dict[str, Any] = {"address": AT_HOME, "phones": PHONES[:1], "emails": EMAILS[:1]}
    messages = [
        entry(REGISTER_KEY, number=NUMBER, **who, **much),
        change(REGISTER_KEY, "2022-03-20", 2, district="bromma", given_name=NAMES[2], address=MOVED_TO),
        leaving(REGISTER_KEY, "2022-08-20", 3),
        entry(
            "berkey-Hw2Kp",
            number=None,
            birth_date=BORN,
            given_name=NAMES[3],
            family_name=NAMES[1],
            identity_number=temporary_number(BORN, 76),
            identity_kind="temporary",
        ),
    ]
    plan = c.RecordPlan(
        plan_id=the("plan"),
        on=day("2022-05-02"),
        template="individual_plan_1",
        goal="work",
        follow_up_on=day("2022-06-01"),
    )
    enrol = c.Enrol(enrolment_id=the("enrolment"), unit="globen", on=day("2022-05-01"), contact_id=the("contact"))
    doubt = c.DoubtAddress(on=day("2022-04-10"), address_id=PRESENT_ADDRESS)
    lines = [
        line(attempt("2022-03-25"), "2022-03-25", key=REGISTER_KEY),
        line(detail("2022-04-01"), "2022-04-01", key=REGISTER_KEY, value=PHONES[1]),
        line(doubt, "2022-04-10", key=REGISTER_KEY),
        line(enrol, "2022-05-01", key=REGISTER_KEY),
        line(plan, "2022-05-02", key=REGISTER_KEY),
        line(
            opened_by_hand("2022-03-02"),
            "2022-03-02",
            number=OTHERS_NUMBER,
            met=met(
                OTHERS_NUMBER,
                birth_date=date(2004, 8, 9),
                given_name=NAMES[4],
                family_name=NAMES[5],
                identity_kind="temporary",
                emails=EMAILS[1:],
            ),
        ),
    ]
    by = Actor("coordinator-easily-recognised", "local_coordinator")
    return messages, [one._replace(request=recorded_by(one.request, by)) for one in lines]


def recorded_by(request: c.Request, actor: Actor) -> c.Request:
    return c.Request(
        command_id=request.command_id, actor=actor, recorded_at=request.recorded_at, command=request.command
    )


class Office(NamedTuple):
    system: System
    stored_in: Mapping[str, str]

    def files(self) -> bytes:
        """All bytes of the database's files and of the folder with the keys."""
        own = [file.read_bytes() for file in sorted(self.system.settings.folder.iterdir())]
        return b"\0".join((stored_bytes(self.stored_in), *own))


@pytest.fixture(params=["sqlite", "postgres"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """Everything told has been imported, a daily round run, the read model followed and rebuilt."""
    folder = tmp_path / "office"
    with open_system(settings_for(request, folder)) as system:
        messages, lines = everything_told()
        files = tmp_path / "register.ndjson", tmp_path / "outreach.ndjson"
        files[0].write_bytes(b"".join(map(register_line, messages)))
        files[1].write_bytes(b"".join(map(outreach_line, lines)))
        register = bring_in(system, files[0])
        outreach = list(outreach_importer(system, check_only=False).run(files[1]))
        assert {result.effect for result in (*register, *outreach)} == {"recorded"}
        system.runner.catch_up()
        system.daily_round.run(day("2024-12-01"), noon(day("2024-12-01")))
        system.runner.catch_up()
        system.runner.rebuild()
        yield Office(
            system, {"SQLITE_DBNAME": str(folder / "kaa.db")} if request.param == "sqlite" else postgres(request)
        )


def settings_for(request: pytest.FixtureRequest, folder: Path) -> Settings:
    if request.param == "sqlite":
        return Settings(folder=folder)
    where = postgres(request)
    url = f"postgresql://{where['POSTGRES_USER']}@/{where['POSTGRES_DBNAME']}?host={where['POSTGRES_HOST']}"
    return Settings(folder=folder, database_url=SecretStr(url))


def postgres(request: pytest.FixtureRequest) -> Mapping[str, str]:
    environment: Mapping[str, str] = request.getfixturevalue("postgres_environment")
    return environment


def found(values: Iterable[str], written: bytes) -> list[str]:
    """The values that stand in the bytes, in any of the ways in which a program would write them."""
    return [value for value in values if any(way in written for way in ways_to_write(value))]


def ways_to_write(value: str) -> set[bytes]:
    ways: set[bytes] = set()
    for cased in (value, value.lower(), value.upper()):
        ways |= {cased.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be", "latin-1")}
        ways |= {cased.encode().hex().encode(), cased.encode("unicode_escape")}
    return ways


def test_no_value_of_a_person_lies_in_any_file(office: Office) -> None:
    assert found(PERSONAL, office.files()) == []


def test_what_events_say_lies_in_no_file(office: Office) -> None:
    written = office.files()
    assert b"plan-recorded.v1" in written, "the envelope stays readable"
    assert found(SAID_IN_EVENTS_ONLY, written) == []


def test_no_value_of_a_person_stands_in_any_row_of_the_read_model(office: Office) -> None:
    assert leaks(office) == []
    assert all(rows for table, rows in rows_of(office).items() if table in ("case_overview", "attempt", "enrolment"))


def test_no_value_of_a_person_stands_in_a_timeline(office: Office) -> None:
    case_ids = [change.case_id for change in office.system.store.changes(0, 1_000)]
    for history in office.system.store.histories(case_ids).values():
        said = "\n".join(str(one) for one in timeline(history, office.system.sentences))
        assert found(PERSONAL, said.encode()) == []


@pytest.mark.parametrize("office", ["sqlite"], indirect=True)  # a server's log would keep them for other tests to find
def test_leaks_planted_in_a_row_are_found_there_and_in_the_files(office: Office) -> None:
    with engine_of(office.system).begin() as connection:
        connection.execute(text('UPDATE case_overview SET "user" = :leak'), {"leak": " ".join(PERSONAL)})
    assert leaks(office) == list(PERSONAL)
    assert found(PERSONAL, office.files()) == list(PERSONAL)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("change_case", [str, str.lower, str.upper])
def test_a_value_is_found_however_it_is_written(encoding: str, change_case: Callable[[str], str]) -> None:
    for value in PERSONAL:
        assert value in found(PERSONAL, b"\0" + change_case(value).encode(encoding) + b"\0")


def engine_of(system: System) -> Engine:
    with system.reading.connect() as connection:
        return connection.engine


def rows_of(office: Office) -> Mapping[str, Iterable[tuple[object, ...]]]:
    return contents(engine_of(office.system))


def leaks(office: Office) -> list[str]:
    values = "\n".join(str(value) for rows in rows_of(office).values() for row in rows for value in row)
    return found(PERSONAL, values.encode())


class TestWhatIsPrintedOfAPerson:
    PERSON = Person(
        register_key=REGISTER_KEY,
        identity_number=NUMBER,
        identity_kind="personnummer",
        birth_date=BORN,
        given_name=NAMES[0],
        family_name=NAMES[1],
        address=AT_HOME,
        phones=PHONES,
        emails=EMAILS,
    )

    @pytest.mark.parametrize(
        "holder",
        [
            PERSON,
            AT_HOME,
            {"persons": [PERSON]},
            Youth(REGISTER_KEY, NUMBER),
            *everything_told()[0],
            *everything_told()[1],
            Waiting(everything_told()[0][0]),
        ],
        ids=lambda holder: type(holder).__name__,
    )
    def test_is_no_value(self, holder: object) -> None:
        assert found(PERSONAL, f"{holder!r} {holder} {[holder]}".encode()) == []

    def test_is_no_value_in_an_error_while_messages_are_taken(self, tmp_path: Path) -> None:
        with open_system(Settings(folder=tmp_path)) as system:
            with engine_of(system).begin() as connection:
                connection.execute(text("DROP TABLE vault_person"))
            with pytest.raises(Exception) as failed:  # noqa: PT011 - whatever the engine raises
                system.register_intake().take(everything_told()[0])
            told = "".join(traceback.format_exception(failed.value))
            assert "vault_person" in told
            assert found(PERSONAL, told.encode()) == []
            assert "[SQL parameters hidden" in told


def test_somebody_met_later_than_the_register_told_is_found_in_the_vault_only(office: Office) -> None:
    known = office.system.vault.cases_of_identity_numbers([NUMBER, OTHERS_NUMBER])
    persons = office.system.vault.get(list(known.values()))
    assert {persons[case].given_name for case in known.values()} == {NAMES[2], NAMES[4]}
    assert moment("2022-03-01") <= min(
        one.recorded_at for history in office.system.store.histories(list(known.values())).values() for one in history
    )
