"""A stand-in for the half-year files that keeps their whole contract, for as long as the object lives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from kaa_tracker.application.half_year.files import FORGOTTEN, Decision, HalfYearFile, PersonLines
from kaa_tracker.application.ports import Keys
from kaa_tracker.domain.half_year.half import HalfYear


class HalfYearFilesInMemory:
    """``HalfYearFiles``."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._files: dict[int, HalfYearFile] = {}
        self._persons: dict[int, list[PersonLines]] = {}
        self._decisions: list[Decision] = []

    def add(self, file: HalfYearFile, persons: Sequence[PersonLines]) -> HalfYearFile:
        if len(self._keys.load([one.case_id for one in persons])) < len(persons):
            raise LookupError("somebody in the file has no key any more")
        for earlier in self.files(file.half):
            if earlier.sealed_at is None:
                self._files[earlier.number] = earlier._replace(is_superseded=True)
                self._persons[earlier.number] = []
        added = file._replace(number=len(self._files) + 1)
        self._files[added.number], self._persons[added.number] = added, list(persons)
        return added

    def file(self, number: int) -> HalfYearFile | None:
        return self._files.get(number)

    def files(self, half: HalfYear | None = None) -> Sequence[HalfYearFile]:
        return [one for _, one in sorted(self._files.items(), reverse=True) if half in (None, one.half)]

    def members(self, number: int) -> Sequence[UUID]:
        return [one.case_id for one in self._persons.get(number, ()) if one.case_id != FORGOTTEN]

    def persons(self, number: int) -> Sequence[PersonLines]:
        keys = self._keys.load(self.members(number))
        return [one for one in self._persons.get(number, ()) if one.case_id in keys]

    def seal(self, number: int, by: str, at: datetime) -> HalfYearFile:
        file = self._the(number)
        if file.sealed_at is None and not file.is_superseded:
            self._files[number] = file._replace(sealed_by=by, sealed_at=at, digest=f"of {number}")
        return self._files[number]

    def sent(self, number: int, by: str, at: datetime) -> HalfYearFile:
        if self._the(number).sent_at is None:
            self._files[number] = self._the(number)._replace(sent_by=by, sent_at=at)
        return self._files[number]

    def decide(self, decision: Decision) -> None:
        self._decisions.append(decision)

    def decisions(self, half: HalfYear) -> Mapping[UUID, Decision]:
        return {one.case_id: one for one in self._decisions if one.half == half}

    def forget_case(self, case_id: UUID) -> int:
        self._decisions = [one for one in self._decisions if one.case_id != case_id]
        files = [number for number in self._files if case_id in self.members(number)]
        for number in files:
            self._files[number] = self._the(number)._replace(disposed=self._the(number).disposed + 1)
            self._persons[number] = [
                one._replace(case_id=FORGOTTEN) if one.case_id == case_id else one for one in self._persons[number]
            ]
        return len(files)

    def _the(self, number: int) -> HalfYearFile:
        if number not in self._files:
            raise LookupError("no such half-year file")
        return self._files[number]
