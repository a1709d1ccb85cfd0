"""Who entered the register in the period, and how far they came in it: followed from their first day.

Of several spells that begin in the period the first is followed. What lies after the period is not
looked at: it is not known yet how it went for those who were still waiting on the last day.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select

from kaa_tracker.projections.statistics.days import days_after, within
from kaa_tracker.projections.statistics.measure import PERSONAL, Measure, Scope, Those, Who, measure
from kaa_tracker.projections.statistics.presence import register_spell

WAITS = (7, 14, 21)
"""The days of waiting that are compared, from the entry to the search."""

FIRSTS: Mapping[str, str] = {
    "entered_attempted": "first_attempt_on",
    "entered_reached": "first_reached_on",
    "entered_enrolled": "first_enrolled_on",
}
"""What those who entered are followed to: the measure of those who got there, and the column with the day."""

_AS_ENTERED = "som inträdda"


@measure(
    label="Inträdda i registret",
    definition="En registerperiod började i perioden.",
    placed="den dag den första sådana registerperioden började",
    columns=("last", *FIRSTS.values()),
)
def entered(scope: Scope) -> Who:
    s = scope.during(register_spell).c
    nth = func.row_number().over(partition_by=s.case_id, order_by=s.first).label("nth")
    columns = [s.case_id, s.first.label("placed_on"), s.last, *(s[day] for day in FIRSTS.values())]
    spell = select(*columns, nth).where(within(s.first, scope.period)).subquery().c
    handed_on = [spell[column.name] for column in columns]
    return select(*handed_on).where(spell.nth == 1)


def _got_there(code: str, label: str, what: str) -> Measure:
    def who(scope: Scope) -> Those:
        return Those(entered, lambda rows: [rows[FIRSTS[code]] <= scope.period.last])

    definition = f"Inträdda i registret i perioden, och {what} före dess slut medan samma registerperiod varade."
    return Measure(code, label, definition, _AS_ENTERED, who, PERSONAL)


def _wait_over(days: int) -> Measure:
    def who(scope: Scope) -> Those:
        return Those(entered, lambda rows: [days_after(rows.placed_on, days) <= scope.period.last])

    definition = (
        f"Inträdda i registret i perioden minst {days} dagar före dess sista dag, vare sig de är kvar eller ej."
    )
    return Measure(
        f"wait_of_{days}_over", f"Inträdda vars {days} dagar har gått", definition, _AS_ENTERED, who, PERSONAL
    )


def _left_within(days: int, wait_over: Measure) -> Measure:
    def who(scope: Scope) -> Those:
        return Those(wait_over, lambda rows: [rows.last < days_after(rows.placed_on, days)])

    definition = (
        f"Inträdda vars {days} dagar har gått, som hade lämnat registret innan ett uppsök efter {days} dagars väntan "
        "hade börjat."
    )
    return Measure(f"left_within_{days}", f"Lämnade inom {days} dagar", definition, _AS_ENTERED, who, PERSONAL)


entered_attempted = _got_there("entered_attempted", "Inträdda som sökts", "sökta med ett första försök")
entered_reached = _got_there("entered_reached", "Inträdda som nåtts", "nådda för första gången")
entered_enrolled = _got_there("entered_enrolled", "Inträdda som skrivits in", "inskrivna för första gången")

wait_of_7_over, wait_of_14_over, wait_of_21_over = (_wait_over(days) for days in WAITS)
WAITS_OVER: Mapping[int, Measure] = dict(zip(WAITS, (wait_of_7_over, wait_of_14_over, wait_of_21_over), strict=True))

left_within_7, left_within_14, left_within_21 = (_left_within(days, over) for days, over in WAITS_OVER.items())
LEFT_WITHIN: Mapping[int, Measure] = dict(zip(WAITS, (left_within_7, left_within_14, left_within_21), strict=True))

MEASURES_OF_ENTRY: tuple[Measure, ...] = (
    entered,
    entered_attempted,
    entered_reached,
    entered_enrolled,
    *WAITS_OVER.values(),
    *LEFT_WITHIN.values(),
)
