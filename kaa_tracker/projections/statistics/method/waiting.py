"""How long it takes from the entry into the register, and how many leave while they wait."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from kaa_tracker.projections.statistics.figures import placed
from kaa_tracker.projections.statistics.measures.entries import FIRSTS, LEFT_WITHIN, WAITS, WAITS_OVER, entered
from kaa_tracker.projections.statistics.method.cells import (
    Censored,
    Figure,
    MethodCell,
    MethodRow,
    MethodTable,
    Quantile,
    Where,
)
from kaa_tracker.projections.statistics.method.counting import Counting
from kaa_tracker.projections.statistics.method.kaplan_meier import Followed, days_until
from kaa_tracker.projections.statistics.method.tables import Column, cells, labels_of, rows_by

_TIMES = {
    "entered": "Inträdda",
    "happened": "Det skedde",
    "censored": "Följda kortare",
    "median": "Median, dagar",
    "p90": "P90, dagar",
}
_WHAT = {
    "entered_attempted": "Första försöket",
    "entered_reached": "Nådd",
    "entered_enrolled": "Inskriven",
}
_NOTE = (
    "Från den dag registerperioden började. Följda kortare: de lämnade registret, eller perioden tog slut, innan det "
    "hade skett; de räknas med så länge de följdes (Kaplan–Meier). Median och P90: de dagar inom vilka det då sker för "
    "hälften och för nio av tio; en punkt där ingen följdes så länge."
)


def time_table(counting: Counting) -> MethodTable:
    """Of those who can be followed: of the disposed of nothing is left but how many they were."""
    rows = {}
    for code, followed in _followed(counting).items():
        counting.lacks_disposed |= counting.figure(entered.code, counting.period, {}).value > followed[""].total()
        by_gender = {gender: found for gender, found in followed.items() if gender}
        for gender in sorted(by_gender, key=_GENDERS.index):
            [label] = counting.labels(("gender",), (gender,))
            cells_of = _times(counting, code, by_gender[gender], {"gender": gender})
            rows[f"{code}.{gender}"] = MethodRow((_WHAT[code], label), cells_of)
        rows[f"{code}.total"] = MethodRow((_WHAT[code], "Totalt"), _times(counting, code, followed[""], {}))
    return MethodTable("Tid från inträdet i registret", ("Till", "Kön"), _TIMES, rows, _NOTE)


_GENDERS = ("woman", "man", "unknown")


def _times(counting: Counting, code: str, followed: Counter[Followed], where: Where) -> Mapping[str, MethodCell]:
    everybody = followed.total()
    happened = sum(persons for one, persons in followed.items() if one.happened)
    return {
        "entered": Figure(entered.code, *counting.period, (where,), everybody),
        "happened": Figure(code, *counting.period, (where,), happened),
        "censored": Censored(everybody - happened),
        "median": Quantile(50, days_until(50, followed)),
        "p90": Quantile(90, days_until(90, followed)),
    }


def _followed(counting: Counting) -> Mapping[str, Mapping[str, Counter[Followed]]]:
    """How long each who entered was followed to each of the firsts; by gender, and all under the empty one."""
    everyone, [gender] = placed(counting.scope, entered, ["gender"])
    chosen = select(gender, everyone.placed_on, everyone.last, *(everyone[day] for day in FIRSTS.values()))
    found: dict[str, dict[str, Counter[Followed]]] = {code: defaultdict(Counter, {"": Counter()}) for code in FIRSTS}
    for of_gender, began, left, *firsts in counting.connection.execute(chosen):
        for code, day in zip(FIRSTS, firsts, strict=True):
            followed = _until(began, min(left, counting.period.last), day)
            found[code][""][followed] += 1
            found[code][of_gender][followed] += 1
    return found


def _until(began: date, last: date, day: date | None) -> Followed:
    happened = day is not None and day <= last
    return Followed(((day if happened and day else last) - began).days, happened)


def wait_table(counting: Counting) -> MethodTable:
    """Of those whose wait is over within the period, how many had left before a search would have begun."""
    rows = {}
    for days in WAITS:
        over, left = WAITS_OVER[days].code, LEFT_WITHIN[days].code
        columns = _waited(over, left)
        for key, [label], where in rows_by(counting, counting.period, ("gender",), columns):
            rows[f"{days}.{key}"] = MethodRow(
                (f"{days} dagar", label), cells(counting, counting.period, columns, where)
            )
        rows[f"{days}.total"] = MethodRow((f"{days} dagar", "Totalt"), cells(counting, counting.period, columns, {}))
    note = (
        f"Väntetiden är {counting.scope.reference.rules.wait_days} dagar. Inträdda: de vars så många dagar har gått på "
        "periodens sista dag."
    )
    title = "Hade lämnat registret innan uppsöket skulle ha börjat"
    return MethodTable(title, ("Väntetid", "Kön"), labels_of(_waited("", "")), rows, note)


def _waited(over: str, left: str) -> tuple[Column, ...]:
    return (
        Column("entered", "Inträdda", over),
        Column("left", "Hade lämnat", left),
        Column("share", "Andel", left, over),
    )
