"""On PostgreSQL a letter run goes the same way, from its preview to its undoing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from pydantic import SecretStr

from tests.adapters.inbound.api.letters.acts import fates, listed, path_of, posted, prepared, undone
from tests.adapters.inbound.api.letters.youths import left, marked, with_youths
from tests.adapters.inbound.api.office import Office, an_office


@pytest.fixture
def office(tmp_path: Path, postgres_environment: Mapping[str, str]) -> Iterator[Office]:
    host, name = postgres_environment["POSTGRES_HOST"], postgres_environment["POSTGRES_DBNAME"]
    url = f"postgresql://{postgres_environment['POSTGRES_USER']}@/{name}?host={host}"
    with an_office(tmp_path, database_url=SecretStr(url), processes=1) as opened:
        yield with_youths(opened)


def test_a_run_goes_its_way_there_too(office: Office) -> None:
    run = prepared(office)
    assert (fates(run)["ready", None], run["missing"]) == (4, 2)
    office.feed(left("Ada"))
    assert len(office.get("lena", f"{path_of(run)}/address-file").text.splitlines()) == 4
    office.feed(marked("Bo"))
    told = posted(office, run)
    assert fates(told)["written", None] == 2
    assert listed(office, run, fate="lapsed") == {"Ada": ("lapsed", "outreach_stops_at_exit")}
    assert posted(office, run) == told
    assert fates(undone(office, run))["voided", None] == 2
    assert office.get("lena", "/letter-runs").json()["total"] == 1
