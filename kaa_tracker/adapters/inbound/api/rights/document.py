"""The extract as a document in Swedish, to read on a screen or print: one HTML page that needs nothing beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from html import escape
from typing import Any

import msgspec

from kaa_tracker.adapters.inbound.cli.access_log import ACTS
from kaa_tracker.application.rights.extract import SubjectExtract
from kaa_tracker.application.rights.request_rules import CODES_OF, REQUEST_KINDS
from kaa_tracker.domain.periods import SWEDEN
from kaa_tracker.domain.reference import Reference

_STYLE = (
    "body{font:12pt/1.45 Georgia,serif;max-width:48rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.2rem .6rem .2rem 0;"
    "border-bottom:1px solid #999}tr,h2{break-inside:avoid;break-after:auto}h2{break-after:avoid}"
    "@media print{body{margin:0;max-width:none}}"
)

_FIELDS: Mapping[str, str] = {
    "given_name": "Förnamn",
    "family_name": "Efternamn",
    "identity_number": "Personnummer eller samordningsnummer",
    "identity_kind": "Slag av nummer",
    "birth_date": "Födelsedatum",
    "address": "Adress",
    "phones": "Telefon",
    "emails": "E-post",
    "register_key": "Beteckning i BER",
}
_TABLES: Mapping[str, str] = {
    "letter_recipient": "Brevutskick",
    "reconciliation_difference": "Skillnad mot registrets utdrag",
    "directory_opening": "Öppning av ärendet",
    "question": "Fråga om du omfattas",
    "transfer_request": "Begäran om att ta över ärendet",
    "disposal_case": "Gallring",
}
_STEPS: Mapping[str, str] = {"taken": "Handläggs", "noted": "", "extended": "Förlängd: ", "closed": "Avslutad: "}

_ABOUT = (
    "Det här är allt som programmet har antecknat om dig. Uppgifterna behandlas för kommunens aktivitetsansvar "
    "(skollagen 29 kap. 9 §, förordning 2006:39). De kommer från dig själv, från barn- och elevregistret (BER) och "
    "från dem som arbetar med aktivitetsansvaret, och gallras senast den 31 december det år du fyller 21.",
    "Varje halvår lämnas uppgifter om dig till Skolverket genom Statistiska centralbyrån (SCB). Vad nämnden får är "
    "siffror, som ingen kan läsa ut vem du är av.",
    "Du kan begära att felaktiga uppgifter rättas, invända mot behandlingen och klaga hos "
    "Integritetsskyddsmyndigheten (IMY).",
    "Listor och statistik räknas fram ur uppgifterna nedan och upprepas inte här. För att hitta dig finns också "
    "sökmärken, som är envägskrypterade och inte går att läsa.",
)


def document(extract: SubjectExtract, reference: Reference) -> str:
    """Everything a value holds is escaped, so that nothing in it is taken for a part of the page."""
    parts = (
        '<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>Registerutdrag</title>',
        f"<style>{_STYLE}</style></head><body><h1>Registerutdrag</h1>",
        f"<p>Gjort {_when(extract.made_at)}. Ärende {extract.case_id}.</p>",
        *(f"<p>{escape(text)}</p>" for text in _ABOUT),
        *_sections(extract, reference),
        *_merged(extract, reference),
        "</body></html>",
    )
    return "\n".join(parts)


def _sections(extract: SubjectExtract, reference: Reference) -> Iterator[str]:
    yield from _table("Vem du är", ("Uppgift", "Värde"), _person(extract.person or {}))
    entries = ((one.version, _when(one.recorded_at), one.sentence, _fields(one.data)) for one in extract.entries)
    yield from _table("Vad som har antecknats", ("Nr", "Antecknat", "Vad", "Uppgifter"), entries)
    messages = ((_when(one.received_at), one.kind, one.state, _json(one.said)) for one in extract.messages)
    yield from _table("Meddelanden från registret", ("Kom", "Slag", "Utfall", "Innehåll"), messages)
    accesses = (
        (_when(one.at), one.role, reference.label(one.unit), one.user or "", ACTS[one.act], ", ".join(one.fields))
        for one in extract.accesses
    )
    yield from _table("Vilka som har fått se", ("När", "Roll", "Enhet", "Namn", "Vad", "Uppgifter"), accesses)
    yield from _table("Vad du har begärt", ("Kom in", "Vad", "Steg"), _requests(extract, reference))
    contested = ((_when(one.at), one.field, _when(one.sent_at), one.answer or "") for one in extract.contested)
    yield from _table("Uppgifter i registret som du bestrider", ("När", "Uppgift", "Skickat", "Svar"), contested)
    incidents = ((_when(one.discovered_at), _label(reference, "incident_kinds", one.kind)) for one in extract.incidents)
    yield from _table("Incidenter som rör dig", ("Upptäckt", "Vad"), incidents)
    rows = ((_TABLES.get(one.table, one.table), _fields(one.values)) for one in extract.rows)
    yield from _table("Övrigt", ("Vad", "Uppgifter"), rows)
    codes = ((one.code, one.label, reference.codes(one.list).label) for one in extract.codes if _is_listed(one.list))
    yield from _table("Vad koderna betyder", ("Kod", "Betydelse", "Lista"), codes)


def _merged(extract: SubjectExtract, reference: Reference) -> Iterator[str]:
    for one in extract.merged:
        yield f"<h1>Ärende {one.case_id}, som har förts samman med det här</h1>"
        yield from _sections(one, reference)
        yield from _merged(one, reference)


def _is_listed(name: str) -> bool:
    """Districts and units have names instead of codes."""
    return name not in ("districts", "units")


def _person(person: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, label in _FIELDS.items():
        value = person.get(name)
        told = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else [value]
        yield label, ", ".join(str(one) for one in told if one is not None)


def _requests(extract: SubjectExtract, reference: Reference) -> Iterator[tuple[object, ...]]:
    for one in extract.requests:
        steps = (
            f"{_when(step.at)} {_STEPS[step.what]}{_label(reference, CODES_OF.get(step.what, ''), step.code)}"
            for step in one.steps
        )
        yield one.received_on, _label(reference, REQUEST_KINDS, one.kind), "; ".join(steps)


def _label(reference: Reference, list_name: str, code: str) -> str:
    return reference.codes(list_name).label_of(code) if list_name and code else code


def _fields(values: Mapping[str, Any]) -> str:
    """What is there, by its name."""
    return "; ".join(f"{name}: {_said(value)}" for name, value in values.items() if value not in (None, "", [], ()))


def _said(value: Any) -> str:
    if isinstance(value, datetime):
        return _when(value)
    if isinstance(value, dict):
        return f"({_fields(value)})"
    if isinstance(value, list | tuple):
        return ", ".join(map(_said, value))
    return {True: "ja", False: "nej"}[value] if isinstance(value, bool) else str(value)


def _json(value: Any) -> str:
    return "" if value is None else msgspec.json.encode(value).decode()


def _when(at: datetime | date | None) -> str:
    """By the clock in Sweden."""
    return at.astimezone(SWEDEN).strftime("%Y-%m-%d %H:%M") if isinstance(at, datetime) else str(at or "")


def _table(title: str, heads: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> Iterator[str]:
    yield f"<h2>{escape(title)}</h2>"
    body = [f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in row)}</tr>" for row in rows]
    if not body:
        yield "<p>Ingenting.</p>"
        return
    yield f"<table><thead><tr>{''.join(f'<th scope=col>{escape(head)}</th>' for head in heads)}</tr></thead><tbody>"
    yield from body
    yield "</tbody></table>"
