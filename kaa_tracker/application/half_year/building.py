"""A file is built: always the whole half-year, and every person's number logged before it is used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from kaa_tracker.application.access.revealing import Field, Reader, Revealed, Revealing
from kaa_tracker.application.half_year.files import Decision, HalfYearFile, HalfYearFiles, PersonLines, Sheet
from kaa_tracker.application.half_year.gathering import Gathered, Gathering
from kaa_tracker.application.half_year.refused import HalfYearRefused, reader_for, refuse_after_disposal
from kaa_tracker.application.ports import EventStore
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.access.table import Action
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.domain.half_year.checks import Examined, HalfYearFinding, KnownIdentity, findings
from kaa_tracker.domain.half_year.form import HalfYearForm, HalfYearForms, NoHalfYearForm
from kaa_tracker.domain.half_year.half import HalfYear
from kaa_tracker.domain.half_year.writing import going, written

REVEALED: tuple[Field, ...] = ("identity_number", "identity_kind", "birth_date")
REASON: Action = "build_half_year"


class Built(NamedTuple):
    """The file, and by rule how many lines were found to break it; ``left_out`` are those that do not go."""

    file: HalfYearFile
    found: Mapping[str, int]
    left_out: int


class _Drafted(NamedTuple):
    number: str
    lines: PersonLines

    def __repr__(self) -> str:
        return "_Drafted(…)"


class Building:
    def __init__(
        self,
        store: EventStore,
        gathering: Gathering,
        revealing: Revealing,
        files: HalfYearFiles,
        forms: HalfYearForms,
        municipality: str,
    ) -> None:
        self._store = store
        self._gathering = gathering
        self._revealing = revealing
        self._files = files
        self._forms = forms
        self._municipality = municipality

    def build(self, user: User, half: HalfYear, now: datetime) -> Built:
        """In the order of the identity numbers. Protected youths are in it only where a handler has decided so.

        Raises ``HalfYearRefused``, and what the access log raises: then nothing is kept.
        """
        reader = reader_for(user, REASON)
        refuse_after_disposal(self._files, half)
        form, decisions = form_of(self._forms, half), self._files.decisions(half)
        position = self._store.last_position()
        found: list[HalfYearFinding] = []
        drafted: list[_Drafted] = []
        for page in self._gathering.everybody(half, up_to=position):
            cases = [one for one in page if isinstance(one, Gathered)]
            if len(cases) < len(page):
                raise HalfYearRefused(Refusal("half_year_unreadable"))
            drafted += self._drafted(reader, _going(cases, decisions), form, now, found)
        drafted.sort(key=lambda one: (one.number, one.lines.case_id))
        persons = [one.lines for one in drafted]
        file = HalfYearFile(
            number=0,
            half=half,
            position=position,
            form=form.version,
            sheets=tuple(Sheet(block.block, block.name, block.columns) for block in form.layout.blocks),
            persons=len(persons),
            lines=sum(len(rows) for one in persons for rows in one.written.values()),
            built_by=user.name,
            built_at=now,
        )
        counts = Counter(one.rule for one in found)
        return Built(self._files.add(file, persons), counts, sum(one.is_left_out for one in found))

    def _drafted(
        self, reader: Reader, cases: Sequence[Gathered], form: HalfYearForm, now: datetime, found: list[HalfYearFinding]
    ) -> Iterator[_Drafted]:
        """The lines of some cases, their persons revealed with one entry in the log."""
        if not cases:
            return
        case_ids = [one.case_id for one in cases]
        persons = self._revealing.persons(reader, "export", case_ids, now, fields=REVEALED, reason=REASON)
        for case in cases:
            person = persons.get(case.case_id)
            broken = findings(Examined(case.content, _identity(person), form))
            found += broken
            lines = going(case.content, broken, form)
            if person is not None and lines:
                number = person.values["identity_number"]
                yield _Drafted(number, PersonLines(case.case_id, written(lines, number, self._municipality, form)))


def form_of(forms: HalfYearForms, half: HalfYear) -> HalfYearForm:
    """Raises ``HalfYearRefused`` where nobody knows what the agency asks for."""
    try:
        return forms.of(half)
    except NoHalfYearForm:
        raise HalfYearRefused(Refusal("half_year_no_form", (str(half),))) from None


def _going(cases: Sequence[Gathered], decisions: Mapping[UUID, Decision]) -> list[Gathered]:
    return [one for one in cases if not one.life.is_protected or _is_let_go(decisions.get(one.case_id))]


def _is_let_go(decision: Decision | None) -> bool:
    return decision is not None and decision.goes


def _identity(person: Revealed | None) -> KnownIdentity:
    if person is None or not person.values["identity_number"]:
        return KnownIdentity(None, None)
    return KnownIdentity(person.values["identity_kind"], person.values["birth_date"])
