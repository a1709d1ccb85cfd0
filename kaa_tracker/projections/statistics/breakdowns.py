"""By what a figure is broken down, which rows are always printed, and what they are called."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from kaa_tracker.domain.alphabet import alphabetical
from kaa_tracker.domain.case.events import NO_DISTRICT
from kaa_tracker.domain.reference import Reference
from kaa_tracker.projections.statistics import attaching as to
from kaa_tracker.projections.statistics.attaching import UNKNOWN, Attach
from kaa_tracker.projections.statistics.measure import Scope
from kaa_tracker.projections.statistics.measures.outreach import FROM_FOURTH, FROM_SEVENTH, NO_METHOD
from kaa_tracker.projections.statistics.places import NO_AREA

Values = Callable[[Scope], Sequence[str]]
Naming = Callable[[Reference, str], str]
Ordering = Callable[[Reference, Iterable[str]], Sequence[str]]


def _as_they_come(reference: Reference, values: Iterable[str]) -> Sequence[str]:
    return list(values)


class Breakdown(NamedTuple):
    """``values`` are printed even where nobody counts; with others that are found they are ``ordered``."""

    code: str
    label: str
    definition: str
    attach: Attach
    values: Values
    name: Naming
    ordered: Ordering = _as_they_come


def _genders(scope: Scope) -> Sequence[str]:
    return ("woman", "man")


def _found(scope: Scope) -> Sequence[str]:
    return ()


def _months(scope: Scope) -> Sequence[str]:
    return [f"{month.first:%Y-%m}" for month in scope.period.months()]


def _jobbtorg(scope: Scope) -> Sequence[str]:
    day = scope.division_on
    open_then = [u.code for u in scope.reference.units if u.is_jobbtorg and u.valid_from <= day <= u.valid_to]
    return (*open_then, NO_DISTRICT)


def _districts(scope: Scope) -> Sequence[str]:
    codes = [district.code for district in scope.reference.division(scope.division_on)]
    return by_name(scope.reference, [*codes, NO_DISTRICT])


def _areas(scope: Scope) -> Sequence[str]:
    return [area.code for area in scope.reference.areas]


def _codes(list_name: str) -> Values:
    return lambda scope: list(dict.fromkeys(code.code for code in scope.reference.codes(list_name).codes))


def _from_list(list_name: str) -> Naming:
    return lambda reference, code: reference.codes(list_name).label_of(code)


_PLACELESS = {NO_DISTRICT: "Saknar stadsdel", NO_AREA: "Utanför områdena"}


def name_of_place(reference: Reference, code: str) -> str:
    return _PLACELESS.get(code) or reference.label(code)


def by_name(reference: Reference, places: Iterable[str]) -> Sequence[str]:
    """In the order of the alphabet, and last what is no place."""
    return sorted(places, key=lambda code: (code in _PLACELESS, alphabetical(name_of_place(reference, code))))


def _age(reference: Reference, code: str) -> str:
    return "Okänd ålder" if code == UNKNOWN else f"{code} år"


_MONTHS = ("jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec")


def _month(reference: Reference, code: str) -> str:
    return f"{_MONTHS[int(code[5:]) - 1]} {code[:4]}"


_NUMBERS = {
    "1": "Första",
    "2": "Andra",
    "3": "Tredje",
    FROM_FOURTH: "Fjärde–sjätte",
    FROM_SEVENTH: "Sjunde eller senare",
}
_WEEKDAYS = dict(zip("1234567", ("Måndag", "Tisdag", "Onsdag", "Torsdag", "Fredag", "Lördag", "Söndag"), strict=True))


def _always(names: Mapping[str, str]) -> tuple[Values, Naming]:
    return lambda scope: list(names), lambda reference, code: names[code]


def _hour(reference: Reference, code: str) -> str:
    return f"kl. {code}"


def _method(reference: Reference, code: str) -> str:
    return "Inget angivet" if code == NO_METHOD else reference.codes("method_tags").label_of(code)


_AT_EVENT = "den senast kända på eller före den dag som räknas; en tom uppgift raderar den inte"
_AT_END = "det som registrets senaste meddelande till och med periodens sista dag säger, även om det är tomt"
_AREA = "Områden är mängder av stadsdelar och kan överlappa. Stadsdel:"

_ALL = (
    Breakdown("gender", "Kön", "Som det är känt på periodens sista dag.", to.gender, _genders, _from_list("genders")),
    Breakdown("age", "Ålder", "Den som uppnås det kalenderår periodens sista dag ligger i.", to.age, _found, _age),
    Breakdown("month", "Månad", "Kalendermånaden för den dag som räknas.", to.month, _months, _month),
    Breakdown(
        "jobbtorg",
        "Jobbtorg, vid händelsen",
        f"Det som arbetar med stadsdelen: {_AT_EVENT}.",
        to.jobbtorg(to.at_event),
        _jobbtorg,
        name_of_place,
    ),
    Breakdown(
        "jobbtorg_at_end",
        "Jobbtorg, vid periodens slut",
        f"Det som arbetar med stadsdelen: {_AT_END}.",
        to.jobbtorg(to.at_end),
        _jobbtorg,
        name_of_place,
    ),
    Breakdown(
        "district",
        "Stadsdel, vid händelsen",
        f"Stadsdel: {_AT_EVENT}.",
        to.district(to.at_event),
        _districts,
        name_of_place,
        by_name,
    ),
    Breakdown(
        "district_at_end",
        "Stadsdel, vid periodens slut",
        f"Stadsdel: {_AT_END}.",
        to.district(to.at_end),
        _districts,
        name_of_place,
        by_name,
    ),
    Breakdown("area", "Område, vid händelsen", f"{_AREA} {_AT_EVENT}.", to.area(to.at_event), _areas, name_of_place),
    Breakdown(
        "area_at_end", "Område, vid periodens slut", f"{_AREA} {_AT_END}.", to.area(to.at_end), _areas, name_of_place
    ),
    Breakdown(
        "channel",
        "Kontaktsätt",
        "Försökets kontaktsätt.",
        to.as_it_happened("channel"),
        _codes("channels"),
        _from_list("channels"),
    ),
    Breakdown(
        "unit",
        "Enhet",
        "Den som gjorde försöket, skrev in ungdomen eller gav insatsen.",
        to.as_it_happened("unit"),
        _found,
        name_of_place,
    ),
    Breakdown(
        "attempt_number",
        "Försök i ordningen",
        "Vilket uppsökande försök det är sedan ungdomen senast kom in i registret.",
        to.as_it_happened("attempt_number"),
        *_always(_NUMBERS),
    ),
    Breakdown(
        "weekday",
        "Veckodag",
        "Den svenska veckodag försöket gjordes.",
        to.as_it_happened("weekday"),
        *_always(_WEEKDAYS),
    ),
    Breakdown(
        "hour",
        "Timme",
        "Den timme försöket gjordes, svensk tid: kl. 09 är från 09.00 till 09.59.",
        to.as_it_happened("hour"),
        _found,
        _hour,
    ),
    Breakdown(
        "method",
        "Arbetssätt",
        "Det arbetssätt som angavs för försöket.",
        to.as_it_happened("method"),
        lambda scope: [*_codes("method_tags")(scope), NO_METHOD],
        _method,
    ),
    Breakdown(
        "service",
        "Insats",
        "Vilken insats det gäller.",
        to.as_it_happened("service"),
        _codes("services"),
        _from_list("services"),
    ),
)

BREAKDOWNS: Mapping[str, Breakdown] = {breakdown.code: breakdown for breakdown in _ALL}
