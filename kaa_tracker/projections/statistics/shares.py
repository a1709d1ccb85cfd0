"""Shares of one measure in another, and ratios of two populations, which are no shares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, TypeAlias

from kaa_tracker.projections.statistics.measures import MEASURES

ShareKind: TypeAlias = Literal["share", "ratio"]


class Share(NamedTuple):
    """``numerator`` of ``denominator``, both codes of measures. Of a share, the one is among the other."""

    code: str
    label: str
    numerator: str
    denominator: str
    kind: ShareKind = "share"

    @property
    def version(self) -> str:
        """By which definitions it was worked out."""
        parts = (self.numerator, self.denominator)
        return "/".join(f"{part}.{MEASURES[part].version}" for part in parts)


_OUTCOMES = {
    "studies": "studier",
    "work": "arbete",
    "studies_or_work": "studier eller arbete",
    "no_occupation": "ingen sysselsättning",
    "unknown": "okänt",
    "other": "annat",
}

_ALL = (
    Share("reached_of_sought", "Andel nådda av sökta", "reached", "sought"),
    Share("answered_of_attempts", "Andel besvarade av försöken", "attempts_answered", "attempts"),
    Share(
        "occupied_of_reached",
        "Andel med sysselsättning av nådda i registret",
        "occupied_when_reached",
        "reached_while_covered",
    ),
    Share(
        "package_offered_of_new", "Andel erbjudna stödpaket av nyinskrivna", "support_package_offered", "newly_enrolled"
    ),
    Share("closed_of_enrolled", "Andel avslutade av inskrivna", "closed", "enrolled"),
    *(
        Share(f"{code}_of_closed", f"Andel till {label} av avslutade", f"closed_to_{code}", "closed")
        for code, label in _OUTCOMES.items()
    ),
    Share(
        "back_in_register_of_studies",
        "Andel åter i registret av avslutade till studier",
        "back_in_register",
        "closed_to_studies",
    ),
    Share("service_ended_of_participants", "Andel avslutade av deltagare", "service_ended", "service_participants"),
    *(
        Share(
            f"service_{code}_of_ended", f"Andel till {label} av avslutade", f"service_ended_to_{code}", "service_ended"
        )
        for code, label in _OUTCOMES.items()
    ),
    Share("recontacts_kept_of_due", "Andel återkontakter som gjordes", "recontacts_kept", "recontacts_due"),
    Share("conversion", "Andel av nådda som skrevs in inom 90 dagar", "enrolled_after_reach", "reached"),
    Share("enrolled_per_reached", "Inskrivna per 100 nådda", "enrolled", "reached", "ratio"),
    Share("newly_enrolled_per_reached", "Nyinskrivna per 100 nådda", "newly_enrolled", "reached", "ratio"),
)

SHARES: Mapping[str, Share] = {share.code: share for share in _ALL}
"""A ratio sets two populations beside each other: neither is part of the other, and it may exceed 100."""
