"""``kaa import register`` and ``kaa intake``: what came in, what it came to, and who decides about the rest."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.adapters.inbound.cli.messages import NAME, NUMBER, changed, entered, left
from tests.adapters.inbound.cli.office import Office, Ran

RULING = ("--user", "line.ek", "--reason", "announced")


def status(office: Office) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(office.kaa("intake", "status", "--json").out)
    return found


def imported(office: Office, name: str, *lines: bytes) -> Ran:
    return office.kaa("import", "register", office.file(name, *lines))


def youths(count: int) -> list[bytes]:
    return [entered(f"ber-{n}", identity_number=f"20050503TF{n:02}") for n in range(1, count + 1)]


class TestAFile:
    def test_of_good_waiting_repeated_and_bad_lines_is_told_line_by_line(self, office: Office) -> None:
        ran = imported(
            office, "register.ndjson", entered(), entered(), changed("ber-2"), entered("ber-3", identity_number=NUMBER)
        )
        assert ran.code == 1
        assert "1 rader gav verkan, 1 var redan inlästa, 1 togs inte emot" in ran.out
        assert "1 rader väntar" in ran.out
        assert "rad 4: bad_identity_number $.data.person.identity_number" in ran.err
        assert not any(value in ran.said for value in (NUMBER, NAME))

    def test_brings_what_a_line_of_another_file_waited_for(self, office: Office) -> None:
        assert imported(office, "changes.ndjson", changed(), left()).code == 0
        assert imported(office, "entries.ndjson", entered()).code == 0
        assert [one["states"] for one in status(office)["deliveries"]] == [{"applied": 1}, {"applied": 2}]


class TestTheLedger:
    def test_says_what_to_do_while_nothing_has_come(self, office: Office) -> None:
        ran = office.kaa("intake", "status")
        assert (ran.code, "kaa import register" in ran.out) == (0, True)

    def test_adds_up_by_delivery_and_by_day(self, office: Office) -> None:
        imported(office, "one.ndjson", entered(), entered(), changed("ber-2"), b"{}\n")
        imported(office, "two.ndjson", entered(), left())
        found = status(office)
        assert all(delivery["adds_up"] for delivery in found["deliveries"])
        [day] = found["days"]
        assert (day["received"], day["repeats"]) == (6, 2)
        assert day["states"] == {"applied": 2, "waiting": 1, "quarantined": 1}
        assert found["quarantine"] == {"not_cloudevents": 1}

    def test_tells_of_fields_that_the_format_does_not_know(self, office: Office) -> None:
        imported(office, "one.ndjson", entered(shoe_size=43, hat=7))
        assert "2 fält i leveranserna är okända" in office.kaa("intake", "status").out
        found = status(office)
        assert [one["unknown_fields"] for one in (*found["deliveries"], *found["days"])] == [2, 2]

    def test_is_told_in_sentences_on_a_narrow_screen(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        imported(office, "one.ndjson", entered(), entered(), changed("ber-2"), b"{}\n")
        monkeypatch.setenv("COLUMNS", "60")
        told = " ".join(office.kaa("intake", "status").out.split())
        assert "öppen: inkom 4, upprepade 1, verkan 1, väntar 1, karantän 1." in told

    def test_is_shown_to_people_and_names_no_file_and_nobody(self, office: Office) -> None:
        imported(office, "Ekdunge.ndjson", entered(), b"{}\n")
        ran = office.kaa("intake", "status")
        assert "I karantän: 1 not_cloudevents" in ran.out
        assert not any(value in ran.said for value in (NAME, "ber-1", "20050503TF01"))


class TestWorking:
    def test_when_there_is_nothing_is_said(self, office: Office) -> None:
        ran = office.kaa("intake", "work")
        assert (ran.code, ran.out) == (0, "Inget i inkorgen kunde prövas.\n")


class TestAnAbnormalDelivery:
    """More than fifty come at once, or leave, where somebody is in the register."""

    @pytest.fixture(autouse=True)
    def stopped(self, office: Office) -> None:
        imported(office, "first.ndjson", *youths(60))
        exits = [left(f"ber-{n}") for n in range(1, 53)]
        self.ran = imported(office, "exits.ndjson", *exits)

    def test_is_told_of_at_once_and_by_the_ledger_with_its_figures(self, office: Office) -> None:
        assert "52 rader ligger oprövade: leveransen är stoppad" in self.ran.out
        ran = office.kaa("intake", "status")
        assert "Leverans 2" in ran.out
        assert "52" in ran.out
        assert "kaa intake release 2" in ran.out

    def test_keeps_everything_back_until_somebody_has_decided(self, office: Office) -> None:
        stopped = "Flödet är stoppat: beslut väntar om leverans 2. Se kaa intake status.\n"
        assert office.kaa("intake", "work").out == f"Inget i inkorgen kunde prövas.\n{stopped}"
        assert "1 rader ligger oprövade" in imported(office, "more.ndjson", entered("ber-99")).out

    def test_has_its_effect_when_it_is_released(self, office: Office) -> None:
        ran = office.kaa("intake", "release", "2", *RULING)
        assert (ran.code, ran.out) == (0, "Leverans 2 är framsläppt.\n")
        latest, _ = status(office)["deliveries"]
        assert (latest["state"], latest["states"]) == ("released", {"applied": 52})

    def test_is_not_the_only_one_that_stops_the_feed_and_the_other_is_told_of(self, office: Office) -> None:
        more = [entered(f"more-{n}", identity_number=f"20060604TF{n:02}") for n in range(1, 53)]
        imported(office, "more.ndjson", *more)
        ran = office.kaa("intake", "release", "2", *RULING)
        assert "Leverans 2 är framsläppt." in ran.out
        assert "Flödet är stoppat: beslut väntar om leverans 3." in ran.out

    @pytest.mark.parametrize("decision", ["release", "reject"])
    def test_of_a_number_beyond_counting_is_refused(self, office: Office, decision: str) -> None:
        assert office.kaa("intake", decision, str(2**63), *RULING).code == 2

    def test_is_discarded_when_it_is_rejected(self, office: Office) -> None:
        ran = office.kaa("intake", "reject", "2", "--user", "line.ek", "--reason", "wrong_delivery")
        assert (ran.code, ran.out) == (0, "Leverans 2 är avvisad: 52 meddelanden kastade.\n")
        latest, _ = status(office)["deliveries"]
        assert (latest["state"], latest["states"]) == ("rejected", {"discarded": 52})
        again = imported(office, "exits.ndjson", *(left(f"ber-{n}") for n in range(1, 53)))
        assert "0 var redan inlästa" in again.out
        assert "52 rader är kastade efter beslut" in again.out

    @pytest.mark.parametrize("decision", ["release", "reject"])
    def test_is_decided_about_for_a_known_reason_by_somebody_and_once(self, office: Office, decision: str) -> None:
        unknown = office.kaa("intake", decision, "2", "--user", "line.ek", "--reason", "because")
        assert (unknown.code, "announced" in unknown.err) == (2, True)
        assert office.kaa("intake", decision, "2", "--user", " ", "--reason", "announced").code == 2
        assert office.kaa("intake", decision, "2", "--reason", "announced").code == 2
        assert status(office)["deliveries"][0]["state"] == "paused"
        assert office.kaa("intake", decision, "2", *RULING).code == 0
        again = office.kaa("intake", decision, "2", *RULING)
        assert (again.code, "Ingen leverans med nummer 2 är stoppad" in again.err) == (2, True)
