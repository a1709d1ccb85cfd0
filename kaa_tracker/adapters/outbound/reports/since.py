"""``Since``: the cases told of between two positions, derived as they were at both."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeAlias
from uuid import UUID

from kaa_tracker.adapters.outbound.read_model.scratch import derive, scratch_read_model
from kaa_tracker.adapters.outbound.reports.telling import CaseSince, Log, told_since
from kaa_tracker.application.reports.frozen import FrozenReport
from kaa_tracker.application.reports.since import Behind, Happened, Late, LateRegistrations, Moved, Opens, Way
from kaa_tracker.domain.case.events import (
    CaseAccessGranted,
    CaseDisposed,
    CaseEvent,
    Entry,
    EntryCorrected,
    EntryVoided,
    History,
)
from kaa_tracker.domain.case.policies import day_of
from kaa_tracker.domain.reference import Reference
from kaa_tracker.projections.catalogue import PROJECTIONS
from kaa_tracker.projections.deriving import Deriving
from kaa_tracker.projections.statistics.report.behind import Counting, Figure, counting, figures_of
from kaa_tracker.projections.statistics.report.cells import Report
from kaa_tracker.projections.statistics.report.differences import differences

_Told: TypeAlias = Mapping[UUID, CaseSince]


class SinceFrozen:
    def __init__(self, log: Log, reference: Reference) -> None:
        self._log = log
        self._reference = reference
        self._deriving = Deriving(PROJECTIONS, reference.rules)

    def behind(self, before: FrozenReport[Report], after: FrozenReport[Report], opens: Opens) -> Sequence[Behind]:
        figures = figures_of(differences(before.report, after.report).cells)
        if not figures:
            return []
        first, last = sorted((before.position, after.position))
        told = {case_id: case for case_id, case in told_since(self._log, first).items() if any(case.told(first, last))}
        opened = opens(told.keys())
        counted_before = self._counting(before, figures, told)
        counted_after = self._counting(after, figures, told)
        return [
            _behind(figure, values, counted_before[figure], counted_after[figure], opened, told, (first, last))
            for figure, values in figures.items()
        ]

    def _counting(
        self, report: FrozenReport[Report], figures: Collection[Figure], told: _Told
    ) -> Mapping[Figure, Counting]:
        histories = {case_id: case.as_of(report.position) for case_id, case in told.items()}
        with scratch_read_model() as connection:
            derive(connection, self._deriving, {case_id: history for case_id, history in histories.items() if history})
            return {figure: counting(connection, self._reference, report.report, figure) for figure in figures}

    def late(self, report: FrozenReport[Report], opens: Opens) -> LateRegistrations:
        found = sorted(
            (
                late
                for case_id, case in told_since(self._log, report.position).items()
                for late in _late(case_id, case, report)
            ),
            key=lambda one: one.happened.position,
        )
        opened = opens({one.case_id for one in found})
        shown = [one for one in found if one.case_id in opened]
        return LateRegistrations(shown, len(found) - len(shown))


def _behind(
    figure: Figure,
    values: tuple[int, int],
    before: Counting,
    after: Counting,
    opened: Collection[UUID],
    told: _Told,
    between: tuple[int, int],
) -> Behind:
    moved = list(_moved(before, after, told, between))
    shown = [one for one in moved if one.case_id in opened]
    explained = len({counted for _, counted in after}) - len({counted for _, counted in before})
    return Behind(
        measure=figure.measure,
        where=dict(figure.where),
        period=figure.period,
        before=values[0],
        after=values[1],
        moved=tuple(shown),
        not_shown=len(moved) - len(shown),
        unexplained=values[1] - values[0] - explained,
    )


def _moved(before: Counting, after: Counting, told: _Told, between: tuple[int, int]) -> Iterator[Moved]:
    """A case for each thing of it that counts: itself, or every attempt or address."""
    for who in dict.fromkeys((*before, *after)):
        if before.get(who) != after.get(who):
            case_id, _ = who
            how: Way = "in" if who not in before else "out" if who not in after else "day"
            events = (_happened(position, entry) for position, entry in told[case_id].told(*between))
            yield Moved(case_id, how, tuple(events))


def _late(case_id: UUID, case: CaseSince, report: FrozenReport[Report]) -> Iterator[Late]:
    periods = report.report.periods.values()
    for position, entry in case.told(report.position, case.positions[-1]):
        days = _days(case.history, entry.event)
        within = [day for day in days if any(period.first <= day <= period.last for period in periods)]
        if within:
            yield Late(case_id, within[0], _happened(position, entry))


def _days(history: History, event: CaseEvent) -> list[date]:
    """The days it says something of; an amendment of those of what it mends too."""
    match event:
        case EntryCorrected():
            return [*_days(history, history[event.entry - 1].event), day_of(event.replacement)]
        case EntryVoided():
            return _days(history, history[event.entry - 1].event)
        case CaseAccessGranted() | CaseDisposed():
            return []
        case _:
            return [day_of(event)]


def _happened(position: int, entry: Entry[CaseEvent]) -> Happened:
    kind = str(entry.event.__struct_config__.tag).partition(".")[0]
    return Happened(position, kind, entry.recorded_at)
