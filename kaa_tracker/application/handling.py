"""Load, decide, append: how a command comes to have its effect, alone or by the thousand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal, NamedTuple, TypeAlias
from uuid import UUID

from kaa_tracker.application.ports import Append, EventStore, Keys, PersonVault, VersionConflict
from kaa_tracker.domain.access.actions import action_of
from kaa_tracker.domain.access.roles import Posting, User
from kaa_tracker.domain.access.scope import may, scope
from kaa_tracker.domain.access.standing import standing
from kaa_tracker.domain.case.commands import (
    OpenCaseByHand,
    RecordRegisterChange,
    RecordRegisterEntry,
    RecordRegisterExit,
    Request,
)
from kaa_tracker.domain.case.decisions import decide, is_stale
from kaa_tracker.domain.case.events import Actor, CaseEvent, Entry
from kaa_tracker.domain.case.life import Life
from kaa_tracker.domain.case.policies import Situation
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.domain.case.state import NEW_CASE, Case, evolve, replay
from kaa_tracker.domain.case.unreadable import UnreadableHistory, read_all_readable
from kaa_tracker.domain.periods import local_day
from kaa_tracker.domain.person import Person
from kaa_tracker.domain.reference import Reference

TRIES = 5
"""How often a decision is taken anew after somebody else has written to the case."""


OPENING = (RecordRegisterEntry, OpenCaseByHand)
"""What a case begins with; anything else is about a case that is there."""

UNKNOWN_CASE = Refusal("unknown_case")
CASE_CHANGED = Refusal("case_changed")


class Asked(NamedTuple):
    """A request to a case; ``born`` where a rule will ask for the age.

    With ``user`` it is the order of somebody in the directory: the table of who may do what decides
    whether there is such a case for them, and in which role they give it, whatever role the request
    says. ``at_version``: the case they saw; refused when there is more in it by now. ``lacking``: what is
    known already to keep the order from being carried out; told only to those for whom there is such a case.
    """

    case_id: UUID
    request: Request
    born: date | None = None
    user: User | None = None
    at_version: int | None = None
    lacking: Refusal | None = None


class Recorded(NamedTuple):
    """The request led to events; the case is at ``version`` now, the last of them at ``position`` of the log."""

    case_id: UUID
    version: int
    events: int
    position: int = 0


class Unchanged(NamedTuple):
    """The request has had its effect before (``repeated``), tells a revision of BER's that was applied
    before (``stale``), or nothing that does not stand already. ``version``: the case's now; of what is
    repeated that of its effect, as it was answered then."""

    case_id: UUID
    version: int
    because: Literal["repeated", "stale", "stands"]


Result: TypeAlias = Recorded | Unchanged | Refusal
Persons: TypeAlias = Callable[[Sequence[Result]], Mapping[UUID, Person]]
"""What the vault shall hold once these results stand."""


def nobody(_: Sequence[Result]) -> Mapping[UUID, Person]:
    """The requests tell nothing of a person."""
    return {}


class CommandHandler:
    """Carries out requests on cases.

    What belongs to one call is written all or not at all: keys first, then the vault, then the
    events, each safe to write again, so that a crash in between leaves nothing that a repeat of the
    same requests would not complete. With ``dry`` nothing is written, and later calls see the
    effect of earlier ones all the same.
    """

    def __init__(
        self, store: EventStore, keys: Keys, vault: PersonVault, reference: Reference, *, dry: bool = False
    ) -> None:
        self._store = store
        self._keys = keys
        self._vault = vault
        self._reference = reference
        self._dry = dry
        self._supposed: dict[UUID, Case] = {}

    def anew(self) -> CommandHandler:
        """Another on the same stores, that has seen nothing that only was supposed."""
        return CommandHandler(self._store, self._keys, self._vault, self._reference, dry=self._dry)

    @property
    def is_dry(self) -> bool:
        return self._dry

    def handle(self, asked: Sequence[Asked], persons: Persons = nobody, *, together: bool = False) -> list[Result]:
        """The result of each request, in order; a later one sees the effect of an earlier one.

        With ``together`` the requests are one act: if one is refused, none has any effect.
        """
        for _ in range(TRIES):
            decided = _Decided(self._cases(asked), self._reference)
            results = [decided.decide(one) for one in asked]
            if together and any(isinstance(result, Refusal) for result in results):
                return results
            if self._dry:
                self._supposed |= decided.cases
                return results
            try:
                position = self._write(decided, persons(results))
            except VersionConflict:
                continue
            return [_at(position, result) for result in results]
        raise VersionConflict(f"the cases kept changing under {TRIES} attempts; try again later")

    def _cases(self, asked: Iterable[Asked]) -> dict[UUID, Case]:
        """The cases as they stand; one that cannot be read is left out."""
        wanted = {one.case_id for one in asked}
        cases = {case_id: self._supposed.get(case_id, NEW_CASE) for case_id in wanted}
        for case_id, history in read_all_readable(self._store.histories, wanted - self._supposed.keys()).items():
            if isinstance(history, UnreadableHistory):
                del cases[case_id]
            else:
                cases[case_id] = replay(history)
        return cases

    def _write(self, decided: _Decided, persons: Mapping[UUID, Person]) -> int:
        """The position of the last event, 0 where there was nothing to write."""
        appends = decided.appends()
        if not (appends or persons):
            return 0
        if begun := [append.case_id for append in appends if append.after_version == 0]:
            self._keys.create(begun)
        if persons:
            self._vault.put(persons)
        return self._store.append(appends)


def _at(position: int, result: Result) -> Result:
    return result._replace(position=position) if isinstance(result, Recorded) else result


def _why_nothing(case: Case, request: Request) -> Literal["repeated", "stale", "stands"]:
    if request.command_id in case.made_by:
        return "repeated"
    match request.command:
        case RecordRegisterEntry() | RecordRegisterChange() | RecordRegisterExit() as told if is_stale(case, told):
            return "stale"
        case _:
            return "stands"


class _Decided:
    """Decisions taken one after the other on a set of cases, not yet written."""

    def __init__(self, cases: dict[UUID, Case], reference: Reference) -> None:
        self.cases = cases
        self._reference = reference
        self._entries: dict[UUID, list[Entry[CaseEvent]]] = {}

    def decide(self, asked: Asked) -> Result:
        request, case = asked.request, self.cases.get(asked.case_id)
        if case is None:  # whose it is cannot be told without reading it, and so it is there for nobody
            return Refusal("case_unreadable") if asked.user is None else UNKNOWN_CASE
        if case.version == 0 and not isinstance(request.command, OPENING):
            return UNKNOWN_CASE
        if asked.user is not None:
            posting = self._posting_of(asked.user, case, request)
            if posting is None:
                return UNKNOWN_CASE
            request = replace(request, actor=Actor(asked.user.name, posting.role))
        if asked.at_version not in (None, case.version) and request.command_id not in case.made_by:
            return CASE_CHANGED
        if asked.lacking is not None:
            return asked.lacking
        situation = Situation(
            recorded_at=request.recorded_at, actor=request.actor, reference=self._reference, born=asked.born
        )
        events = decide(case, request, situation)
        if isinstance(events, Refusal):
            return events
        if not events:
            because = _why_nothing(case, request)
            version = max(case.made_by[request.command_id]) if because == "repeated" else case.version
            return Unchanged(asked.case_id, version, because)
        entries = self._entries.setdefault(asked.case_id, [])
        for event in events:
            entry = Entry(case.version + 1, request.recorded_at, request.actor, request.command_id, event)
            entries.append(entry)
            case = evolve(case, entry)
        self.cases[asked.case_id] = case
        return Recorded(asked.case_id, case.version, len(events))

    def _posting_of(self, user: User, case: Case, request: Request) -> Posting | None:
        """The posting by which the user may, on the case as it stands; ``None``: it does not exist to them."""
        if case.version == 0:
            return may(user, "open_case")
        about = standing(Life(case, self._reference.rules))
        order = scope(user, action_of(request.command, about))
        return order.posting_for(about, local_day(request.recorded_at))

    def appends(self) -> list[Append]:
        return [Append(case_id, entries[0].version - 1, tuple(entries)) for case_id, entries in self._entries.items()]
