"""``kaa intake``: what has come in, what became of it, and deliveries that wait for somebody's decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from time import sleep
from typing import Annotated, NamedTuple

import typer
from rich.table import Table

from kaa_tracker.adapters.inbound.cli.console import EXIT_NOTHING_DONE, AsJson, bar, err, opened, out, print_json
from kaa_tracker.adapters.inbound.cli.projecting import project_changes
from kaa_tracker.adapters.inbound.cli.rulings import Reason, User, ruling
from kaa_tracker.application.intake.comparing import Comparison
from kaa_tracker.application.intake.inbox import Delivery, LedgerDay, State
from kaa_tracker.system import System

intake = typer.Typer(help="Inkorgen: vad som kommit in från BER och vad det blev av det.", no_args_is_help=True)

STATES: Mapping[State, str] = {
    "applied": "Verkan",
    "no_effect": "Utan verkan",
    "stale": "Inaktuella",
    "waiting": "Väntar",
    "quarantined": "Karantän",
    "discarded": "Kastade",
    "received": "Ej prövade",
}

LOOK_EVERY_SECONDS = 0.2

Number = Annotated[int, typer.Argument(help="Leveransens nummer, se kaa intake status.")]
Limit = Annotated[int, typer.Option(help="Så många av de senaste visas.", min=1)]


@intake.command("status")
def status(context: typer.Context, limit: Limit = 20, as_json: AsJson = False) -> None:
    """Liggaren: per leverans och dag, allt som kommit in och vad det blev."""
    with opened(context) as system:
        deliveries, days = system.intake.inbox.deliveries(limit=limit), system.intake.inbox.days(limit=limit)
        reasons = system.intake.inbox.quarantine_counts()
        if as_json:
            found = [{**delivery._asdict(), "adds_up": delivery.adds_up} for delivery in deliveries]
            print_json({"deliveries": found, "days": [day._asdict() for day in days], "quarantine": reasons})
            return
        if not deliveries:
            out.print("Inget har kommit in. Läs in en fil med kaa import register.")
            return
        out.print(_by_delivery(deliveries))
        out.print(_by_day(days))
        for delivery in deliveries:
            _tell_if_paused(system, delivery)
        for reason, number in reasons.items():
            out.print(f"I karantän: {number} {reason}. Se kaa quarantine list.")


@intake.command("work")
def work(context: typer.Context) -> None:
    """Pröva det som ligger i inkorgen, tills inget mer kan prövas."""
    with opened(context) as system:
        done = work_off(system).states
        project_changes(system)
    told = ", ".join(f"{label.lower()} {done[state]}" for state, label in STATES.items() if done.get(state))
    out.print(f"Inkorgen är genomgången: {told}." if told else "Inget i inkorgen kunde prövas.")


@intake.command("release")
def release(context: typer.Context, number: Number, user: User, reason: Reason) -> None:
    """Släpp fram en stoppad leverans."""
    with opened(context) as system:
        decided = ruling(system, user, reason)
        try:
            system.intake.inbox.release(number, decided)
        except LookupError:
            _no_such_delivery(number)
        work_off(system)
        project_changes(system)
    out.print(f"Leverans {number} är framsläppt.")


@intake.command("reject")
def reject(context: typer.Context, number: Number, user: User, reason: Reason) -> None:
    """Kasta det i en stoppad leverans som inte fått verkan."""
    with opened(context) as system:
        decided = ruling(system, user, reason)
        try:
            discarded = system.intake.inbox.reject(number, decided)
        except LookupError:
            _no_such_delivery(number)
        work_off(system)
        project_changes(system)
    out.print(f"Leverans {number} är avvisad: {discarded} meddelanden kastade.")


class WorkedOff(NamedTuple):
    """How many messages came to which state, and the extracts that were reconciled."""

    states: Counter[State]
    extracts: list[Comparison]


def work_off(system: System) -> WorkedOff:
    """Work until nothing more can be worked on. Where another process leads, wait until it has done so."""
    intake, done = system.intake, WorkedOff(Counter(), [])
    with bar("Prövar inkorgen", None) as step:
        while not intake.leads() and intake.inbox.unjudged():
            sleep(LOOK_EVERY_SECONDS)
        while intake.leads() and (worked := intake.worker.work()):
            done.states.update(worked.states)
            step(worked.states.total())
    if intake.leads():
        system.runner.catch_up()
        done.extracts.extend(intake.extracts.work())
    return done


def _no_such_delivery(number: int) -> None:
    err.print(f"Ingen leverans med nummer {number} är stoppad. Se kaa intake status.")
    raise typer.Exit(EXIT_NOTHING_DONE)


def _tell_if_paused(system: System, delivery: Delivery) -> None:
    if delivery.state != "paused":
        return
    figures = ", ".join(f"{name} {number}" for name, number in delivery.judgement.items())
    out.print(
        f"Leverans {delivery.number} ({delivery.name}) är stoppad: {figures}. Ingenting i flödet får verkan förrän "
        f"någon beslutat: kaa intake release {delivery.number} eller kaa intake reject {delivery.number}.",
        soft_wrap=True,
    )


def _by_delivery(deliveries: list[Delivery]) -> Table:
    table = _table("Nr", "Leverans", "Läge")
    for delivery in deliveries:
        name = f"{delivery.door} {delivery.name}"
        counts = _counts(delivery.received, delivery.repeats, delivery.states)
        table.add_row(str(delivery.number), name, _STATE_OF_DELIVERY[delivery.state], *counts)
    return table


def _by_day(days: list[LedgerDay]) -> Table:
    table = _table("Dag")
    for day in days:
        table.add_row(str(day.day), *_counts(day.received, day.repeats, day.states))
    return table


def _table(*first: str) -> Table:
    table = Table(*first, "Inkom", "Upprepade", *STATES.values())
    for column in table.columns[len(first) :]:
        column.justify = "right"
    return table


def _counts(received: int, repeats: int, states: Mapping[State, int]) -> list[str]:
    return [str(received), str(repeats), *(str(states.get(state, 0)) for state in STATES)]


_STATE_OF_DELIVERY = {"open": "öppen", "paused": "stoppad", "released": "framsläppt", "rejected": "avvisad"}
