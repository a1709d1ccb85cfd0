"""Breaking the glass: a case opens to whoever gives a reason, for a time; somebody else looks at it afterwards.

And samples, which open to an auditor. Neither opens a protected identity, whatever is written down here: the
table lets ``opened`` reach none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from kaa_tracker.application.access.access_log import Access, AccessLog
from kaa_tracker.application.access.directory import Directory, DirectoryRefused, Opening, OpeningKind
from kaa_tracker.application.access.granting import unfit_reason
from kaa_tracker.application.access.revealing import Reader
from kaa_tracker.application.access.seeing import Seeing
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.reference import Reference


class Glass:
    """Written in the log before anything opens; if it cannot be written nothing does."""

    def __init__(
        self,
        seeing: Seeing,
        directory: Directory,
        log: AccessLog,
        reference: Reference,
        *,
        glass_lasts: timedelta,
        sample_lasts: timedelta,
    ) -> None:
        self._seeing = seeing
        self._directory = directory
        self._log = log
        self._reference = reference
        self._lasts = {"broken_glass": glass_lasts, "sample": sample_lasts}

    def break_it(self, user: User, case_id: UUID, reason: str, now: datetime) -> Opening | None:
        """``None`` where there is no case for the glass of which the user may break. Raises ``DirectoryRefused``."""
        opening = self._opening("broken_glass", user, case_id, reason, now)  # a bad reason tells nothing of the case
        found = self._seeing.case(user, case_id, now, "break_glass")
        if found is None:
            return None
        self._log.write(Access(now, *found.reader, "glass_broken", (case_id,), reason=reason))
        return self._open(opening)

    def open_sample(
        self, user: User, reader: Reader, case_ids: Sequence[UUID], reason: str, now: datetime
    ) -> list[Opening]:
        """The cases as they were picked, opened to whoever picked them. Raises ``DirectoryRefused``."""
        openings = [self._opening("sample", user, case_id, reason, now) for case_id in case_ids]
        self._log.write(Access(now, *reader, "sample", tuple(case_ids), reason=reason))
        return [self._open(opening) for opening in openings]

    def broken(self, *, unreviewed_only: bool, limit: int, before: int = 0) -> list[Opening]:
        """Each time the glass was broken, the latest first, from before a number."""
        broken: list[Opening] = []
        while len(broken) < limit:
            some = self._directory.openings(unreviewed_only=unreviewed_only, limit=limit, after=before)
            broken += [opening for opening in some if opening.kind == "broken_glass"]
            if len(some) < limit:
                break
            before = some[-1].number
        return broken[:limit]

    def review(self, number: int, by: str, now: datetime) -> None:
        """Raises ``DirectoryRefused``."""
        self._directory.review_opening(number, by, now)

    def _opening(self, kind: OpeningKind, user: User, case_id: UUID, reason: str, now: datetime) -> Opening:
        """Raises ``DirectoryRefused`` for a reason there is not, before anything is written down."""
        opening = Opening(0, kind, user.name, case_id, reason, now, now + self._lasts[kind], None, None)
        refusal = unfit_reason(opening, self._reference)
        if refusal is not None:
            raise DirectoryRefused(refusal)
        return opening

    def _open(self, opening: Opening) -> Opening:
        return opening._replace(number=self._directory.open(opening))
