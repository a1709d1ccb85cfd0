"""Youths as the checks of the half-year file look at them."""

from __future__ import annotations

from datetime import date

from kaa_tracker.adapters.outbound.half_year.form_files import load_half_year_forms
from kaa_tracker.domain.half_year.checks import Examined, KnownIdentity, findings
from kaa_tracker.domain.half_year.content import content
from kaa_tracker.domain.half_year.half import HalfYear
from kaa_tracker.domain.half_year.writing import going
from tests.domain.case.facts import on
from tests.domain.case.story import Story

AUTUMN = HalfYear(2022, 2)
FORMS = load_half_year_forms()
FORM = FORMS.of(AUTUMN)
BORN = date(2004, 5, 3)
KNOWN = KnownIdentity("personnummer", BORN)


def examined(story: Story, known: KnownIdentity = KNOWN) -> Examined:
    return Examined(content(story.life, AUTUMN), known, FORM)


def found(story: Story, known: KnownIdentity = KNOWN) -> list[tuple[str, str, str]]:
    """Rule, block and day of everything the checks find."""
    return [(one.rule, one.line.block, str(one.line.on)) for one in findings(examined(story, known))]


def sent(story: Story, known: KnownIdentity = KNOWN) -> list[tuple[str, str]]:
    """Block and day of the lines that go."""
    looked_at = examined(story, known)
    return [(line.block, str(line.on)) for line in going(looked_at.content, findings(looked_at), FORM)]


def born(day: str) -> KnownIdentity:
    return KNOWN._replace(born=on(day))
