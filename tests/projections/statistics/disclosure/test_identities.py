"""What is declared to hold between measures holds of everybody's figures."""

from __future__ import annotations

import pytest

from kaa_tracker.domain.periods import operating_year
from kaa_tracker.projections.statistics.identities import IDENTITIES, Identity
from kaa_tracker.projections.statistics.measure import Scope
from kaa_tracker.projections.statistics.measures import MEASURES
from kaa_tracker.projections.statistics.report.keeping import keeping
from kaa_tracker.projections.statistics.report.tallies import Tallies
from tests.projections.statistics.chance import some_youths
from tests.projections.statistics.youths import REFERENCE, City, city

BREAKDOWNS = [(), ("gender",), ("jobbtorg_at_end",), ("district",), ("month",), ("channel",), ("service", "gender")]


@pytest.fixture(scope="module")
def told() -> City:
    return city(**some_youths(seed=20221202, number=120))


@pytest.mark.parametrize("by", BREAKDOWNS, ids=lambda by: ",".join(by) or "all")
def test_the_identities_hold_of_every_row_of_a_breakdown(told: City, by: tuple[str, ...]) -> None:
    held = 0
    with keeping(told.connection, Scope(operating_year(2022), REFERENCE)) as scope:
        figures = Tallies(told.connection, scope)
        for identity in IDENTITIES:
            if identity.holds_by(by) and all(set(by) <= MEASURES[code].breakdowns.keys() for code in identity.measures):
                for where in wheres(figures, identity.whole, by):
                    whole, *parts = (figures.count(code, where) for code in identity.measures)
                    assert holds(identity, whole, parts), (identity, where, whole, parts)
                    held += whole > 0
    assert held


def wheres(figures: Tallies, measure: str, by: tuple[str, ...]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = [{}]
    for breakdown in by:
        found = [{**where, breakdown: value} for where in found for value in figures.values(measure, breakdown)]
    return found


def holds(identity: Identity, whole: int, parts: list[int]) -> bool:
    match identity.kind:
        case "sum":
            return sum(parts) == whole
        case "within":
            return max(parts) <= whole
        case "at_most":
            return whole <= sum(parts)


def test_every_measure_of_the_report_hangs_together_with_another_or_is_named_here(told: City) -> None:
    declared = {code for identity in IDENTITIES for code in identity.measures}
    by_themselves = {"attempts_outside_coverage", "reached_outside_coverage", "address_reports", "declines"}
    assert told.report().measures.keys() - declared == by_themselves
