"""What was found in extracts is kept on both engines, once, and without a word of anybody."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID, uuid4

import pytest

from kaa_tracker.adapters.outbound.reconciliations import SqlReconciliations, create_reconciliations
from kaa_tracker.application.intake.comparing import Comparison
from kaa_tracker.application.intake.differences import Difference, Kind, Unread
from kaa_tracker.application.intake.reconciling import KeptDifference, Outcome
from kaa_tracker.domain.case.commands import RecordRegisterChange
from tests.read_models import EmptyDatabase

DAY = date(2022, 4, 1)
NIGHT = datetime(2022, 4, 1, 1, 30, 0, 250, tzinfo=UTC)
CASE = UUID(int=7)


@pytest.fixture
def kept(empty_database: EmptyDatabase) -> SqlReconciliations:
    engine = empty_database()
    create_reconciliations(engine)
    create_reconciliations(engine)
    return SqlReconciliations(engine)


def difference(name: str, kind: Kind = "differs", case_id: UUID | None = CASE, *fields: str) -> Difference:
    command = RecordRegisterChange(effective_on=DAY, revision=2, extract_of=DAY)
    return Difference(name, kind, "berkey-ada", case_id, command, fields, {"given_name": "Ada"})


def extract(*found: Difference, of: date = DAY, sent_at: datetime = NIGHT, source: str = "/ber") -> Comparison:
    unread = (Unread("1#unreadable-1", None, "wrong_type", "$.data.persons[3].gender"),)
    return Comparison(source, f"extract {of}", of, sent_at, listed=12, held=11, differences=found, unread=unread)


def test_what_was_begun_is_told_with_its_counts(kept: SqlReconciliations) -> None:
    number = kept.begin(extract(difference("1#1"), difference("1#2", "gone"), difference("1#3", "gone")), NIGHT)
    [one] = kept.last(5)
    assert (one.number, one.source, one.extract_id, one.extract_of) == (number, "/ber", "extract 2022-04-01", DAY)
    assert (one.sent_at, one.begun_at, one.completed_at) == (NIGHT, NIGHT, None)
    assert (one.listed, one.held) == (12, 11)
    assert one.counts == {"differs": 1, "gone": 2, "unreadable": 1}
    assert one.refused == 0


def test_an_extract_in_which_all_agreed_is_kept_as_well(kept: SqlReconciliations) -> None:
    kept.begin(extract()._replace(unread=()), NIGHT)
    assert [one.counts for one in kept.last(5)] == [{}]


def test_each_difference_is_told_in_the_order_in_which_it_was_found(kept: SqlReconciliations) -> None:
    number = kept.begin(extract(difference("1#1", "differs", CASE, "district", "address")), NIGHT)
    told = [
        KeptDifference("differs", CASE, ("district", "address"), None, ""),
        KeptDifference("unreadable", None, (), "wrong_type", "$.data.persons[3].gender"),
    ]
    assert kept.differences(number, limit=10) == told
    assert kept.differences(number, limit=1) + kept.differences(number, limit=1, after=1) == told


def test_what_became_of_a_difference_is_written_to_it_alone(kept: SqlReconciliations) -> None:
    earlier = kept.begin(extract(difference("1#1", "missing", None), of=DAY - timedelta(days=1)), NIGHT)
    number = kept.begin(extract(difference("1#1", "missing", None), difference("1#2", "missing", None)), NIGHT)
    opened = uuid4()
    kept.settle(number, {"1#1": Outcome(opened, None), "1#2": Outcome(None, "not_under_20")})
    first, second, _ = kept.differences(number, limit=10)
    assert (first.case_id, first.reason) == (opened, None)
    assert (second.case_id, second.reason) == (None, "not_under_20")
    assert kept.differences(earlier, limit=1)[0].case_id is None
    assert [one.refused for one in kept.last(2)] == [1, 0]


def test_the_same_extract_begun_again_keeps_its_number_and_adds_what_is_new(kept: SqlReconciliations) -> None:
    number = kept.begin(extract(difference("1#1")), NIGHT)
    kept.settle(number, {"1#1": Outcome(CASE, "unknown_code")})
    again = kept.begin(extract(difference("1#1"), difference("1#2")), NIGHT + timedelta(hours=1))
    assert again == number
    assert [(one.kind, one.reason) for one in kept.differences(number, limit=10)] == [
        ("differs", "unknown_code"),
        ("unreadable", "wrong_type"),
        ("differs", None),
    ]
    assert kept.last(5)[0].begun_at == NIGHT


def test_the_same_id_made_at_another_time_is_another_extract(kept: SqlReconciliations) -> None:
    first = kept.begin(extract(), NIGHT)
    assert kept.begin(extract(sent_at=NIGHT + timedelta(hours=1)), NIGHT) != first


def test_what_was_found_before_a_crash_is_known_when_all_agrees_since(kept: SqlReconciliations) -> None:
    kept.begin(extract(difference("1#1")), NIGHT)
    kept.begin(extract(), NIGHT + timedelta(hours=1))
    assert kept.has_found(extract())


def test_where_all_agreed_or_could_not_be_read_nothing_was_found(kept: SqlReconciliations) -> None:
    kept.begin(extract(), NIGHT)
    kept.begin(extract(difference("1#1"), sent_at=NIGHT + timedelta(hours=1)), NIGHT)
    assert not kept.has_found(extract())
    assert not kept.has_found(extract(of=DAY + timedelta(days=1)))


def test_it_is_told_when_all_of_it_had_its_effect(kept: SqlReconciliations) -> None:
    number = kept.begin(extract(), NIGHT)
    kept.complete(number, NIGHT + timedelta(minutes=5))
    assert kept.last(1)[0].completed_at == NIGHT + timedelta(minutes=5)


def test_the_latest_of_a_source_is_that_of_the_latest_day_whichever_was_begun_last(kept: SqlReconciliations) -> None:
    assert kept.latest("/ber") is None
    kept.begin(extract(of=DAY), NIGHT)
    kept.begin(extract(of=DAY - timedelta(days=1), sent_at=NIGHT + timedelta(days=3)), NIGHT)
    kept.begin(extract(of=DAY + timedelta(days=9), source="/other"), NIGHT)
    assert kept.latest("/ber") == (DAY, NIGHT)


def test_an_instant_told_in_another_zone_is_the_same_instant(kept: SqlReconciliations) -> None:
    kept.begin(extract(sent_at=NIGHT.astimezone(timezone(timedelta(hours=2)))), NIGHT)
    assert kept.latest("/ber") == (DAY, NIGHT)
    assert kept.begin(extract(), NIGHT) == kept.last(1)[0].number
    assert len(kept.last(5)) == 1


def test_the_last_come_first_and_no_more_than_asked_for(kept: SqlReconciliations) -> None:
    numbers = [kept.begin(extract(of=DAY + timedelta(days=n)), NIGHT) for n in range(4)]
    assert [one.number for one in kept.last(3)] == numbers[:0:-1]


def test_a_first_load_of_thousands_is_kept_as_a_whole(kept: SqlReconciliations) -> None:
    number = kept.begin(extract(*(difference(f"1#{n}", "missing", None) for n in range(5_000))), NIGHT)
    kept.settle(number, {f"1#{n}": Outcome(UUID(int=n), None) for n in range(5_000)})
    found = kept.differences(number, limit=10_000)
    assert [one.case_id for one in found[:-1]] == [UUID(int=n) for n in range(5_000)]


def test_those_begun_of_late_are_told_but_for_a_first_load(kept: SqlReconciliations) -> None:
    later = NIGHT + timedelta(days=1)
    kept.begin(extract(), NIGHT)
    kept.begin(extract(difference("1#1", "gone"), of=DAY + timedelta(days=1)), later)
    kept.begin(extract(difference("1#2", "missing"), of=DAY + timedelta(days=2))._replace(held=0), later)
    assert [(one.extract_of, one.counts["gone"]) for one in kept.begun_since(later)] == [(DAY + timedelta(days=1), 1)]
