"""A stream tells which cases change, of those its user may see at that moment, and never who."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from kaa_tracker.adapters.inbound.api.city.live import Reached
from kaa_tracker.application.access.directory import Opening
from kaa_tracker.domain.access.roles import Posting
from kaa_tracker.domain.access.table import TABLE
from tests.adapters.inbound.api.city.listening import PATIENCE_SECONDS, Heard, Listener, listening
from tests.adapters.inbound.api.city.youths import DINA, GIVEN_NAMES, marked
from tests.adapters.inbound.api.office import PEOPLE, Office
from tests.application.told import ADA, BO


@pytest.fixture
def ada(office: Office) -> UUID:
    """Of Farsta, and so of the unit Globen."""
    return office.case_of(ADA)


def attempted(office: Office, case_id: UUID, who: str = "berit") -> int:
    """The position of the log after an attempt."""
    answer = office.post(who, f"/cases/{case_id}/contact-attempts", {"channel": "sms"})
    assert answer.status_code == 201, answer.text
    position: int = answer.json()["position"]
    return position


def changed(position: int, case_id: UUID, unit: str) -> Heard:
    return Heard("changed", {"position": position, "case_id": str(case_id), "unit": unit})


def gone(listener: Listener) -> str:
    """The case that is gone; nothing else is told of it."""
    heard = listener.heard()
    assert (heard.kind, set(heard.data)) == ("gone", {"position", "case_id"})
    return str(heard.data["case_id"])


@pytest.mark.parametrize("who", ["lena", "berit", "rut"])
def test_whoever_sees_a_case_hears_that_it_changed(office: Office, ada: UUID, who: str) -> None:
    with listening(office, who) as listener:
        assert (listener.status, listener.headers["content-type"]) == (200, "text/event-stream")
        position = attempted(office, ada)
        assert listener.heard() == changed(position, ada, "globen")
        assert listener.hears_no_more()


@pytest.mark.parametrize("who", ["kim", "cia", "hanna", "axel"])
def test_whoever_does_not_see_it_hears_nothing(office: Office, ada: UUID, who: str) -> None:
    with listening(office, who) as listener:
        attempted(office, ada)
        assert listener.hears_no_more()
        assert str(ada) not in listener.raw


def test_a_stream_is_for_those_who_see_cases(office: Office) -> None:
    for who, posting in PEOPLE.items():
        with listening(office, who) as listener:
            assert listener.status == (200 if "see" in TABLE[posting.role] else 403), who
    with listening(office, "nobody") as listener:
        assert listener.status == 401


def test_a_protected_identity_is_heard_of_by_its_handlers_only(office: Office) -> None:
    dina = office.case_of(DINA)
    with listening(office, "hanna") as hanna, listening(office, "berit") as berit, listening(office, "lena") as lena:
        position = attempted(office, dina, who="hanna")
        assert hanna.heard() == changed(position, dina, office.system.reference.handler_unit)
        assert berit.hears_no_more()
        assert lena.hears_no_more()


def test_a_case_that_becomes_protected_is_gone_once_for_those_who_had_heard_of_it(office: Office, ada: UUID) -> None:
    with listening(office, "lena") as lena, listening(office, "berit") as berit:
        attempted(office, ada)
        assert (lena.heard().kind, berit.heard().kind) == ("changed", "changed")
        with listening(office, "rut") as rut:
            office.feed(marked(ADA))
            assert gone(lena) == gone(berit) == str(ada)
            attempted(office, ada, who="hanna")
            assert lena.hears_no_more()
            assert rut.hears_no_more()


def test_a_case_that_is_handed_to_another_unit_is_gone_there_and_new_here(office: Office, ada: UUID) -> None:
    with listening(office, "lena") as lena, listening(office, "kim") as kim:
        attempted(office, ada)
        assert lena.heard().kind == "changed"
        body = {"unit": "kista", "reason": "distributed"}
        position = office.post("berit", f"/cases/{ada}/assignments", body).json()["position"]
        assert kim.heard() == changed(position, ada, "kista")
        assert gone(lena) == str(ada)


def test_a_case_that_was_open_for_a_time_is_gone_when_it_closes(office: Office, ada: UUID) -> None:
    until = office.clock.now() + timedelta(hours=1)
    opening = Opening(0, "broken_glass", "kim", ada, "acute", office.clock.now(), until, None, None)
    office.system.directory.open(opening)
    with listening(office, "kim") as kim:
        attempted(office, ada)
        assert kim.heard().kind == "changed"
        office.clock.at += timedelta(hours=2)
        assert gone(kim) == str(ada)


def test_no_name_is_ever_told(office: Office, ada: UUID) -> None:
    with listening(office, "berit") as listener:
        for key in (ADA, BO):
            attempted(office, office.case_of(key))
            listener.heard()
        assert not any(name in listener.raw for name in GIVEN_NAMES.values())
    assert not office.system.access_log.of_user("berit", limit=9)


def test_several_changes_of_a_case_are_told_as_the_last(office: Office, ada: UUID) -> None:
    start = office.system.store.last_position()
    attempted(office, ada)
    position = attempted(office, ada)
    with listening(office, "lena", last_event_id=str(start)) as lena:
        assert lena.heard() == changed(position, ada, "globen")
        assert lena.hears_no_more()


def test_a_stream_goes_on_after_the_last_event_that_came(office: Office, ada: UUID) -> None:
    with listening(office, "lena") as lena:
        attempted(office, ada)
        lena.heard()
        last = lena.last_id
    position = attempted(office, ada)
    with listening(office, "lena", last_event_id=last) as lena:
        assert lena.heard() == changed(position, ada, "globen")


def test_an_id_of_the_future_begins_now(office: Office, ada: UUID) -> None:
    with listening(office, "lena", last_event_id="9" * 18) as lena:
        position = attempted(office, ada)
        assert lena.heard() == changed(position, ada, "globen")


def test_whoever_comes_back_after_too_much_has_changed_is_told_to_read_again_and_hears_what_comes(
    office: Office, ada: UUID
) -> None:
    for _ in range(office.door.live.caught_up):
        last = attempted(office, ada)
    with listening(office, "lena", last_event_id="0") as lena:
        assert lena.heard() == Heard("reread", {"position": last})
        assert lena.last_id == str(last)
        position = attempted(office, ada)
        assert lena.heard() == changed(position, ada, "globen")
        assert lena.hears_no_more()


def test_as_much_as_is_told_one_by_one_is_told(office: Office, ada: UUID) -> None:
    for _ in range(office.door.live.caught_up):
        position = attempted(office, ada)
    with listening(office, "lena", last_event_id=str(position - office.door.live.caught_up)) as lena:
        assert lena.heard() == changed(position, ada, "globen")


class TestAllWhoConnectAtOnce:
    """As after a start, when everybody comes back and nobody has asked how far the lists have come."""

    def test_wait_for_the_same_answer_and_none_is_told_of_the_beginning(self, office: Office) -> None:
        questions = 0

        def projected() -> int:
            nonlocal questions
            questions += 1
            time.sleep(0.05)
            return 118_750

        reached = Reached(replace(office.door.live, projected=projected, every_seconds=60))

        async def all_ask() -> list[int]:
            return await asyncio.gather(*(reached.position() for _ in range(6)))

        assert asyncio.run(all_ask()) == [118_750] * 6
        assert questions <= 2


@pytest.mark.parametrize("last", ["x", "-1", "1.5", "9" * 19])
def test_what_is_no_id_is_refused(office: Office, last: str) -> None:
    with listening(office, "lena", last_event_id=last) as lena:
        assert (lena.status, lena.headers["content-type"]) == (422, "application/problem+json")
        assert last not in lena.raw or last == "x"


def test_a_stream_in_which_nothing_happens_shows_that_it_is_there(office: Office) -> None:
    with listening(office, "lena") as lena:
        assert lena.hears_no_more()
        assert lena.raw.count(": still here") >= 2
        assert lena.last_id == str(office.system.store.last_position())


class TestItEnds:
    def test_when_a_posting_is_revoked(self, office: Office, ada: UUID) -> None:
        with listening(office, "lena") as lena:
            held = Posting("local_coordinator", "globen")
            office.system.directory.revoke("lena", held, "berit", office.clock.now())
            attempted(office, ada)
            assert lena.has_ended.wait(PATIENCE_SECONDS)
            assert str(ada) not in lena.raw

    def test_when_a_posting_is_added(self, office: Office) -> None:
        with listening(office, "lena") as lena:
            until = office.clock.today() + timedelta(days=30)
            office.system.directory.grant("lena", Posting("coach", "aim"), until, "berit", office.clock.now())
            assert lena.has_ended.wait(PATIENCE_SECONDS)

    def test_when_the_user_is_removed_and_nothing_happens_besides(self, office: Office) -> None:
        with listening(office, "lena") as lena:
            office.system.directory.remove("lena", "berit", office.clock.now())
            assert lena.has_ended.wait(PATIENCE_SECONDS)


class TestOneUser:
    def test_has_no_more_streams_than_are_allowed(self, office: Office) -> None:
        with listening(office, "lena"), listening(office, "lena"):
            with listening(office, "lena") as third:
                assert third.status == 429
            with listening(office, "kim") as another:
                assert another.status == 200

    def test_can_open_another_when_one_is_closed(self, office: Office) -> None:
        for _ in range(5):
            with listening(office, "lena") as lena:
                assert lena.status == 200
