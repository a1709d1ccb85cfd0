"""``kaa user`` and ``kaa token``: what is decided holds at once, what is refused is told with what to do."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from kaa_tracker.adapters.inbound.api.signing_in.trust import verifier
from kaa_tracker.adapters.outbound.clock import SystemClock
from kaa_tracker.adapters.outbound.local_tokens import LocalKey
from kaa_tracker.application.access.directory import Opening
from kaa_tracker.application.access.granting import last_day
from kaa_tracker.bootstrap import open_system
from kaa_tracker.settings import Settings
from tests.adapters.inbound.cli.office import Office
from tests.adapters.inbound.cli.test_serving import PATIENCE_SECONDS, Served, served

BY = ("--by", "berit.blom")
CASE = UUID("01920000-0000-7000-8000-000000000007")


@pytest.fixture
def office(office: Office) -> Office:
    assert office.kaa("user", "add", "line.ek", *BY).code == 0
    return office


def people(office: Office) -> dict[str, Any]:
    return {one["name"]: one for one in json.loads(office.kaa("user", "list", "--json").out)["users"]}


def held(office: Office, name: str = "line.ek") -> list[tuple[str, str]]:
    return [(one["role"], one["unit"]) for one in people(office)[name]["postings"]]


def my_day(to: Served, token: str) -> int:
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.get(f"{to.address}/v1/my-day", headers=headers, timeout=PATIENCE_SECONDS).status_code


class TestUsers:
    def test_an_empty_directory_says_how_to_begin(self, office: Office) -> None:
        office.kaa("user", "remove", "line.ek", *BY)
        assert office.kaa("user", "list").out == "Ingen är upplagd. Börja med kaa user add.\n"

    def test_what_is_granted_and_revoked_is_listed_at_once(self, office: Office) -> None:
        ran = office.kaa("user", "grant", "line.ek", "local_coordinator", "--unit", "kista", *BY)
        assert "local_coordinator (Kista), till och med" in ran.out
        office.kaa("user", "grant", "line.ek", "statistician", "--until", str(SystemClock().today()), *BY)
        assert held(office) == [("local_coordinator", "kista"), ("statistician", "")]
        assert "local_coordinator (Kista)" in office.kaa("user", "list").out
        assert office.kaa("user", "revoke", "line.ek", "local_coordinator", "--unit", "kista", *BY).code == 0
        assert held(office) == [("statistician", "")]

    def test_a_posting_ends_with_the_next_year_unless_said_otherwise(self, office: Office) -> None:
        office.kaa("user", "grant", "line.ek", "auditor", *BY)
        assert people(office)["line.ek"]["postings"][0]["until"] == str(last_day(SystemClock().today()))

    def test_whoever_is_removed_is_listed_no_more(self, office: Office) -> None:
        assert office.kaa("user", "remove", "line.ek", *BY).out == "line.ek är borttagen.\n"
        assert people(office) == {}

    def test_a_review_is_listed_with_who_made_it(self, office: Office) -> None:
        assert office.kaa("user", "review", "line.ek", *BY).code == 0
        assert people(office)["line.ek"]["reviewed_by"] == "berit.blom"

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (("add", "line.ek"), "redan upplagd"),
            (("add", "200201012382"), "Ett användarnamn har"),
            (("grant", "line.ek", "coach"), "Ange vilken"),
            (("grant", "line.ek", "coach", "--unit", "ungvux"), "verksamhetsgren"),
            (("grant", "line.ek", "coach", "--unit", "atlantis"), "Enheten finns inte"),
            (("grant", "line.ek", "auditor", "--until", "2000-01-01"), "redan ha upphört"),
            (("grant", "line.ek", "auditor", "--until", "2999-01-01"), f"({last_day(SystemClock().today())})"),
            (("grant", "nobody", "auditor"), "kaa user list"),
            (("grant", "line.ek", "boss"), "okänd roll"),
            (("revoke", "line.ek", "auditor"), "inte den behörigheten"),
            (("review", "berit.blom"), "granskar sina egna"),
            (("openings", "review", "1"), "Ingen nödöppning"),
        ],
    )
    def test_a_refusal_says_what_to_do(self, office: Office, arguments: tuple[str, ...], said: str) -> None:
        ran = office.kaa("user", *arguments, *BY)
        assert (ran.code, ran.out) == (2, "")
        assert said in ran.err
        assert held(office) == []

    def test_nothing_is_decided_by_nobody(self, office: Office) -> None:
        assert office.kaa("user", "remove", "line.ek").code == 2
        assert office.kaa("user", "remove", "line.ek", "--by", "").code == 2
        assert list(people(office)) == ["line.ek"]


class TestOpenings:
    @pytest.fixture
    def office(self, office: Office) -> Office:
        now = datetime.now(UTC)
        with open_system(Settings(folder=office.stores)) as system:
            for kind, reason in (("broken_glass", "acute"), ("sample", "audit")):
                opened = now, now + timedelta(hours=4)
                system.directory.open(Opening(0, kind, "line.ek", CASE, reason, *opened, None, None))  # type: ignore[arg-type]
        return office

    def test_those_that_wait_for_a_review_are_listed(self, office: Office) -> None:
        ran = office.kaa("user", "openings", "list")
        assert str(CASE) in ran.out
        assert "Ungdomen behöver hjälp genast" in ran.out
        assert "Stickprov" not in ran.out
        assert "Stickprov" in office.kaa("user", "openings", "list", "--all").out

    def test_a_reviewed_one_waits_no_more(self, office: Office) -> None:
        assert office.kaa("user", "openings", "review", "1", "--by", "line.ek").code == 2
        assert office.kaa("user", "openings", "review", "1", *BY).code == 0
        assert office.kaa("user", "openings", "list").out == "Alla nödöppningar är granskade.\n"
        [_, first] = json.loads(office.kaa("user", "openings", "list", "--all", "--json").out)["openings"]
        assert (first["number"], first["reviewed_by"]) == (1, "berit.blom")

    def test_a_case_that_was_disposed_of_is_not_named(self, office: Office) -> None:
        with open_system(Settings(folder=office.stores)) as system:
            system.directory.forget_case(CASE)
        ran = office.kaa("user", "openings", "list", "--all")
        assert str(CASE) not in ran.out
        assert ran.out.count("gallrat") == 2


class TestTokens:
    def test_one_is_written_that_the_server_on_this_machine_believes(self, office: Office) -> None:
        ran = office.kaa("token", "line.ek", "--hours", "1")
        identity = verifier(Settings(), LocalKey(office.stores / "token.key"), SystemClock())(ran.out.strip())
        assert identity.name == "line.ek"
        assert timedelta(minutes=59) < identity.until - datetime.now(UTC) <= timedelta(hours=1)

    def test_one_opens_the_server_to_whoever_is_in_the_directory(self, office: Office) -> None:
        office.kaa("user", "grant", "line.ek", "local_coordinator", "--unit", "kista", *BY)
        with served(office) as to:
            assert my_day(to, office.kaa("token", "line.ek").out.strip()) == 200
            assert my_day(to, office.kaa("token", "nobody").out.strip()) == 401
            assert my_day(to, "null") == 401
        assert people(office)["line.ek"]["seen_on"] == str(SystemClock().today())

    def test_one_can_be_had_while_the_database_is_in_use(self, office: Office) -> None:
        with open_system(Settings(folder=office.stores)):
            assert office.kaa("user", "list").code == 2
            assert office.kaa("token", "line.ek").code == 0

    @pytest.mark.parametrize(
        "settings",
        [{"oidc_issuer": "https://login.example"}, {"database_url": "postgresql://kaa@127.0.0.1:1/kaa"}],
        ids=["issuer", "production"],
    )
    def test_none_is_written_where_people_sign_in_elsewhere(self, office: Office, settings: dict[str, Any]) -> None:
        ran = office.kaa("token", "line.ek", **settings)
        assert (ran.code, ran.out) == (2, "")
        assert not (office.stores / "token.key").exists()

    def test_a_key_that_others_can_read_signs_nothing(self, office: Office) -> None:
        office.kaa("token", "line.ek")
        (office.stores / "token.key").chmod(0o644)
        ran = office.kaa("token", "line.ek")
        assert (ran.code, ran.out, "chmod 600" in ran.err) == (2, "", True)

    @pytest.mark.parametrize("wrong", [("line ek",), ("200201012382",), ("line.ek", "--hours", "25")])
    def test_what_cannot_be_is_refused(self, office: Office, wrong: tuple[str, ...]) -> None:
        assert office.kaa("token", *wrong).code == 2
