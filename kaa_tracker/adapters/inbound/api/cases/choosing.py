"""Which youths of a list are meant: by codes that there are, so that a slip does not pass for an empty list."""

from __future__ import annotations

from collections.abc import Iterator

from kaa_tracker.adapters.inbound.api.problems import Problem, error
from kaa_tracker.domain.reference import Reference
from kaa_tracker.projections.worklist import Wanted


def check_wanted(reference: Reference, wanted: Wanted, *place: str) -> None:
    """``place``: where it is asked. Raises the ``Problem`` that names the codes that nothing ever had."""
    wrong = [error((*place, name), "unknown_code") for name in _unknown(reference, wanted)]
    if wrong:
        raise Problem("invalid", errors=wrong)


def _unknown(reference: Reference, wanted: Wanted) -> Iterator[str]:
    if wanted.unit is not None and reference.unit(wanted.unit) is None:
        yield "unit"
    if wanted.channel is not None and all(one.code != wanted.channel for one in reference.codes("channels").codes):
        yield "channel"
    if wanted.district is not None and not reference.is_district(wanted.district):
        yield "district"
