"""What somebody ought to look at: each kind of finding is a query that lists its cases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TypeAlias

from sqlalchemy import ColumnElement, Select, and_, or_, select

from kaa_tracker.domain.reference import Rules
from kaa_tracker.projections.overview import case_overview
from kaa_tracker.projections.statistics.contacts import reach
from kaa_tracker.projections.worklist import worklist

Cases: TypeAlias = Select[tuple[object]]


def findings(today: date, rules: Rules) -> Mapping[str, Cases]:
    """The cases of each kind of finding on a day, in the order in which they are shown.

    Protected cases are their handlers' to look after and stand in no list of others.
    """
    return {
        "no_next_day": _no_next_day(),
        "search_not_started": _search_not_started(today),
        "past_wait_without_search": _past_wait_without_search(today, rules),
        "recontact_due": _recontact_due(today),
        "occupation_missing": _occupation_missing(),
        "exit_unknown": _exit_unknown(today, rules),
        "unconfirmed_by_hand": _unconfirmed_by_hand(today, rules),
        "open_before_disposal": _open_before_disposal(today, rules),
    }


_c = case_overview.c


def _cases(*conditions: ColumnElement[bool]) -> Cases:
    return select(_c.case_id).where(~_c.protected, *conditions)


def _listed(*conditions: ColumnElement[bool]) -> Cases:
    return select(worklist.c.case_id).where(~worklist.c.protected, *conditions)


def _no_next_day() -> Cases:
    """The alarm of ``always_a_next_day``."""
    return _listed(worklist.c.next_on.is_(None))


def _search_not_started(today: date) -> Cases:
    """Due before today and not recorded: the daily round has not been run."""
    return _cases(_c.search_due_on < today)


def _past_wait_without_search(today: date, rules: Rules) -> Cases:
    """In the register past the wait, answered for, not enrolled, and never searched for in this spell."""
    wait_over = _c.entered_on < today - timedelta(days=rules.wait_days)
    never = or_(_c.searched_from.is_(None), _c.searched_from < _c.entered_on)
    present = and_(_c.left_on.is_(None), _c.responsible_from.is_not(None), _c.responsible_through.is_(None))
    return _cases(present, wait_over, never, _c.open_enrolments == 0)


def _recontact_due(today: date) -> Cases:
    return _listed(worklist.c.why == "declined", worklist.c.next_on <= today)


def _occupation_missing() -> Cases:
    """Rule ``occupation_when_reached``, for those still answered for."""
    reached = select(reach.c.case_id).where(
        reach.c.case_id == _c.case_id,
        reach.c.counts,
        reach.c.day >= _c.responsible_from,
    )
    with_occupation = reached.where(reach.c.occupation.is_not(None))
    return _cases(
        _c.responsible_from.is_not(None),
        _c.responsible_through.is_(None),
        reached.exists(),
        ~with_occupation.exists(),
    )


def _exit_unknown(today: date, rules: Rules) -> Cases:
    long_ago = today - timedelta(days=rules.unknown_exit_finding_days)
    return _cases(_c.exit_unknown, _c.left_on <= long_ago, _c.responsible_through.is_(None))


def _unconfirmed_by_hand(today: date, rules: Rules) -> Cases:
    """Opened by hand and still unknown to BER."""
    long_ago = today - timedelta(days=rules.unconfirmed_by_hand_days)
    return _cases(_c.entered_on.is_(None), _c.responsible_from <= long_ago, _c.responsible_through.is_(None))


def _open_before_disposal(today: date, rules: Rules) -> Cases:
    """Still enrolled although all must be disposed of at the end of the year of turning 21."""
    soon = today + timedelta(days=rules.disposal_finding_days + 1)
    return _cases(_c.open_enrolments > 0, _c.birth_year + 21 < soon.year)
