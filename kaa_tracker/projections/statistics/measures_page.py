"""The reference page of measures, written from the definitions themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kaa_tracker.projections.statistics.breakdowns import BREAKDOWNS
from kaa_tracker.projections.statistics.measure import PERSONAL, Kind
from kaa_tracker.projections.statistics.measures import MEASURES
from kaa_tracker.projections.statistics.report.annual_tables import TARGETS
from kaa_tracker.projections.statistics.shares import SHARES

_COUNTS: Mapping[str, str] = {"persons": "personer", "attempts": "försök", "addresses": "adresser"}


def measures_page() -> Iterator[str]:
    """The lines of ``docs/reference/measures.md``."""
    yield "# Measures"
    yield ""
    yield (
        "A measure is a query that says who counts in a period: the count, the table and the list of cases behind a "
        "cell come from it. `kaa report cell MEASURE --year YEAR --where BREAKDOWN=VALUE` lists them. Labels and "
        "definitions are Swedish, as they are printed. Days are Swedish local days; both ends of a period count."
    )
    yield ""
    yield f"Where a measure says nothing else: {_kinds(PERSONAL)}"
    yield from _measures()
    yield from _breakdowns()
    yield from _shares()


def _measures() -> Iterator[str]:
    for measure in MEASURES.values():
        yield ""
        yield f"## `{measure.code}`"
        yield ""
        yield f"**{measure.label}.** {measure.definition}"
        yield ""
        counts = "dagar, medianen" if measure.is_timed else _COUNTS[measure.counts]
        yield f"- Räknar: {counts}. Version {measure.version}."
        yield f"- Placeras på: {measure.placed}."
        if measure.breakdowns != PERSONAL:
            yield f"- {_kinds(measure.breakdowns)}"


def _kinds(breakdowns: Mapping[str, Kind]) -> str:
    parts = [
        f"{name} {', '.join(f'`{code}`' for code, kind in breakdowns.items() if kind == wanted)}"
        for wanted, name in (("partition", "summerar till totalen:"), ("overlapping", "överlappar:"))
        if wanted in breakdowns.values()
    ]
    return f"Indelningar vars rader {'; '.join(parts)}."


def _breakdowns() -> Iterator[str]:
    yield from ("", "## Breakdowns", "")
    yield "Where rows overlap, one who counts may stand in several; the total counts everyone once and is no sum."
    yield from ("", "| code | namn | vad som avgör |", "|---|---|---|")
    for breakdown in BREAKDOWNS.values():
        yield f"| `{breakdown.code}` | {breakdown.label} | {breakdown.definition} |"


def _shares() -> Iterator[str]:
    yield from ("", "## Shares and ratios", "")
    yield (
        "A share carries its two counts and the versions of their definitions. In a share the numerator is among the "
        "denominator; a ratio sets two populations beside each other and is written per 100, without a per cent sign."
    )
    yield from ("", "| code | namn | täljare | nämnare | slag | mål |", "|---|---|---|---|---|---|")
    for share in SHARES.values():
        kind = "andel" if share.kind == "share" else "kvot"
        target = f"{TARGETS[share.code]} %" if share.code in TARGETS else ""
        yield f"| `{share.code}` | {share.label} | `{share.numerator}` | `{share.denominator}` | {kind} | {target} |"
