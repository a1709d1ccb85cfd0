"""A file is sealed, and is what goes to the agency, once handlers have decided on everybody who is protected."""

from __future__ import annotations

from datetime import datetime

from kaa_tracker.application.half_year.deciding import undecided
from kaa_tracker.application.half_year.files import HalfYearFile, HalfYearFiles
from kaa_tracker.application.half_year.gathering import Gathering
from kaa_tracker.application.half_year.refused import (
    HalfYearRefused,
    is_same,
    reader_for,
    refuse_after_disposal,
    the_file,
)
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.domain.periods import local_day


class Sealing:
    def __init__(self, gathering: Gathering, files: HalfYearFiles) -> None:
        self._gathering = gathering
        self._files = files

    def seal(self, user: User, number: int, now: datetime) -> HalfYearFile:
        """From now on it never changes. Raises ``HalfYearRefused``."""
        reader_for(user, "build_half_year")
        file = the_file(self._files, number)
        if file.state != "built":
            raise HalfYearRefused(Refusal("half_year_not_open"))
        if local_day(now) <= file.half.period.last:
            raise HalfYearRefused(Refusal("half_year_not_over", (str(file.half),)))
        refuse_after_disposal(self._files, file.half, file)
        decisions = self._files.decisions(file.half)
        if undecided(self._gathering.protected(file.half), decisions):
            raise HalfYearRefused(Refusal("half_year_undecided"))
        if any(decision.decided_at > file.built_at for decision in decisions.values()):
            raise HalfYearRefused(Refusal("half_year_decided_since"))
        return self._files.seal(number, user.name, now)

    def sent(self, user: User, number: int, now: datetime) -> HalfYearFile:
        """The agency has it, in the place of whatever it had before. Raises ``HalfYearRefused``."""
        reader_for(user, "fetch_half_year")
        file = the_file(self._files, number)
        if file.state != "sealed":
            raise HalfYearRefused(Refusal("half_year_not_sealed"))
        refuse_own_build(user, file)
        return self._files.sent(number, user.name, now)


def refuse_own_build(user: User, file: HalfYearFile) -> None:
    """Two persons. Raises ``HalfYearRefused`` for whoever built the file, or sealed it."""
    if is_same(file.built_by, user.name) or is_same(file.sealed_by, user.name):
        raise HalfYearRefused(Refusal("half_year_own_file"))
