"""A stand-in for the access log that keeps its whole contract, for as long as the object lives."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from kaa_tracker.application.access.access_log import Access, Anomaly, ChainState, Logged, Tail
from kaa_tracker.domain.periods import Span, local_day


@dataclass
class _Entry:
    number: int
    access: Access
    disposed: int = 0


class AccessLogInMemory:
    """``AccessLog``; nobody can change what is in it, so its chain is only how far it has come."""

    def __init__(self) -> None:
        self._entries: list[_Entry] = []
        self._written = 0
        self._chained = 0

    def write(self, access: Access) -> int:
        self._written += 1
        self._entries.append(_Entry(self._written, access._replace(case_ids=tuple(sorted(set(access.case_ids))))))
        return self._written

    def of_case(self, case_id: UUID, *, limit: int, before: int | None = None) -> list[Logged]:
        return self._latest([one for one in self._entries if case_id in one.access.case_ids], limit, before)

    def of_user(self, user: str, *, limit: int, before: int | None = None) -> list[Logged]:
        return self._latest([one for one in self._entries if one.access.user == user], limit, before)

    def anomalies(self, days: tuple[date, date], *, many: int) -> list[Anomaly]:
        return sorted(self._found(Span(*days), many), key=lambda one: (one.day, one.user, one.kind))

    def forget_case(self, case_id: UUID) -> int:
        naming = [one for one in self._entries if case_id in one.access.case_ids]
        for one in naming:
            left = tuple(other for other in one.access.case_ids if other != case_id)
            one.access, one.disposed = one.access._replace(case_ids=left), one.disposed + 1
        return len(naming)

    def forget_before(self, moment: datetime) -> int:
        self.chain(len(self._entries))
        kept = [n for n, one in enumerate(self._entries) if one.access.at >= moment]
        gone = kept[0] if kept else len(self._entries)
        del self._entries[:gone]
        return gone

    def chain(self, limit: int = 10_000) -> int:
        taken = [one.number for one in self._entries if one.number > self._chained][:limit]
        self._chained = max([self._chained, *taken])
        return len(taken)

    def tail(self) -> Tail:
        waiting = [one.access.at for one in self._entries if one.number > self._chained]
        return Tail(len(waiting), min(waiting, default=None))

    def verify(self) -> ChainState:
        return ChainState(len(self._entries), sum(one.number <= self._chained for one in self._entries), None)

    def _latest(self, found: Sequence[_Entry], limit: int, before: int | None) -> list[Logged]:
        earlier = [one for one in found if before is None or one.number < before]
        return [
            Logged(one.number, one.access, one.disposed, one.number <= self._chained) for one in earlier[::-1][:limit]
        ]

    def _found(self, span: Span, many: int) -> Iterator[Anomaly]:
        shown: dict[tuple[date, str], set[UUID]] = defaultdict(set)
        broken: dict[tuple[date, str], set[UUID]] = defaultdict(set)
        idle: Counter[tuple[date, str]] = Counter()
        for access in (one.access for one in self._entries):
            key = local_day(access.at), access.user
            if not span.covers(key[0]):
                continue
            shown[key].update(access.case_ids)
            if access.act == "glass_broken":
                new = set(access.case_ids) - broken[key]
                broken[key] |= new
                idle[key] += sum(not self._acted(access, case_id) for case_id in new)
        yield from (Anomaly("many_cases", *key, len(cases)) for key, cases in shown.items() if len(cases) > many)
        yield from (Anomaly("outside_the_unit", *key, len(cases)) for key, cases in broken.items() if cases)
        yield from (Anomaly("no_action_followed", *key, cases) for key, cases in idle.items() if cases)

    def _acted(self, opened: Access, case_id: UUID) -> bool:
        return any(
            one.access.act == "order"
            and one.access.user == opened.user
            and case_id in one.access.case_ids
            and timedelta(0) <= one.access.at - opened.at <= timedelta(days=7)
            for one in self._entries
        )
