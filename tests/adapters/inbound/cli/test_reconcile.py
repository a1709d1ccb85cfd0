"""``kaa reconcile``: BER's extract beside what we hold, shown first if somebody wants, and then set right."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.adapters.inbound.cli.messages import NAME, entered, extract
from tests.adapters.inbound.cli.office import Office, Ran

SECOND = "20050503TF02"


def reconciled(office: Office, *lines: bytes, options: tuple[str, ...] = ()) -> Ran:
    return office.kaa("reconcile", office.file("extract.ndjson", *lines), *options)


def compared(office: Office, *lines: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(reconciled(office, *lines, options=("--dry-run", "--json")).out)
    return found


def taken_in(office: Office, *lines: bytes) -> None:
    assert office.kaa("import", "register", office.file("register.ndjson", *lines)).code == 0


class TestADryRun:
    def test_tells_what_differs_and_writes_nothing(self, office: Office) -> None:
        taken_in(office, entered(), entered("ber-2", identity_number=SECOND))
        before = office.events()
        ran = reconciled(office, extract("ber-1"), options=("--dry-run",))
        assert ran.code == 0
        assert "Ingenting är skrivet." in ran.out
        assert compared(office, extract("ber-1"))["counts"] == {"gone": 1}
        assert office.events() == before

    def test_takes_a_line_given_twice_as_the_run_itself_does(self, office: Office) -> None:
        assert compared(office, extract("ber-1"), extract("ber-1"))["counts"] == {"missing": 1}
        assert reconciled(office, extract("ber-1"), extract("ber-1")).code == 0

    def test_of_what_is_no_whole_extract_is_refused(self, office: Office) -> None:
        assert reconciled(office, extract("ber-1", parts=2), options=("--dry-run",)).code == 2


class TestAnExtract:
    def test_sets_right_what_differs_and_then_nothing_does(self, office: Office) -> None:
        taken_in(office, entered("ber-2", identity_number=SECOND))
        ran = reconciled(office, extract("ber-1"))
        assert (ran.code, "Skillnaderna är rättade." in ran.out) == (0, True)
        assert compared(office, extract("ber-1"))["counts"] == {}

    def test_in_parts_is_one(self, office: Office) -> None:
        parts = [extract(f"ber-{n}", id=f"part-{n}", part=n, parts=2) for n in (2, 1)]
        ran = reconciled(office, *parts, options=("--json",))
        found = json.loads(ran.out)
        assert (ran.code, found["listed"], found["counts"], found["dry_run"]) == (0, 2, {"missing": 2}, False)

    def test_twice_has_one_effect_and_says_so(self, office: Office) -> None:
        reconciled(office, extract("ber-1"))
        before = office.events()
        again = reconciled(office, extract("ber-1"))
        assert (again.code, "redan verkat" in again.err, office.events()) == (1, True, before)

    @pytest.mark.parametrize("options", [(), ("--dry-run",)])
    def test_with_somebody_who_cannot_be_read_says_where_and_why(
        self, office: Office, options: tuple[str, ...]
    ) -> None:
        line = extract("ber-1", "ber-2").replace(b'"gender": "woman"', b'"gender": "Hemlig"', 1)
        ran = reconciled(office, line, options=options)
        assert (ran.code, "$.data.persons[0].gender: " in ran.err, "Hemlig" in ran.said) == (1, True, False)

    def test_that_is_not_whole_waits_for_the_rest_and_says_so(self, office: Office) -> None:
        ran = reconciled(office, extract("ber-1", parts=2))
        assert (ran.code, "Delar av utdraget saknas" in ran.err) == (1, True)

    def test_in_quarantine_says_so(self, office: Office) -> None:
        reconciled(office, extract("ber-1", parts=2))
        ran = reconciled(office, extract("ber-2", parts=2))
        assert (ran.code, "ligger i karantän: id_reused" in ran.err) == (1, True)

    def test_that_was_rejected_says_so(self, office: Office) -> None:
        taken_in(office, entered())
        reconciled(office, extract())
        office.kaa("intake", "reject", "2", "--user", "line.ek", "--reason", "wrong_delivery")
        ran = reconciled(office, extract())
        assert (ran.code, "är kastat efter beslut" in ran.err) == (1, True)

    def test_of_nobody_waits_for_somebody_to_decide(self, office: Office) -> None:
        taken_in(office, entered())
        ran = reconciled(office, extract())
        assert (ran.code, "väntar på beslut" in ran.err) == (1, True)
        assert "kaa intake release 2" in office.kaa("intake", "status").out
        assert office.kaa("intake", "release", "2", "--user", "line.ek", "--reason", "checked_with_register").code == 0
        assert compared(office, extract())["counts"] == {}

    def test_older_than_one_that_had_its_effect_changes_nothing(self, office: Office) -> None:
        reconciled(office, extract("ber-1"))
        ran = reconciled(office, extract(id="september", extract_id="september", extract_of="2022-09-30"))
        assert "Ett senare utdrag än det från 2022-09-30 har redan verkat" in ran.out

    def test_holds_no_value_of_anybody_in_what_it_prints(self, office: Office) -> None:
        taken_in(office, entered("ber-2", family_name="Annan", identity_number=SECOND))
        said = [reconciled(office, extract("ber-1"), options=rest).said for rest in (("--dry-run", "--json"), ())]
        assert json.loads(said[0])["counts"] == {"missing": 1, "gone": 1}
        values = (NAME, "Annan", "Ada", "20050503TF01", SECOND, "ber-1", "ber-2")
        assert not any(value in told for told in said for value in values)


class TestAFileOfSomethingElse:
    def test_is_refused_with_the_line_and_nothing_is_written(self, office: Office) -> None:
        for line, said in ((entered(), "kaa import register"), (b"{}\n", "not_cloudevents")):
            ran = reconciled(office, extract("ber-1"), line)
            assert ran.code == 2
            assert "rad 2" in ran.err
            assert said in ran.err
            assert NAME not in ran.said
        assert office.events() == 0
        assert json.loads(office.kaa("intake", "status", "--json").out)["deliveries"] == []
