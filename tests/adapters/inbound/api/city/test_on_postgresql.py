"""On PostgreSQL the same is read: figures of everybody, cases within reach, changes as they happen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from pydantic import SecretStr

from tests.adapters.inbound.api.city.listening import listening
from tests.adapters.inbound.api.city.test_cells import shown
from tests.adapters.inbound.api.city.test_pool import pool
from tests.adapters.inbound.api.city.youths import DINA, a_city
from tests.adapters.inbound.api.office import Office
from tests.application.told import ADA

YEAR = {"period": "operating-year/2022"}


@pytest.fixture
def office(tmp_path: Path, postgres_environment: Mapping[str, str]) -> Iterator[Office]:
    host, name = postgres_environment["POSTGRES_HOST"], postgres_environment["POSTGRES_DBNAME"]
    url = f"postgresql://{postgres_environment['POSTGRES_USER']}@/{name}?host={host}"
    with a_city(tmp_path, database_url=SecretStr(url), processes=1) as opened:
        yield opened


def test_the_same_is_read_there(office: Office) -> None:
    figure = office.get("stina", "/statistics", measure="covered", by=["gender", "jobbtorg"], **YEAR).json()
    assert (figure["total"], sum(row["count"] for row in figure["rows"])) == (4, 4)
    cell = shown(office, "berit")
    assert (cell["total"], cell["not_shown"], len(cell["cases"])) == (4, 1, 3)
    assert shown(office, "stina")["cases"] == []
    assert pool(office)["total"] == 1
    assert office.get("axel", "/reports/annual/2022").status_code == 200


def test_changes_are_told_there_too(office: Office) -> None:
    with listening(office, "lena") as lena, listening(office, "kim") as kim:
        for who, key in (("hanna", DINA), ("lena", ADA)):
            office.post(who, f"/cases/{office.case_of(key)}/contact-attempts", {"channel": "sms"})
        assert lena.heard().data["case_id"] == str(office.case_of(ADA))
        assert lena.hears_no_more()
        assert kim.hears_no_more()
