"""The checks of the file, each a named rule that finds the lines breaking it; which of them hold when is data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import NamedTuple, TypeAlias

from kaa_tracker.domain.half_year.form import HalfYearForm
from kaa_tracker.domain.half_year.lines import Block, FileContent, FileLine
from kaa_tracker.domain.periods import birthday
from kaa_tracker.domain.person import IdentityKind


class KnownIdentity(NamedTuple):
    """What the checks ask of the person; ``None`` where the vault does not know."""

    kind: IdentityKind | None
    born: date | None


class Examined(NamedTuple):
    content: FileContent
    identity: KnownIdentity
    form: HalfYearForm

    def lines(self, *blocks: Block) -> Iterator[FileLine]:
        return (line for line in self.content.lines if line.block in blocks)


class HalfYearFinding(NamedTuple):
    """A line of the file that breaks a rule; ``is_left_out``: it does not go."""

    rule: str
    line: FileLine
    is_left_out: bool


Rule: TypeAlias = Callable[[Examined], Iterator[FileLine]]


def before_registration(examined: Examined) -> Iterator[FileLine]:
    """No date before the registration."""
    return (line for line in examined.content.lines if line.on < line.registered_on)


def end_without_start(examined: Examined) -> Iterator[FileLine]:
    """A measure that ended has a start, on that day or before."""
    for line in examined.lines("measure_ended"):
        if line.started_on is None or line.on < line.started_on:
            yield line


def after_end(examined: Examined) -> Iterator[FileLine]:
    """Nothing after the last day of responsibility within a stay."""
    for line in examined.lines("contact", "measure_started", "measure_ended"):
        if line.on > examined.content.stay_of(line).span.last:
            yield line


def not_under_20(examined: Examined) -> Iterator[FileLine]:
    """Under 20 when registered."""
    born = examined.identity.born
    for line in examined.lines("registration"):
        if born is not None and line.on >= birthday(born, 20):
            yield line


def turned_20_day(examined: Examined) -> Iterator[FileLine]:
    """Responsibility that ended with turning 20 ended on the 20th birthday."""
    born = examined.identity.born
    for line in examined.lines("responsibility_ended"):
        if line.reason == "turned_20" and born is not None and line.on != birthday(born, 20):
            yield line


def misregistered(examined: Examined) -> Iterator[FileLine]:
    """Whoever was registered by mistake is left out, the registration with all that belongs to it."""
    for line in examined.lines("registration"):
        if examined.content.stay_of(line).reason == "misregistered":
            yield line


def identity_missing(examined: Examined) -> Iterator[FileLine]:
    """Nobody can be reported without a number, nor checked without a day of birth."""
    if examined.identity.kind is None or examined.identity.born is None:
        yield from examined.lines("registration")


def identity_temporary(examined: Examined) -> Iterator[FileLine]:
    """A temporary number tells the agency of nobody it knows."""
    if examined.identity.kind == "temporary":
        yield from examined.lines("registration")


def unknown_code(examined: Examined) -> Iterator[FileLine]:
    """The agency has a code for ours, even if only the one that says that the line is not sent."""
    form = examined.form
    for line in examined.content.lines:
        if any(form.agency_code(column, line) is None for column in form.columns(line.block) if column.codes):
            yield line


_RULES: tuple[Rule, ...] = (
    before_registration,
    end_without_start,
    after_end,
    not_under_20,
    turned_20_day,
    misregistered,
    identity_missing,
    identity_temporary,
    unknown_code,
)
RULES: Mapping[str, Rule] = {rule.__name__: rule for rule in _RULES}

ALWAYS_LEFT_OUT = frozenset(("identity_missing", "unknown_code"))
"""What cannot be written down at all; the data files cannot let it through, nor the rule be dropped."""


def findings(examined: Examined) -> tuple[HalfYearFinding, ...]:
    """What the rules that hold find, rule by rule. Of lines that the agency does not want, nothing is found."""
    form = examined.form
    wanted = examined._replace(
        content=examined.content._replace(lines=tuple(line for line in examined.content.lines if form.is_sent(line)))
    )
    effects = {**dict.fromkeys(sorted(ALWAYS_LEFT_OUT), "left_out"), **form.checks}
    return tuple(
        HalfYearFinding(rule, line, effects[rule] == "left_out")
        for rule, finds in RULES.items()
        if rule in effects
        for line in finds(wanted)
    )
