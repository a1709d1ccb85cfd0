"""What a case has to say in the file of a half-year.

A stay that has a day in the half-year is told with its registration, whenever that was, and so is the start of
a measure that goes on in it: no line stands in a file without what it rests on. Contacts, the ends of measures
and the end of responsibility are told in the half-year they are dated in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from kaa_tracker.domain.case.events import EnrolmentClosed, Entry, OccupationRecorded, SelfContactMade, ServiceEnded
from kaa_tracker.domain.case.life import Life
from kaa_tracker.domain.case.outreach import answers
from kaa_tracker.domain.half_year.half import HalfYear
from kaa_tracker.domain.half_year.lines import BLOCKS, FileContent, FileLine, ReportedStay
from kaa_tracker.domain.half_year.stays import UNKNOWN, reported_in, stays
from kaa_tracker.domain.periods import Span, local_day

ENROLMENT = "enrolment"
"""What being enrolled at a unit is called among the measures, the others being services."""


def content(life: Life, half: HalfYear) -> FileContent:
    """Pure: the same case and half-year always say the same."""
    told = stays(life)
    reported = tuple(stay for stay in told if reported_in(stay, half.period))
    if not reported or life.is_ended:
        return FileContent((), ())
    begun = {stay.registered_on for stay in reported}
    lines = (line for line in _lines(life, told, half.period.span) if line.registered_on in begun)
    return FileContent(reported, tuple(sorted(lines, key=_place)))


def _place(line: FileLine) -> tuple[date, int, date, int, str]:
    """Where it stands among the others, whatever order things were recorded in."""
    return line.registered_on, BLOCKS.index(line.block), line.on, line.measure_number, line.reason


def _lines(life: Life, told: Sequence[ReportedStay], half: Span) -> Iterator[FileLine]:
    for stay in told:
        yield FileLine("registration", stay.registered_on, stay.registered_on, occupation=stay.school_occupation)
        if stay.ended_on is not None and half.covers(stay.ended_on):
            yield FileLine("responsibility_ended", stay.registered_on, stay.ended_on, reason=stay.reason)
    yield from _contacts(life, told, half)
    yield from _measures(life, told, half)
    yield from _ends_without_start(life, told, half)


def _stay_on(day: date, told: Sequence[ReportedStay]) -> date:
    """The stay a day belongs to: the last registered by then, or the first of all."""
    return max([stay.registered_on for stay in told if stay.registered_on <= day], default=told[0].registered_on)


def _contacts(life: Life, told: Sequence[ReportedStay], half: Span) -> Iterator[FileLine]:
    """A line for each day on which the youth, or a relative, answered or came by themselves."""
    days = {local_day(answered.event.at) for answered in answers(life.case).values()}
    days |= {local_day(made.event.at) for made in life.case.all(SelfContactMade)}
    for day in days:
        if half.covers(day):
            yield FileLine("contact", _stay_on(day, told), day, occupation=_occupation_near(life, day))


def _occupation_near(life: Life, day: date) -> str:
    """What was recorded nearest the day, the later of two as near; ``unknown`` where nothing is near enough."""
    near = timedelta(days=life.rules.occupation_near_reach_days)
    known = [
        (abs(told.event.on - day), -told.event.on.toordinal(), -told.version, told.event.code)
        for told in life.case.all(OccupationRecorded)
    ]
    distance, _, _, code = min(known, default=(timedelta.max, 0, 0, UNKNOWN))
    return code if distance <= near else UNKNOWN


def _measures(life: Life, told: Sequence[ReportedStay], half: Span) -> Iterator[FileLine]:
    """A measure belongs to the stay it was started in, wherever it ends; its number is that of its entry."""
    found: list[tuple[str, Entry[Any], Entry[Any] | None]] = [
        *[(ENROLMENT, one.enrolled, one.closed) for one in life.enrolments],
        *[(one.started.event.service, one.started, one.ended) for one in life.services],
    ]
    for measure, started, ended in found:
        began = started.event.on
        line = FileLine(
            "measure_started",
            _stay_on(began, told),
            began,
            measure=measure,
            measure_number=started.version,
            started_on=began,
        )
        ends_here = ended is not None and half.covers(ended.event.on)
        if ends_here or (began <= half.last and (ended is None or ended.event.on > half.last)):
            yield line
        if ended is not None and ends_here:
            yield line._replace(block="measure_ended", on=ended.event.on, occupation=ended.event.outcome)


def _ends_without_start(life: Life, told: Sequence[ReportedStay], half: Span) -> Iterator[FileLine]:
    """What was closed and is not known to have begun."""
    begun = {one.enrolled.event.enrolment_id for one in life.enrolments}
    begun |= {one.started.event.service_id for one in life.services}
    closed: list[tuple[str, UUID, Entry[Any]]] = [
        *[(ENROLMENT, e.event.enrolment_id, e) for e in life.case.all(EnrolmentClosed)],
        *[(UNKNOWN, e.event.service_id, e) for e in life.case.all(ServiceEnded)],
    ]
    for measure, ended_id, entry in closed:
        day = entry.event.on
        if ended_id not in begun and half.covers(day):
            yield FileLine(
                "measure_ended",
                _stay_on(day, told),
                day,
                occupation=entry.event.outcome,
                measure=measure,
                measure_number=entry.version,
            )
