"""What stands out in the log: read day by day, and judged by what people did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import Connection, func, select

from kaa_tracker.adapters.outbound.access_log.tables import access_case, access_entry
from kaa_tracker.adapters.outbound.inbox.instants import stored_instant, told_instant
from kaa_tracker.application.access.access_log import Anomaly
from kaa_tracker.domain.periods import ONE_DAY, SWEDEN, Span, local_day

ACTION_FOLLOWS_WITHIN = timedelta(days=7)

_entry, _case = access_entry.c, access_case.c
_NAMED = access_entry.join(access_case, _case.number == _entry.number)


def found(connection: Connection, days: tuple[date, date], many: int) -> Iterator[Anomaly]:
    """In no order. A case disposed of since is nobody's any more, and in none of them."""
    yield from _many_cases(connection, Span(*days), many)
    yield from _broken_glass(connection, Span(*days))


def _many_cases(connection: Connection, span: Span, many: int) -> Iterator[Anomaly]:
    cases = func.count(_case.case_id.distinct())
    by_user = select(_entry.user, cases).select_from(_NAMED).group_by(_entry.user).having(cases > many)
    for day in span.days():
        during = _entry.at.between(_begins(day), _begins(day + ONE_DAY) - 1)
        for user, shown in connection.execute(by_user.where(during)):
            yield Anomaly("many_cases", day, user, shown)


def _broken_glass(connection: Connection, span: Span) -> Iterator[Anomaly]:
    """Every broken glass is a case outside the unit; of those nothing was done about, it is told as well."""
    outside: dict[tuple[date, str], set[UUID]] = defaultdict(set)
    idle: dict[tuple[date, str], set[UUID]] = defaultdict(set)
    query = select(_entry.at, _entry.user, _case.case_id).select_from(_NAMED)
    during = _entry.at.between(_begins(span.first), _begins(span.last + ONE_DAY) - 1)
    for at, user, case_id in connection.execute(
        query.where(during, _entry.act == "glass_broken", _case.case_id.is_not(None))
    ).all():
        day = local_day(told_instant(at))
        outside[day, user].add(case_id)
        if not _acted(connection, user, case_id, at):
            idle[day, user].add(case_id)
    yield from (Anomaly("outside_the_unit", *key, len(cases)) for key, cases in outside.items())
    yield from (Anomaly("no_action_followed", *key, len(cases)) for key, cases in idle.items())


def _acted(connection: Connection, user: str, case_id: UUID, opened_at: int) -> bool:
    until = stored_instant(told_instant(opened_at) + ACTION_FOLLOWS_WITHIN)
    query = select(_entry.number).select_from(_NAMED).where(_case.case_id == case_id, _entry.user == user)
    in_time = _entry.at.between(opened_at, until)
    return connection.execute(query.where(_entry.act == "order", in_time).limit(1)).first() is not None


def _begins(day: date) -> int:
    return stored_instant(datetime.combine(day, time(), SWEDEN))
