"""How what we hold differs from an extract of BER's: who is missing here, who is gone there, what differs.

Nothing is written. The differences come as the register commands that would make the cases agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from itertools import islice
from typing import NamedTuple, Protocol, TypeVar
from uuid import UUID

from kaa_tracker.application.intake.differences import (
    Difference,
    Kind,
    Ours,
    Unread,
    of_listed,
    of_unlisted,
)
from kaa_tracker.application.intake.extract import ExtractPart
from kaa_tracker.application.ports import EventStore, PersonVault
from kaa_tracker.domain.case.life import Life
from kaa_tracker.domain.case.state import NEW_CASE, replay
from kaa_tracker.domain.case.unreadable import UnreadableHistory, read_all_readable
from kaa_tracker.domain.reference import Rules

_AT_ONCE = 500
T = TypeVar("T")


_MARK_BYTES = 6
"""A mark stands among figures that programs may read as floating-point numbers: all of it must fit."""


class HeldInRegister(Protocol):
    def in_register(self) -> Collection[UUID]:
        """The cases in the register, by the rows there are; the history has the last word."""
        ...


class Comparison(NamedTuple):
    """An extract, made at ``sent_at``, beside what we hold."""

    source: str
    extract_id: str
    extract_of: date
    sent_at: datetime
    listed: int
    """How many it lists, readable or not."""
    held: int = 0
    """How many were in the register here."""
    differences: tuple[Difference, ...] = ()
    unread: tuple[Unread, ...] = ()
    is_stale: bool = False
    """A later one has been applied: nobody was looked at."""

    @property
    def counts(self) -> Counter[Kind]:
        return Counter(found.kind for found in self.differences)

    def __repr__(self) -> str:
        return f"Comparison({self.extract_of}, {len(self.differences)} differences)"


class NamedExtract(Protocol):
    """What tells one extract from all others, also from one that its source gave the same name."""

    @property
    def source(self) -> str: ...

    @property
    def extract_id(self) -> str: ...

    @property
    def sent_at(self) -> datetime: ...


def mark_of(extract: NamedExtract) -> int:
    """A number that stands for the extract."""
    name = "\0".join((extract.source, extract.extract_id, extract.sent_at.astimezone(UTC).isoformat()))
    return int.from_bytes(sha256(name.encode(errors="surrogatepass")).digest()[:_MARK_BYTES])


class NotOneExtract(Exception):
    """These are not all the parts of one extract."""


def of_nobody(parts: Sequence[ExtractPart]) -> Comparison:
    """What the extract says of itself. Raises ``NotOneExtract`` unless these are all parts of one."""
    extracts = {(part.source, part.extract_id, part.extract_of, part.parts) for part in parts}
    if len(extracts) != 1 or sorted(part.part for part in parts) != list(range(1, parts[0].parts + 1)):
        raise NotOneExtract("these are not all the parts of one extract")
    [(source, extract_id, extract_of, _)] = extracts
    listed = {one.register_key for part in parts for one in part.persons}
    listed |= {one.register_key for part in parts for one in part.unreadable}
    return Comparison(source, extract_id, extract_of, min(part.sent_at for part in parts), len(listed))


class Comparing:
    """Looks at some cases at a time, so that little more than the extract and the differences is in memory."""

    def __init__(self, store: EventStore, vault: PersonVault, held: HeldInRegister, rules: Rules) -> None:
        self._store = store
        self._vault = vault
        self._held = held
        self._rules = rules

    def compare(self, parts: Sequence[ExtractPart]) -> Comparison:
        """Raises ``NotOneExtract``."""
        extract = of_nobody(parts)
        parts = sorted(parts, key=lambda part: part.part)
        held = frozenset(self._held.in_register())
        listed: set[UUID] = set()
        found: list[Difference | Unread] = []
        found += self._of_unreadable(parts, listed)
        found += self._of_listed(parts, listed)
        found += self._of_unlisted(held - listed, extract, parts[0].message_id)
        return extract._replace(
            held=len(held),
            differences=tuple(one for one in found if isinstance(one, Difference)),
            unread=tuple(one for one in found if isinstance(one, Unread)),
        )

    def _of_unreadable(self, parts: Sequence[ExtractPart], listed: set[UUID]) -> Iterator[Unread]:
        named = [
            (f"{part.message_id}#unreadable-{n}", one) for part in parts for n, one in enumerate(part.unreadable, 1)
        ]
        for some in _batches(named):
            cases = self._vault.cases_of_register_keys({one.register_key for _, one in some})
            listed.update(cases.values())
            for name, (key, rejected) in some:
                yield Unread(name, cases.get(key), rejected.reason, rejected.path)

    def _of_listed(self, parts: Sequence[ExtractPart], listed: set[UUID]) -> Iterator[Difference | Unread]:
        named = {
            one.register_key: (f"{part.message_id}#{n}", part.extract_of, one)
            for part in parts
            for n, one in enumerate(part.persons, 1)
        }
        for some in _batches(named.items()):
            cases = self._vault.cases_of_register_keys([key for key, _ in some])
            held = self._ours(cases.values())
            listed.update(cases.values())
            for key, (name, extract_of, one) in some:
                case_id = cases.get(key)
                ours = held[case_id] if case_id else Ours(None, Life(NEW_CASE, self._rules), None)
                found = of_listed(name, one, ours, extract_of)
                if found is not None:
                    yield found

    def _of_unlisted(self, cases: Collection[UUID], extract: Comparison, message: str) -> Iterator[Difference | Unread]:
        for some in _batches(sorted(cases)):
            for case_id, ours in self._ours(some).items():
                found = of_unlisted(f"{message}#{case_id}", ours, extract.extract_of, extract.sent_at)
                if found is not None:
                    yield found

    def _ours(self, case_ids: Collection[UUID]) -> dict[UUID, Ours]:
        histories = read_all_readable(self._store.histories, case_ids)
        persons = self._vault.get(case_ids)
        held: dict[UUID, Ours] = {}
        for case_id in case_ids:
            history = histories.get(case_id, ())
            life = history if isinstance(history, UnreadableHistory) else Life(replay(history), self._rules)
            held[case_id] = Ours(case_id, life, persons.get(case_id))
        return held


def _batches(values: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(values)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
