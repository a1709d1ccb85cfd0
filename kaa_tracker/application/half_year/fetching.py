"""A sealed file is fetched, by somebody else than whoever built it, and every person in it is logged before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from kaa_tracker.application.access.access_log import Access, AccessLog
from kaa_tracker.application.access.revealing import Reader
from kaa_tracker.application.half_year.files import AlteredFile, HalfYearFile, HalfYearFiles, PersonLines
from kaa_tracker.application.half_year.gathering import CASES_AT_ONCE
from kaa_tracker.application.half_year.refused import HalfYearRefused, reader_for, refuse_after_disposal, the_file
from kaa_tracker.application.half_year.sealing import refuse_own_build
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.access.table import Action
from kaa_tracker.domain.case.refusal import Refusal


class Rendering(Protocol):
    def __call__(self, file: HalfYearFile, persons: Sequence[PersonLines]) -> Mapping[str, bytes]:
        """The file as it is handed over, by names without anything of a person; the same always gives the same."""
        ...


class Fetching:
    def __init__(self, files: HalfYearFiles, log: AccessLog, rendering: Rendering) -> None:
        self._files = files
        self._log = log
        self._rendering = rendering

    def fetch(self, user: User, number: int, now: datetime) -> Mapping[str, bytes]:
        """The contents by the names of files. Raises ``HalfYearRefused``, and what the access log raises: then
        nothing is shown."""
        reader = reader_for(user, "fetch_half_year")
        file = the_file(self._files, number)
        if file.state not in ("sealed", "sent"):
            raise HalfYearRefused(Refusal("half_year_not_sealed"))
        refuse_own_build(user, file)
        refuse_after_disposal(self._files, file.half, file)
        log_all(self._log, reader, self._files.members(number), file, "fetch_half_year", now)
        return self._rendering(file, readable_persons(self._files, file))


def readable_persons(files: HalfYearFiles, file: HalfYearFile) -> Sequence[PersonLines]:
    """What stands in the file. Raises ``HalfYearRefused`` where it was altered, or where somebody's lines cannot be
    read any more."""
    try:
        persons = files.persons(file.number)
    except AlteredFile:
        raise HalfYearRefused(Refusal("half_year_altered")) from None
    if len(persons) < file.persons:
        raise HalfYearRefused(Refusal("half_year_disposed", (str(file.half),)))
    return persons


def log_all(
    log: AccessLog, reader: Reader, case_ids: Sequence[UUID], file: HalfYearFile, reason: Action, now: datetime
) -> None:
    """An entry for each page of the cases, naming what they are shown by, block by block."""
    fields = tuple(sorted({f"{sheet.block}.{column.holds}" for sheet in file.sheets for column in sheet.columns}))
    for start in range(0, len(case_ids), CASES_AT_ONCE):
        some = tuple(case_ids[start : start + CASES_AT_ONCE])
        log.write(Access(now, *reader, "export", some, fields, reason))
