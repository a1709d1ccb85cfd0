"""What a file changes of what the agency has: the lines that are new, and those that are no more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple, TypeAlias
from uuid import UUID

from kaa_tracker.application.access.access_log import AccessLog
from kaa_tracker.application.half_year.fetching import log_all, readable_persons
from kaa_tracker.application.half_year.files import HalfYearFile, HalfYearFiles, PersonLines
from kaa_tracker.application.half_year.reach import WithinReach
from kaa_tracker.application.half_year.refused import HalfYearRefused, reader_for, the_file
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.domain.half_year.lines import Block

Kind: TypeAlias = Literal["added", "removed"]


class Change(NamedTuple):
    """A line that one file has and the other has not; ``cells`` by heading, without the identity number."""

    kind: Kind
    block: Block
    case_id: UUID
    cells: Mapping[str, str]


class Difference(NamedTuple):
    """From file ``before`` (``None``: nothing was sent yet) to file ``after``.

    ``counts`` is of every line; ``changes`` are those of cases the user may see, and ``not_shown`` the rest.
    """

    before: HalfYearFile | None
    after: HalfYearFile
    counts: Mapping[tuple[Block, Kind], int]
    changes: tuple[Change, ...]
    not_shown: int


class Comparing:
    def __init__(self, files: HalfYearFiles, log: AccessLog, within: WithinReach) -> None:
        self._files = files
        self._log = log
        self._within = within

    def difference(self, user: User, number: int, now: datetime) -> Difference:
        """Against the last file of the half-year that was sent before it; what is shown is in the access log.

        Raises ``HalfYearRefused``.
        """
        reader = reader_for(user, "check_half_year")
        after = the_file(self._files, number)
        if after.state == "superseded":
            raise HalfYearRefused(Refusal("half_year_no_such_file"))
        sent = (one for one in self._files.files(after.half) if one.state == "sent" and one.number < number)
        before = next(sent, None)
        had = readable_persons(self._files, before) if before else ()
        changes = list(_changes(had, readable_persons(self._files, after), before or after, after))
        seen = self._within(user, {change.case_id for change in changes}, now)
        shown = tuple(change for change in changes if change.case_id in seen)
        log_all(self._log, reader, sorted({change.case_id for change in shown}), after, "check_half_year", now)
        counts = Counter((change.block, change.kind) for change in changes)
        return Difference(before, after, counts, shown, len(changes) - len(shown))


def _changes(
    had: Sequence[PersonLines], has: Sequence[PersonLines], before: HalfYearFile, after: HalfYearFile
) -> Iterator[Change]:
    """Case by case, block by block, what is gone before what is new."""
    old, new = ({one.case_id: one.written for one in persons} for persons in (had, has))
    for case_id in sorted(old.keys() | new.keys()):
        for sheet in after.sheets:
            gone, come = (Counter(found.get(case_id, {}).get(sheet.block, ())) for found in (old, new))
            for kind, rows, file in (("removed", gone - come, before), ("added", come - gone, after)):
                for row in sorted(rows.elements()):
                    yield Change(kind, sheet.block, case_id, _named(row, sheet.block, file))  # type: ignore[arg-type]


def _named(row: Sequence[str], block: Block, file: HalfYearFile) -> Mapping[str, str]:
    columns = next(sheet.columns for sheet in file.sheets if sheet.block == block)
    return {
        column.heading: cell
        for column, cell in zip(columns, row, strict=True)
        if column.holds not in ("identity_number", "municipality", "half")
    }
