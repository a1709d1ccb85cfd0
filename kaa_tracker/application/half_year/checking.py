"""What would be wrong with the file, all year round: for those who work the cases, and for those who send it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from kaa_tracker.application.half_year.building import form_of
from kaa_tracker.application.half_year.gathering import Gathered, Gathering, Page
from kaa_tracker.application.half_year.refused import reader_for
from kaa_tracker.application.ports import PersonVault
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.access.scope import scope
from kaa_tracker.domain.access.standing import standing
from kaa_tracker.domain.half_year.checks import Examined, HalfYearFinding, KnownIdentity, findings
from kaa_tracker.domain.half_year.form import HalfYearForm, HalfYearForms
from kaa_tracker.domain.half_year.half import HalfYear
from kaa_tracker.domain.periods import local_day
from kaa_tracker.domain.person import Person


class CaseFinding(NamedTuple):
    """A finding, and whose work it is."""

    case_id: UUID
    unit: str
    finding: HalfYearFinding


class Checked(NamedTuple):
    """``listed`` are the findings in cases the user may see; ``not_shown`` counts the rest by rule, and ``unreadable``
    are cases that nobody can read."""

    cases: int
    listed: tuple[CaseFinding, ...]
    not_shown: Mapping[str, int]
    unreadable: int


class Checking:
    """Shows no value of a person: what is known of them decides only what is found."""

    def __init__(self, gathering: Gathering, vault: PersonVault, forms: HalfYearForms) -> None:
        self._gathering = gathering
        self._vault = vault
        self._forms = forms

    def of_everybody(self, user: User, half: HalfYear, now: datetime) -> Checked:
        """As the whole file would be. Raises ``HalfYearRefused``."""
        reader_for(user, "check_half_year")
        return self._checked(user, half, now, self._gathering.everybody(half))

    def within_reach(self, user: User, half: HalfYear, now: datetime) -> Checked:
        """In the cases that the user may see, and of nobody else. Raises ``HalfYearRefused``."""
        pages = self._gathering.within(half, scope(user, "see"), local_day(now))
        return self._checked(user, half, now, pages)._replace(not_shown={}, unreadable=0)

    def _checked(self, user: User, half: HalfYear, now: datetime, pages: Iterator[Page]) -> Checked:
        form, sees, today = form_of(self._forms, half), scope(user, "see"), local_day(now)
        listed: list[CaseFinding] = []
        not_shown: Counter[str] = Counter()
        cases = unreadable = 0
        for page in pages:
            for one, told in self._found(page, form):
                about = standing(one.life)
                if sees.posting_for(about, today):
                    cases += 1
                    listed += [CaseFinding(one.case_id, about.unit, finding) for finding in told]
                else:
                    not_shown.update(finding.rule for finding in told)
            unreadable += sum(not isinstance(one, Gathered) for one in page)
        listed.sort(key=_place)
        return Checked(cases, tuple(listed), not_shown, unreadable)

    def _found(self, page: Page, form: HalfYearForm) -> Iterator[tuple[Gathered, tuple[HalfYearFinding, ...]]]:
        cases = [one for one in page if isinstance(one, Gathered)]
        persons = self._vault.get([one.case_id for one in cases])
        for one in cases:
            yield one, findings(Examined(one.content, _identity(persons.get(one.case_id)), form))


def _identity(person: Person | None) -> KnownIdentity:
    if person is None or not person.identity_number:
        return KnownIdentity(None, None)
    return KnownIdentity(person.identity_kind, person.birth_date)


def _place(found: CaseFinding) -> tuple[str, str, UUID, str, str]:
    """Unit by unit, rule by rule."""
    return found.unit, found.finding.rule, found.case_id, str(found.finding.line.on), found.finding.line.block
