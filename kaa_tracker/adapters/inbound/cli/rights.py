"""``kaa person``: what persons ask about their data, the extract they are given, and what the register is told."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import typer
from rich.table import Table

from kaa_tracker.adapters.inbound.api.rights.document import document
from kaa_tracker.adapters.inbound.api.rights.extract_form import as_json
from kaa_tracker.adapters.inbound.api.rights.request_forms import message_shown, request_shown
from kaa_tracker.adapters.inbound.cli.acting import acting, stop
from kaa_tracker.adapters.inbound.cli.console import AsJson, out, print_json
from kaa_tracker.adapters.inbound.cli.looking import AsUser
from kaa_tracker.application.access.seeing import Seeing
from kaa_tracker.application.rights.person_requests import PersonRequest, Received, Step
from kaa_tracker.application.rights.request_rules import CODES_OF, REQUEST_KINDS
from kaa_tracker.application.rights.source_messages import SourceMessage
from kaa_tracker.domain.reference import Reference

persons = typer.Typer(help="Personernas rättigheter: begäranden, registerutdrag och rättelser.", no_args_is_help=True)

Number = Annotated[int, typer.Argument(help="Begärans nummer, se kaa person requests.")]
Message = Annotated[int, typer.Argument(help="Meddelandets nummer, se kaa person messages.")]
Everything = Annotated[bool, typer.Option("--all", help="Också de besvarade.")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Dagen den kom in; annars i dag.")]
Html = Annotated[bool, typer.Option("--html", help="Skriv ett dokument att läsa i stället för JSON.")]

NO_CASE = "Ärendet finns inte. Hämta ärendets nummer med kaa worklist."
NO_REQUEST = "Begäran finns inte. Hämta begärandena med kaa person requests."
NO_MESSAGE = "Meddelandet finns inte. Hämta meddelandena med kaa person messages."


@persons.command("extract")
def extract(context: typer.Context, case_id: UUID, user: AsUser = "", html: Html = False) -> None:
    """Skriv ut allt som finns om en person, för personen själv. Det antecknas i åtkomstloggen."""
    with acting(context, user, "answer_persons") as (system, who):
        seeing = Seeing(system.store, system.directory, system.reference.rules)
        found = seeing.case(who, case_id, now := system.clock.now(), "answer_persons")
        if found is None:
            stop(NO_CASE)
        made = system.rights.extracting.of_case(found, now)
        written = document(made, system.reference) if html else as_json(made).model_dump_json(by_alias=True)
        sys.stdout.write(written + "\n")


@persons.command("requests")
def requests(
    context: typer.Context, user: AsUser = "", everything: Everything = False, as_json: AsJson = False
) -> None:
    """Visa vad personer har begärt, det som är försenat först."""
    with acting(context, user, "answer_persons") as (system, who):
        found = system.rights.answering.requests(who, system.clock.now(), open_only=not everything)
        today, reference = system.clock.today(), system.reference
    if as_json:
        shown = [request_shown(one, today, reference).model_dump(mode="json") for one in found]
        print_json({"today": today, "requests": shown})
    elif found:
        out.print(_table(found, today, reference))
    else:
        out.print("Ingen begäran väntar på svar.")


@persons.command("request")
def request(context: typer.Context, case_id: UUID, kind: str, user: AsUser = "", received_on: Day = None) -> None:
    """Anteckna att en person har begärt något: access, rectification, erasure, restriction eller objection."""
    with acting(context, user, "answer_persons") as act:
        received = Received(case_id, kind, received_on.date() if received_on else act.system.clock.today())
        filed = act.system.rights.answering.register(act.user, received, act.written)
        if filed is None:
            stop(NO_CASE)
        out.print(f"Begäran {filed.number} är antecknad.")


@persons.command("step")
def step(context: typer.Context, number: Number, what: str, code: str = "", user: AsUser = "") -> None:
    """Anteckna vad som görs: taken (ta över), noted, extended (förläng en gång) eller closed, med en kod."""
    if what not in ("taken", *CODES_OF):
        raise typer.BadParameter(f"ange en av taken, {', '.join(CODES_OF)}", param_hint="WHAT")
    with acting(context, user, "answer_persons") as act:
        by, at, command_id = act.written
        done = Step(what, code, by, at)
        if act.system.rights.answering.add(act.user, number, done, command_id) is None:
            stop(NO_REQUEST)
    out.print(f"Antecknat på begäran {number}.")


@persons.command("contest")
def contest(context: typer.Context, number: Number, field: str, user: AsUser = "") -> None:
    """Flagga en av registrets uppgifter som personen bestrider, och lägg ett meddelande till registret."""
    with acting(context, user, "answer_persons") as act:
        filed = act.system.rights.answering.contest(act.user, number, field, act.written)
        if filed is None:
            stop(NO_REQUEST)
        out.print(f"Meddelande {filed.number} väntar på att skickas. Programmet skickar det inte självt.")


@persons.command("messages")
def messages(
    context: typer.Context, user: AsUser = "", everything: Everything = False, as_json: AsJson = False
) -> None:
    """Visa vad registret ska få veta och ännu inte har svarat på."""
    with acting(context, user, "answer_persons") as (system, who):
        found = system.rights.answering.messages(who, system.clock.now(), open_only=not everything)
    if as_json:
        print_json({"messages": [message_shown(one).model_dump(mode="json") for one in found]})
    elif found:
        out.print(_messages(found))
    else:
        out.print("Inget meddelande väntar.")


@persons.command("sent")
def sent(context: typer.Context, number: Message, user: AsUser = "") -> None:
    """Anteckna att du har skickat ett meddelande till registret."""
    with acting(context, user, "answer_persons") as (system, who):
        if system.rights.answering.sent(who, number, system.clock.now()) is None:
            stop(NO_MESSAGE)
    out.print(f"Meddelande {number} är skickat.")


@persons.command("answered")
def answered(context: typer.Context, number: Message, answer: str, user: AsUser = "") -> None:
    """Anteckna vad registret svarade: corrected, stands eller not_answered."""
    with acting(context, user, "answer_persons") as (system, who):
        if system.rights.answering.answered(who, number, answer, system.clock.now()) is None:
            stop(NO_MESSAGE)
    out.print(f"Svaret på meddelande {number} är antecknat.")


def _table(found: Sequence[PersonRequest], today: date, reference: Reference) -> Table:
    table = Table("Nr", "Ärende", "Vad", "Kom in", "Senast", "Handläggs av", "Utfall")
    kinds, outcomes = reference.codes(REQUEST_KINDS), reference.codes(CODES_OF["closed"])
    for one in found:
        late = " försenad" if one.is_overdue(today) else ""
        table.add_row(
            str(one.number),
            str(one.case_id or "gallrat"),
            kinds.label_of(one.kind),
            str(one.received_on),
            f"{one.due_on}{late}",
            one.handler or "",
            outcomes.label_of(one.outcome) if one.outcome else "",
        )
    return table


def _messages(found: Sequence[SourceMessage]) -> Table:
    table = Table("Nr", "Begäran", "Ärende", "Uppgift", "Skickat", "Svar")
    for one in found:
        table.add_row(
            str(one.number),
            str(one.request),
            str(one.case_id or "gallrat"),
            one.field,
            one.sent_by or "nej",
            one.answer or "",
        )
    return table
