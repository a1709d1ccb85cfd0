"""Doing the main job again, or its read model anew, changes nothing; and no file gives a person away."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import select

from kaa_tracker.adapters.inbound.files.outreach import outreach_importer
from kaa_tracker.projections.catalogue import PROJECTIONS
from tests.deliveries import bring_in
from tests.main_job.conftest import MainJob

DATABASE_FILES = ("kaa.db", "kaa.db-wal", "keys.db")
SEARCHED = 80
"""Youths whose values are searched for; the search reads every byte for each of them."""


def rows_of_all_tables(job: MainJob) -> dict[str, list[tuple[Any, ...]]]:
    with job.system.reading.connect() as connection:
        tables = [projection.table for projection in PROJECTIONS]
        return {table.name: sorted(map(tuple, connection.execute(select(table))), key=repr) for table in tables}


def test_reading_both_files_again_adds_no_event(main_job: MainJob) -> None:
    before = main_job.system.store.last_position()
    register = bring_in(main_job.system, main_job.folder / "register.ndjson")
    outreach = outreach_importer(main_job.system, check_only=False).run(main_job.folder / "outreach.ndjson")
    assert {result.effect for result in (*register, *outreach)} == {"unchanged"}
    assert main_job.system.store.last_position() == before


def test_rebuilt_equals_live_table_by_table(main_job: MainJob) -> None:
    live = rows_of_all_tables(main_job)
    main_job.system.runner.rebuild()
    rebuilt = rows_of_all_tables(main_job)
    for name, rows in live.items():
        assert rebuilt[name] == rows, name
    assert sum(map(len, live.values())) > 100_000


def personal_values(folder: Path) -> Iterator[bytes]:
    """What the register file says of the first youths, as it would stand in a file."""
    with (folder / "register.ndjson").open(encoding="utf-8") as lines:
        messages = [json.loads(line) for line, _ in zip(lines, range(SEARCHED), strict=False)]
    for message in messages:
        yield message["subject"].encode()
        person = message["data"].get("person", {})
        for name in ("identity_number", "birth_date"):
            if name in person:
                yield person[name].encode()
        yield from (value.encode() for value in (*person.get("phones", ()), *person.get("emails", ())))
        if person.get("address"):
            yield person["address"]["street"].encode()


def test_no_file_of_the_database_holds_a_personal_value(main_job: MainJob) -> None:
    content = b"\n".join(
        (main_job.folder / name).read_bytes() for name in DATABASE_FILES if (main_job.folder / name).exists()
    )
    values = set(personal_values(main_job.folder))
    assert len(values) > 200
    assert [value for value in values if value in content] == []


def test_the_search_would_find_a_value_that_leaked(main_job: MainJob, tmp_path: Path) -> None:
    leaked = next(personal_values(main_job.folder))
    (tmp_path / "kaa.db").write_bytes(b"\x00" * 4096 + leaked + b"\x00")
    assert leaked in (tmp_path / "kaa.db").read_bytes()


def test_every_case_under_responsibility_has_its_next_day(main_job: MainJob) -> None:
    from datetime import date

    found = main_job.system.reading.finding_counts(date(2022, 11, 30))
    assert found["no_next_day"] == 0
    assert found["search_not_started"] == 0


def test_no_case_is_held(main_job: MainJob) -> None:
    assert main_job.system.held_cases() == []
