"""Half-year files on both engines, and the stand-in for them: sealed is sealed, and disposed is gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, insert, select, update

from kaa_tracker.adapters.outbound.half_year import SqlHalfYearFiles, create_half_year_files
from kaa_tracker.adapters.outbound.half_year.tables import half_year_decision, half_year_file, half_year_row
from kaa_tracker.application.half_year.files import (
    AlteredFile,
    Decision,
    HalfYearFile,
    HalfYearFiles,
    PersonLines,
    Sheet,
)
from kaa_tracker.domain.half_year.form import FileColumn
from kaa_tracker.domain.half_year.half import HalfYear
from tests.fakes import KeysInMemory
from tests.half_year_files_in_memory import HalfYearFilesInMemory
from tests.read_models import EmptyDatabase

SPRING, AUTUMN = HalfYear(2022, 1), HalfYear(2022, 2)
AT = datetime(2023, 1, 10, 9, 30, 0, 250, tzinfo=UTC)
LATER = AT + timedelta(hours=1)
ADA, BO, EVA = UUID(int=11), UUID(int=12), UUID(int=13)
COLUMNS = (
    FileColumn(heading="Personnummer", holds="identity_number"),
    FileColumn(heading="Orsak", holds="reason", codes="end_reason"),
)
SECRET = "20040506TF0"
PERSONS = [
    PersonLines(case_id, {"registration": ((f"{SECRET}{n}", "20"),), "contact": ((f"{SECRET}{n}", "a"), ("", "b"))})
    for n, case_id in enumerate((BO, ADA))
]


def a_file(half: HalfYear = AUTUMN, persons: int = 2) -> HalfYearFile:
    sheets = (Sheet("registration", "registrering", COLUMNS), Sheet("contact", "kontakt", COLUMNS))
    return HalfYearFile(0, half, 17, "f0712e", sheets, persons, 3 * persons, "rut.rask", AT)


class HalfYearFilesContract:
    keys: KeysInMemory

    @pytest.fixture
    def files(self, empty: HalfYearFiles) -> HalfYearFiles:
        self.keys.create([ADA, BO, EVA])
        return empty

    @pytest.fixture
    def number(self, files: HalfYearFiles) -> int:
        """Of a file that is kept."""
        return files.add(a_file(), PERSONS).number

    def test_a_file_is_kept_as_it_was_built_in_its_order(self, files: HalfYearFiles, number: int) -> None:
        assert files.file(number) == a_file()._replace(number=number)
        assert list(files.persons(number)) == PERSONS
        assert list(files.members(number)) == [BO, ADA]
        assert a_file().state == "built"

    def test_there_is_no_other_file(self, files: HalfYearFiles, number: int) -> None:
        assert files.file(number + 1) is None
        assert not [*files.files(SPRING), *files.persons(number + 1), *files.members(number + 1)]

    def test_files_have_numbers_in_the_order_of_their_building(self, files: HalfYearFiles, number: int) -> None:
        spring = files.add(a_file(SPRING), PERSONS)
        assert [file.number for file in files.files()] == [spring.number, number]
        assert [file.number for file in files.files(AUTUMN)] == [number]
        assert spring.number > number

    def test_a_later_file_takes_the_place_of_one_that_was_not_sealed(self, files: HalfYearFiles, number: int) -> None:
        files.add(a_file(SPRING), PERSONS)
        later = files.add(a_file(persons=1), PERSONS[:1])
        superseded = files.file(number)
        assert superseded is not None
        assert superseded.state == "superseded"
        assert list(files.persons(number)) == list(files.members(number)) == []
        assert files.file(later.number) == later
        assert [file.state for file in files.files(SPRING)] == ["built"]

    def test_a_sealed_file_stays_when_a_later_one_is_built(self, files: HalfYearFiles, number: int) -> None:
        sealed = files.seal(number, "rut.rask", LATER)
        files.add(a_file(persons=0), [])
        assert files.file(number) == sealed
        assert sealed.state == "sealed"
        assert list(files.persons(number)) == PERSONS

    def test_the_first_to_seal_has_sealed_it(self, files: HalfYearFiles, number: int) -> None:
        sealed = files.seal(number, "rut.rask", LATER)
        assert (sealed.sealed_by, sealed.sealed_at, bool(sealed.digest)) == ("rut.rask", LATER, True)
        assert files.seal(number, "bo.berg", AT) == sealed

    def test_what_was_superseded_is_not_sealed(self, files: HalfYearFiles, number: int) -> None:
        files.add(a_file(), PERSONS)
        assert files.seal(number, "rut.rask", LATER).state == "superseded"

    def test_the_first_to_say_it_was_sent_has_said_it(self, files: HalfYearFiles, number: int) -> None:
        files.seal(number, "rut.rask", AT)
        sent = files.sent(number, "ceda.cede", LATER)
        assert (sent.state, sent.sent_by, sent.sent_at) == ("sent", "ceda.cede", LATER)
        assert files.sent(number, "bo.berg", AT) == sent == files.file(number)

    def test_nobody_without_a_key_is_kept(self, files: HalfYearFiles) -> None:
        self.keys.destroy(ADA)
        with pytest.raises(LookupError):
            files.add(a_file(), PERSONS)
        assert list(files.files()) == []

    def test_whoevers_key_is_gone_cannot_be_read(self, files: HalfYearFiles, number: int) -> None:
        files.seal(number, "rut.rask", LATER)
        self.keys.destroy(BO)
        assert list(files.persons(number)) == PERSONS[1:]

    def test_whoever_is_disposed_of_is_named_nowhere_and_counted(self, files: HalfYearFiles, number: int) -> None:
        sealed = files.seal(number, "rut.rask", LATER)
        spring = files.add(a_file(SPRING), PERSONS)
        assert files.forget_case(ADA) == 2
        assert files.file(number) == sealed._replace(disposed=1)
        assert list(files.members(spring.number)) == list(files.members(number)) == [BO]
        assert list(files.persons(number)) == PERSONS[:1]
        assert files.forget_case(ADA) == files.forget_case(EVA) == 0

    def test_the_latest_decision_on_a_youth_holds(self, files: HalfYearFiles) -> None:
        first = Decision(AUTUMN, ADA, True, "protected_channel", "hanna.hav", AT)
        latest = Decision(AUTUMN, ADA, False, "risk_of_disclosure", "hans.hav", LATER)
        other = Decision(SPRING, BO, True, "protected_channel", "hanna.hav", AT)
        for decision in (first, latest, other):
            files.decide(decision)
        assert files.decisions(AUTUMN) == {ADA: latest}
        files.forget_case(ADA)
        assert (files.decisions(AUTUMN), files.decisions(SPRING)) == ({}, {BO: other})


class TestInMemory(HalfYearFilesContract):
    @pytest.fixture
    def empty(self) -> HalfYearFiles:
        self.keys = KeysInMemory()
        return HalfYearFilesInMemory(self.keys)


class TestStored(HalfYearFilesContract):
    @pytest.fixture
    def engine(self, empty_database: EmptyDatabase) -> Engine:
        engine = empty_database()
        create_half_year_files(engine)
        return engine

    @pytest.fixture
    def empty(self, engine: Engine) -> HalfYearFiles:
        self.keys = KeysInMemory()
        return SqlHalfYearFiles(engine, self.keys)

    def test_nothing_of_a_person_stands_readable_in_the_tables(
        self, files: HalfYearFiles, number: int, engine: Engine
    ) -> None:
        files.seal(number, "rut.rask", LATER)
        with engine.connect() as connection:
            for table in (half_year_file, half_year_row, half_year_decision):
                held = [tuple(row) for row in connection.execute(select(table))]
                assert SECRET not in str(held), table

    @pytest.mark.parametrize("what", ["bytes", "place", "fewer", "head", "digest"])
    def test_a_sealed_file_that_was_altered_is_noticed(
        self, files: HalfYearFiles, number: int, engine: Engine, what: str
    ) -> None:
        files.seal(number, "rut.rask", LATER)
        row, file = half_year_row, half_year_file
        statements = {
            "bytes": update(row).where(row.c.place == 1).values(sealed=b"other"),
            "place": update(row).values(place=100 - row.c.place),
            "fewer": row.delete().where(row.c.place == 2),
            "head": update(file).values(lines=file.c.lines + 1),
            "digest": update(file).values(digest="0" * 64),
        }
        with engine.begin() as connection:
            connection.execute(statements[what])
        with pytest.raises(AlteredFile):
            files.persons(number)

    def test_a_row_put_under_another_person_does_not_open(
        self, files: HalfYearFiles, number: int, engine: Engine
    ) -> None:
        files.seal(number, "rut.rask", LATER)
        with engine.begin() as connection:
            connection.execute(update(half_year_row).where(half_year_row.c.case_id == BO).values(case_id=EVA))
        with pytest.raises(AlteredFile):
            files.persons(number)

    def test_a_row_taken_from_another_file_does_not_open(
        self, files: HalfYearFiles, number: int, engine: Engine
    ) -> None:
        files.seal(number, "rut.rask", LATER)
        other = files.add(a_file(persons=0), []).number
        row = half_year_row.c
        theirs = select(row.file, row.place, row.case_id, row.sealed).where(row.file == number)
        with engine.begin() as connection:
            rows = [
                dict(zip(("file", "place", "case_id", "sealed"), one, strict=True))
                for one in connection.execute(theirs)
            ]
            connection.execute(insert(half_year_row), [{**one, "file": other} for one in rows])
        with pytest.raises(AlteredFile):
            files.persons(other)
