"""How the figures of different measures hang together: what a reader could work one out from the others by."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Literal, NamedTuple, TypeAlias

from kaa_tracker.projections.statistics.measures import CLOSED_PARTS, COVERED_PARTS
from kaa_tracker.projections.statistics.shares import SHARES

IdentityKind: TypeAlias = Literal["sum", "within", "at_most"]

_WHATEVER_THE_DAY = frozenset({"gender", "age", "jobbtorg_at_end", "district_at_end", "area_at_end"})
_THE_SAME_IN_EVERY_YEAR = frozenset({"gender", "service"})
_BY_ITS_OWN_ENTRIES = "unit"
"""Each measure has units of its own: nothing follows from one to the other."""


class Identity(NamedTuple):
    """``sum``: the parts make up the whole. ``within``: each of them lies in it. ``at_most``: it lies in their union.

    ``placed_alike``: the measures place a person on the same day, so that it holds by place and month
    too. ``of_one_service``: it holds within a service only, for a person may be in several.
    """

    kind: IdentityKind
    whole: str
    parts: tuple[str, ...]
    placed_alike: bool = True
    of_one_service: bool = False

    @property
    def measures(self) -> tuple[str, ...]:
        return (self.whole, *self.parts)

    def holds_by(self, breakdowns: Collection[str]) -> bool:
        """Whether it holds of figures broken down by these."""
        if _BY_ITS_OWN_ENTRIES in breakdowns or (self.of_one_service and "service" not in breakdowns):
            return False
        return self.placed_alike or _WHATEVER_THE_DAY.issuperset(breakdowns)


class Flow(NamedTuple):
    """Those of ``whole`` in a period who did not come in it (``came``) were there in the one before, and all who
    did not leave it then (``left``) are among them: nobody else, unless somebody left and is there again."""

    whole: str
    came: str
    left: str

    def holds_by(self, breakdowns: Collection[str]) -> bool:
        """Ages, units and places are not the same in both periods."""
        return _THE_SAME_IN_EVERY_YEAR.issuperset(breakdowns)


def _codes(measures: Collection[NamedTuple]) -> tuple[str, ...]:
    return tuple(measure[0] for measure in measures)


_OUTREACH = (
    Identity("sum", "covered", _codes(COVERED_PARTS)),
    Identity("sum", "under_search", ("covered_under_search",), placed_alike=False),
    Identity("within", "under_search", ("under_search_without_attempt",)),
    Identity("at_most", "under_search", ("under_search_without_attempt", "sought"), placed_alike=False),
    Identity("within", "covered", ("under_search", "reached_while_covered"), placed_alike=False),
    Identity("at_most", "reached_or_enrolled_without_search", ("reached", "enrolled"), placed_alike=False),
    Identity("sum", "sought", ("reached", "not_reached")),
    Identity("within", "sought", ("attempted",), placed_alike=False),
    Identity("at_most", "sought", ("attempted", "reached"), placed_alike=False),
    Identity("within", "attempted", ("not_reached",)),
    Identity("within", "attempts", ("attempted",)),
    Identity("sum", "reached", ("reached_by_youth", "reached_only_by_relative")),
    Identity("within", "reached_by_youth", ("reached_by_own_contact",)),
    Identity("within", "reached", ("reached_while_covered",), placed_alike=False),
    Identity("sum", "not_reached", ("not_reached_left", "not_reached_remaining")),
    Identity("sum", "reached_while_covered", ("occupied_when_reached", "not_occupied", "occupation_unknown")),
    Identity("within", "occupied_when_reached", ("occupied_unseen",)),
    Identity("within", "attempted", ("days_to_first_attempt",), placed_alike=False),
    Identity("within", "reached", ("days_to_reach",), placed_alike=False),
)

_SUPPORT = (
    Identity("sum", "enrolled", ("carried_in", "newly_enrolled")),
    Identity("sum", "enrolled", ("enrolled_under_responsibility", "enrolled_after_responsibility")),
    Identity("sum", "enrolled", ("enrolled_at_end", "enrolled_not_at_end")),
    Identity("within", "enrolled", ("re_enrolled",)),
    Identity("within", "enrolled", ("days_to_enrolment", "service_participants"), placed_alike=False),
    Identity("sum", "closed", _codes(CLOSED_PARTS)),
    Identity("sum", "closed", ("enrolled_not_at_end", "closed_and_enrolled_at_end")),
    Identity("sum", "closed_to_studies_or_work", ("closed_to_studies", "closed_to_work")),
    Identity("within", "enrolled_at_end", ("closed_and_enrolled_at_end",)),
)

_ENDED_PARTS = tuple(
    f"service_ended_to_{outcome}" for outcome in ("studies", "work", "no_occupation", "unknown", "other")
)
_STUDIES_OR_WORK = ("service_ended_to_studies", "service_ended_to_work")

_SERVICES = (
    Identity("within", "service_participants", ("service_new",)),
    Identity("sum", "service_ended", _ENDED_PARTS, of_one_service=True),
    Identity("at_most", "service_ended", _ENDED_PARTS),
    Identity("sum", "service_ended_to_studies_or_work", _STUDIES_OR_WORK, of_one_service=True),
    Identity("within", "service_ended_to_studies_or_work", _STUDIES_OR_WORK),
    Identity("at_most", "service_ended_to_studies_or_work", _STUDIES_OR_WORK),
)


def _of_shares() -> Iterator[Identity]:
    """Of a share, the one is among the other; of a ratio it need not be."""
    for share in SHARES.values():
        if share.kind == "share":
            yield Identity("within", share.denominator, (share.numerator,))


IDENTITIES: tuple[Identity, ...] = (*_OUTREACH, *_SUPPORT, *_SERVICES, *_of_shares())
"""Besides that the rows of a partition sum to their total, which the measures declare themselves, and
that those enrolled at the end of a period are carried into the next."""

FLOWS = (
    Flow("enrolled", "newly_enrolled", "enrolled_not_at_end"),
    Flow("service_participants", "service_new", "service_ended"),
)
