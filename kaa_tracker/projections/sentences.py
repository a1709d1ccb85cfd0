"""One plain Swedish sentence from codes and days: made when a row is read, never stored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from kaa_tracker.domain.case.coded import CODED, DISTRICT, UNIT
from kaa_tracker.domain.case.events import (
    Event,
    ResponsibilityEnded,
    SearchStarted,
)
from kaa_tracker.domain.case.next_step import NextStep
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.domain.periods import local_day
from kaa_tracker.domain.reference import Reference

Texts = Mapping[str, Mapping[str, str]]

_MONTHS = ["jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec"]

_LIST_OF_WHY = {
    "unanswered": "channels",
    "contact_planned": "channels",
    "occupation_review": "occupations",
    "declined": "offered_support",
    "support_closed": "outcomes",
    "address_report_closed": "address_results",
}
_LIST_OF_FIELD = {
    "addressee": "addressees",
    "by": "addressees",
    "purpose": "purposes",
    "outcome": "outcomes",
    "protection": "protection",
    "gender": "genders",
    "result": "address_results",
}
_LIST_OF_REASON: Mapping[type[Event], str] = {
    SearchStarted: "search_reasons",
    ResponsibilityEnded: "responsibility_end_reasons",
}


def _sentence_of(step: NextStep) -> str:
    if step.on is None:
        return "no_next_day"
    return "unanswered_and_no_channel_left" if step.why == "unanswered" and not step.then else step.why


def swedish_day(day: date) -> str:
    """As in "3 mars 2022"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


class Sentences:
    """Renders rows and refusals by a city's texts and code labels."""

    def __init__(self, texts: Texts, reference: Reference) -> None:
        self._texts = texts
        self._reference = reference

    def why(self, row: Any) -> str:
        """Why a case is on the work list and what is next; ``row`` has the columns of ``worklist``."""
        return self.next_step(NextStep(row.next_on, row.why, row.since, row.code, row.then, row.attempts))

    def next_step(self, step: NextStep) -> str:
        """Why the case has its next day, and what is next."""
        facts = {
            "since": swedish_day(step.since),
            "on": swedish_day(step.on) if step.on else "",
            "code": self._why_code(step.why, step.code or ""),
            "then": self._label("channels", step.then or ""),
            "attempts": step.attempts,
        }
        return self._texts["why"][_sentence_of(step)].format_map(facts)

    def list_name(self, name: str) -> str:
        """What a list of the day's work is called."""
        return self._texts["list"][name]

    def opened_by_hand(self, where: str, unit: str) -> str:
        """Who has a case opened by hand, for whoever opened it: ``within_reach``, ``elsewhere`` or ``in_the_pool``."""
        return self._texts["opened_by_hand"][where].format(unit)

    def refusal(self, refusal: Refusal) -> str:
        """What the rule says, and what to do."""
        said = self._texts["refusal"].get(refusal.code, refusal.code)
        return f"{said} ({', '.join(refusal.about)})" if refusal.about else said

    def rejection(self, code: str) -> str:
        """What is wrong with a line that is no message, and what to do."""
        return self._texts["rejection"].get(code, code)

    def quarantined(self, reason: str) -> str:
        """Why a message is in quarantine, and what to do: what is wrong with it, or the rule that refused it."""
        return self._texts["rejection"].get(reason) or self._texts["refusal"].get(reason, reason)

    def finding(self, kind: str) -> str:
        return self._texts["finding"][kind]

    def half_year_finding(self, rule: str) -> str:
        """What is wrong with a line of the half-year file, and what to do."""
        return self._texts["half_year_finding"][rule]

    def event(self, event: Event) -> str:
        """What happened, in words."""
        lists = {"reason": _LIST_OF_REASON.get(type(event)), **_LIST_OF_FIELD, **CODED.get(type(event), {})}
        facts = {name: self._said(lists.get(name), getattr(event, name)) for name in event.__struct_fields__}
        said = self._texts["timeline"][str(type(event).__struct_config__.tag)]
        if getattr(event, "extract_of", None) is not None:
            said += self._texts["according_to"]["extract"]
        return said.format_map(facts)

    def _why_code(self, why: str, code: str) -> str:
        if why == "reached":
            return self._texts["reached_by"][code]
        return self._label(_LIST_OF_WHY.get(why), code)

    def _said(self, list_name: str | None, value: Any) -> str:
        match value:
            case None | () | False:
                return "–"
            case True:
                return "ja"
            case datetime():
                return swedish_day(local_day(value))
            case date():
                return swedish_day(value)
            case tuple():
                return ", ".join(self._said(list_name, one) for one in value)
            case str():
                return self._label(list_name, value)
            case Event():
                return self.event(value)
            case _:
                return str(value)

    def _label(self, list_name: str | None, code: str) -> str:
        """A code by its list; a district or unit by its name."""
        if list_name in (None, UNIT, DISTRICT):
            return self._reference.label(code)
        return self._reference.codes(str(list_name)).label_of(code)
