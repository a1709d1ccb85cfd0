"""Which attempts are answered: by channel, number, time, place and gender."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kaa_tracker.projections.statistics.breakdowns import BREAKDOWNS
from kaa_tracker.projections.statistics.figures import kind_of, measure_of
from kaa_tracker.projections.statistics.method.cells import MethodTable
from kaa_tracker.projections.statistics.method.counting import By, Counting
from kaa_tracker.projections.statistics.method.tables import Column, crossed

ANSWERED = (
    Column("attempts", "Försök", "attempts"),
    Column("answered", "Besvarade", "attempts_answered"),
    Column("share", "Andel besvarade", "attempts_answered", "attempts"),
)

_ANSWERS = "Räknar försök; besvarade när det än skedde, enligt vad som är känt {known_on}."
_OVERLAPPING = "Ett försök kan stå på flera rader; totalen räknar vart och ett en gång. "
_POSTED = "Ett brev står på den dag och timme det lades på posten. "

_TABLES: tuple[tuple[str, str, By, str], ...] = (
    ("channel", "Försök efter kontaktsätt", ("channel",), ""),
    (
        "attempt_number",
        "Försök efter vilket i ordningen det är",
        ("attempt_number",),
        "Räknat i registerperioden; den som svarat söks sällan igen, så senare försök görs på andra än de första. ",
    ),
    ("channel_and_number", "Försök efter kontaktsätt och ordning", ("channel", "attempt_number"), ""),
    ("weekday", "Försök efter veckodag", ("weekday",), _POSTED),
    ("hour", "Försök efter timme", ("hour",), f"Kl. 09 är 09.00–09.59, svensk tid. {_POSTED}"),
    ("jobbtorg", "Försök efter jobbtorg och kön", ("jobbtorg", "gender"), ""),
    ("method", "Försök efter arbetssätt", ("method",), ""),
)


def attempt_tables(counting: Counting, known_on: date, by: By) -> Iterator[tuple[str, MethodTable]]:
    """The standing tables, or the one that is asked for instead by any breakdowns of attempts at once.

    Raises ``NoSuchFigure``.
    """
    answers = _ANSWERS.format(known_on=known_on)
    if by:
        names = " × ".join(BREAKDOWNS[code].label.lower() for code in by if code in BREAKDOWNS)
        is_overlapping = kind_of(measure_of("attempts"), by) == "overlapping"
        note = f"{_OVERLAPPING}{answers}" if is_overlapping else answers
        yield "asked", crossed(counting, f"Försök efter {names}", by, ANSWERED, note)
        return
    for key, title, standing, note in _TABLES:
        yield key, crossed(counting, title, standing, ANSWERED, f"{note}{answers}")


_OUTSIDE = (
    Column("attempts", "Försök i allt", "attempts_in_all"),
    Column("outside", "Efter att ungdomen lämnat", "attempts_outside_coverage"),
    Column("share", "Andel", "attempts_outside_coverage", "attempts_in_all"),
)


def outside_tables(counting: Counting) -> Iterator[tuple[str, MethodTable]]:
    note = "Gjorda när register och ansvar hade upphört, innan det kunde vara känt. Ingår inte i försöken ovan."
    for key, title in (("channel", "kontaktsätt"), ("jobbtorg", "jobbtorg")):
        named = f"Försök på ungdomar som redan lämnat, efter {title}"
        yield f"outside_by_{key}", crossed(counting, named, (key,), _OUTSIDE, note)
