"""``kaa quarantine``: what is wrong with a message is told, what it says never is; and it drains to nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kaa_tracker.adapters.outbound.reference_files import load_texts
from kaa_tracker.application.intake.rejected import REASONS
from tests.adapters.inbound.cli.messages import NAME, NUMBER, changed, entered
from tests.adapters.inbound.cli.office import Office

RULING = ("--user", "line.ek", "--reason", "mended")


@pytest.fixture
def office(office: Office) -> Office:
    reused = changed("ber-1", id="ber-1")
    bad = entered("ber-3", identity_number=NUMBER)
    office.kaa("import", "register", office.file("register.ndjson", entered(), reused, bad, b"{}\n"))
    return office


def held(office: Office) -> dict[int, str]:
    found: dict[str, Any] = json.loads(office.kaa("quarantine", "list", "--json").out)
    return {message["number"]: message["reason"] for message in found["messages"]}


HELD = {2: "id_reused", 3: "bad_identity_number", 4: "not_cloudevents"}


class TestTheList:
    def test_tells_number_reason_and_place(self, office: Office) -> None:
        assert held(office) == HELD
        ran = office.kaa("quarantine", "list")
        assert "$.data.person.identity_number" in ran.out
        assert "3 av 3 i karantän" in ran.out

    def test_may_be_read_a_few_at_a_time(self, office: Office) -> None:
        ran = office.kaa("quarantine", "list", "--limit", "1", "--after", "2", "--json")
        assert [message["number"] for message in json.loads(ran.out)["messages"]] == [3]

    def test_holds_nothing_of_what_a_message_says(self, office: Office) -> None:
        said = [office.kaa("quarantine", "list", *rest).said for rest in ((), ("--json",))]
        said += [office.kaa("quarantine", "show", "3", *rest).said for rest in ((), ("--json",))]
        assert not any(value in told for told in said for value in (NUMBER, NAME, "Ada"))


class TestAMessageNamedAfterAPerson:
    @pytest.mark.parametrize("field", ["id", "source"])
    def test_is_shown_without_the_name(self, office: Office, field: str) -> None:
        number = "20050503TF09"
        bad = entered("ber-9", identity_number=NUMBER, **{field: f"entry:{number}"})
        office.kaa("import", "register", office.file("named.ndjson", bad))
        listed = office.kaa("quarantine", "list", "--json").out
        shown = office.kaa("quarantine", "show", "5").out
        assert "***" in shown
        assert not any(number in told for told in (listed, shown))


class TestAMessage:
    def test_is_shown_with_what_to_do(self, office: Office) -> None:
        ran = office.kaa("quarantine", "show", "3")
        assert ran.code == 0
        assert "bad_identity_number" in ran.out
        assert "Kontrollera det i källan" in ran.out

    def test_without_an_envelope_is_shown_as_well(self, office: Office) -> None:
        assert "går inte att läsa" in office.kaa("quarantine", "show", "4").out

    @pytest.mark.parametrize("asked", [("show",), ("list", "--after"), ("list", "--limit"), ("discard", *RULING)])
    def test_of_a_number_beyond_counting_is_refused(self, office: Office, asked: tuple[str, ...]) -> None:
        assert office.kaa("quarantine", *asked, str(2**63)).code == 2

    @pytest.mark.parametrize("number", ["1", "99"])
    def test_that_is_not_there_is_answered_with_where_to_look(self, office: Office, number: str) -> None:
        ran = office.kaa("quarantine", "show", number)
        assert (ran.code, "kaa quarantine list" in ran.err) == (2, True)


@pytest.mark.parametrize(
    "reason", [*sorted(REASONS), "no_entry", "id_reused", "fault", "incomplete_extract", "case_unreadable"]
)
def test_every_reason_comes_with_what_to_do(reason: str) -> None:
    texts = load_texts()
    assert texts["rejection"].get(reason) or texts["refusal"].get(reason)


class TestARetry:
    def test_of_one_whose_id_was_reused_has_an_effect_of_its_own(self, office: Office) -> None:
        ran = office.kaa("quarantine", "retry", "2", *RULING)
        assert (ran.code, ran.out) == (1, "1 prövade på nytt; 2 är kvar i karantän.\n")
        assert held(office) == {3: "bad_identity_number", 4: "not_cloudevents"}

    def test_of_all_keeps_those_that_are_still_wrong(self, office: Office) -> None:
        ran = office.kaa("quarantine", "retry", "--all", *RULING)
        assert (ran.code, ran.out) == (1, "3 prövade på nytt; 2 är kvar i karantän.\n")

    def test_that_leaves_nothing_behind_is_well(self, office: Office) -> None:
        office.kaa("quarantine", "discard", "3", "4", *RULING)
        ran = office.kaa("quarantine", "retry", "--all", *RULING)
        assert (ran.code, ran.out) == (0, "1 prövade på nytt; 0 är kvar i karantän.\n")

    @pytest.mark.parametrize("which", [(), ("2", "--all")], ids=["none", "one and all"])
    def test_has_to_say_of_which(self, office: Office, which: tuple[str, ...]) -> None:
        assert office.kaa("quarantine", "retry", *which, *RULING).code == 2
        assert held(office) == HELD

    def test_needs_a_known_reason_and_somebody(self, office: Office) -> None:
        ran = office.kaa("quarantine", "retry", "--all", "--user", "line.ek", "--reason", "because")
        assert (ran.code, "mended" in ran.err) == (2, True)
        for user in ("", " ", "20050503TF01", "line ek"):
            assert office.kaa("quarantine", "retry", "--all", "--user", user, "--reason", "mended").code == 2
        assert held(office) == HELD


class TestDiscarding:
    def test_ends_them_and_the_ledger_knows(self, office: Office) -> None:
        ran = office.kaa("quarantine", "discard", "2", "3", "4", *RULING)
        assert (ran.code, ran.out) == (0, "3 kastade.\n")
        assert held(office) == {}
        assert office.kaa("quarantine", "list").out == "Karantänen är tom.\n"
        [delivery] = json.loads(office.kaa("intake", "status", "--json").out)["deliveries"]
        assert (delivery["states"], delivery["adds_up"]) == ({"applied": 1, "discarded": 3}, True)

    def test_what_is_not_in_quarantine_is_told(self, office: Office) -> None:
        some = office.kaa("quarantine", "discard", "1", "2", *RULING)
        assert (some.code, some.out) == (1, "1 kastade.\n")
        assert "De övriga är inte i karantän" in some.err
        assert office.kaa("quarantine", "discard", "1", *RULING).code == 2

    def test_needs_a_known_reason(self, office: Office) -> None:
        assert office.kaa("quarantine", "discard", "2", "--user", "line.ek", "--reason", "because").code == 2
        assert held(office) == HELD
