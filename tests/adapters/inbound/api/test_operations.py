"""Those who answer for the program are told how it stands, and nobody else is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kaa_tracker.adapters.inbound.messages.register.envelope import read_envelope
from kaa_tracker.adapters.inbound.observing.operations import keys_fit, lacks_handlers
from kaa_tracker.application.access.access_log import Access
from kaa_tracker.application.intake.inbox import Ruling
from kaa_tracker.domain.access.roles import Posting
from kaa_tracker.domain.case.commands import RecordRegisterEntry
from tests.adapters.inbound.api.intake.desk import message, problem
from tests.adapters.inbound.api.office import PEOPLE, Office, an_office
from tests.application.told import ADA, entry

ANSWER_FOR_IT = {"berit", "rut"}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with an_office(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("who", PEOPLE)
def test_it_is_told_to_those_who_answer_for_it_only(office: Office, who: str) -> None:
    answer = office.get(who, "/operations")
    assert answer.status_code == (200 if who in ANSWER_FOR_IT else 403)


def test_it_says_how_far_behind_the_lists_are(office: Office) -> None:
    office.system.register_intake().take([entry()])
    told = office.get("rut", "/operations").json()
    assert told["events"] == told["behind"]["count"] > 0
    assert office.get("rut", "/operations").json()["behind"] == {"count": 0, "seconds": 0}


def test_it_says_what_waits_and_for_how_long(office: Office) -> None:
    system = office.system
    intake, store = system.intake, system.intake.receiving.receive
    assert office.get("rut", "/operations").json()["came_last"] is None
    store("https", [read_envelope(message(1)), read_envelope(b"{")], None)
    intake.worker.work()
    system.access_log.write(Access(office.clock.now(), "lena", "local_coordinator", "globen", "search"))
    office.clock.at += timedelta(days=1)
    told = office.get("rut", "/operations").json()
    assert sum(pile["count"] for pile in told["inbox"].values()) == 2
    assert told["inbox"]["quarantined"]["count"] >= 1
    assert told["unchained"] == {"count": 1, "seconds": 86_400}
    assert told["came_last"] is not None


def test_it_says_that_a_delivery_waits_for_a_decision_and_since_when(office: Office) -> None:
    inbox = office.system.intake.inbox
    assert office.get("berit", "/operations").json()["paused"] == {"count": 0, "seconds": 0}
    for name in ("first", "second"):
        office.clock.at += timedelta(hours=1)
        inbox.pause(inbox.deliver("https", name, office.clock.now(), lambda: 0), {"left": 900}, office.clock.now())
    told = office.get("berit", "/operations").json()
    assert told["paused"] == {"count": 2, "seconds": 3_600}
    for delivery in inbox.deliveries(limit=2):
        inbox.release(delivery.number, Ruling("berit", "announced", office.clock.now()))
    assert office.get("berit", "/operations").json()["paused"] == {"count": 0, "seconds": 0}


def test_it_says_when_the_keys_do_not_fit(office: Office) -> None:
    assert keys_fit(office.system.store, 0)
    office.feed(entry())
    last = office.system.store.last_position()
    assert keys_fit(office.system.store, last)
    assert office.get("berit", "/operations").json()["keys_fit"] is True
    for case_id in [office.case_of(ADA)]:
        office.system.handler._keys.destroy(case_id)
    assert not keys_fit(office.system.store, last)


def test_it_says_when_protected_identities_are_in_too_few_hands(office: Office) -> None:
    told = entry()
    assert isinstance(told.command, RecordRegisterEntry)
    office.feed(told._replace(command=replace(told.command, protection="protected_registration")))
    assert not lacks_handlers(office.system)
    handler = Posting("protected_case_handler")
    for name in sorted(office.system.directory.holders("protected_case_handler", office.clock.today()))[1:]:
        office.system.directory.revoke(name, handler, "system", office.clock.now())
    assert lacks_handlers(office.system)
    assert office.get("berit", "/operations").json()["lacks_handlers"] is True


def test_nobody_has_to_handle_what_is_not_there(office: Office) -> None:
    office.feed(entry())
    handler = Posting("protected_case_handler")
    for name in office.system.directory.holders("protected_case_handler", office.clock.today()):
        office.system.directory.revoke(name, handler, "system", office.clock.now())
    assert not lacks_handlers(office.system)


def test_without_a_token_it_is_closed(office: Office) -> None:
    assert problem(office.get("nobody", "/operations")) == "unauthenticated"
