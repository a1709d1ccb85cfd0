"""``kaa intake``: what has come in, what became of it, and deliveries that wait for somebody's decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from time import sleep
from typing import Annotated, NamedTuple, TypeAlias

import typer
from rich.measure import Measurement
from rich.table import Table

from kaa_tracker.adapters.inbound.cli.console import EXIT_NOTHING_DONE, AsJson, bar, err, opened, out, print_json
from kaa_tracker.adapters.inbound.cli.projecting import project_changes
from kaa_tracker.adapters.inbound.cli.rulings import LARGEST_NUMBER, Reason, User, ruling
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
SHOWN = 20
"""Stopped deliveries named at once."""

Number = Annotated[int, typer.Argument(help="Leveransens nummer, se kaa intake status.", min=1, max=LARGEST_NUMBER)]
Limit = Annotated[int, typer.Option(help="Så många av de senaste visas.", min=1, max=LARGEST_NUMBER)]


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
        _print_ledger(_by_delivery(deliveries), deliveries)
        _print_ledger(_by_day(days), days)
        for delivery in deliveries:
            _tell_if_paused(system, delivery)
        if unknown := sum(one.unknown_fields for one in deliveries):
            out.print(f"{unknown} fält i leveranserna är okända för formatet, och lästes inte.")
        for reason, number in reasons.items():
            out.print(f"I karantän: {number} {reason}. Se kaa quarantine list.")


@intake.command("work")
def work(context: typer.Context) -> None:
    """Pröva det som ligger i inkorgen, tills inget mer kan prövas."""
    with opened(context) as system:
        done = work_off(system).states
        project_changes(system)
        told = ", ".join(f"{label.lower()} {done[state]}" for state, label in STATES.items() if done.get(state))
        stopped = _stopped(system)
    out.print(f"Inkorgen är genomgången: {told}." if told else "Inget i inkorgen kunde prövas.")
    _tell_what_stops(stopped)


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
        stopped = _stopped(system)
    out.print(f"Leverans {number} är framsläppt.")
    _tell_what_stops(stopped)


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
        stopped = _stopped(system)
    out.print(f"Leverans {number} är avvisad: {discarded} meddelanden kastade.")
    _tell_what_stops(stopped)


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


def _stopped(system: System) -> list[int]:
    """The deliveries that stop the feed now."""
    return sorted(one.number for one in system.intake.inbox.deliveries(limit=SHOWN, state="paused"))


def _tell_what_stops(stopped: Sequence[int]) -> None:
    if stopped:
        which = ", ".join(map(str, stopped))
        out.print(f"Flödet är stoppat: beslut väntar om leverans {which}. Se kaa intake status.")


def _no_such_delivery(number: int) -> None:
    err.print(f"Ingen leverans med nummer {number} är stoppad. Se kaa intake status.")
    raise typer.Exit(EXIT_NOTHING_DONE)


def _tell_if_paused(system: System, delivery: Delivery) -> None:
    if delivery.state != "paused":
        return
    shown = {name: number for name, number in delivery.judgement.items() if name != "extract"}
    figures = ", ".join(f"{_label(system, name)} {number}" for name, number in shown.items())
    out.print(
        f"Leverans {delivery.number} ({delivery.name}) är stoppad: {figures}. Ingenting i flödet får verkan förrän "
        f"någon beslutat: kaa intake release {delivery.number} eller kaa intake reject {delivery.number}.",
        soft_wrap=True,
    )


def _by_delivery(deliveries: Sequence[Delivery]) -> Table:
    columns = _columns(deliveries)
    table = Table("Nr", "Väg", "Leverans", "Läge")
    _add_columns(table, columns)
    for one in deliveries:
        state = _STATE_OF_DELIVERY[one.state]
        table.add_row(str(one.number), one.door, one.name, state, *(str(count(one)) for count in columns.values()))
    return table


def _by_day(days: Sequence[LedgerDay]) -> Table:
    columns = _columns(days)
    table = Table("Dag")
    _add_columns(table, columns)
    for one in days:
        table.add_row(str(one.day), *(str(count(one)) for count in columns.values()))
    return table


def _print_ledger(table: Table, rows: Sequence[Counted]) -> None:
    """The table, or a line for each row where the screen is too narrow for it."""
    if Measurement.get(out, out.options.update(max_width=_WIDEST), table).maximum <= out.width:
        out.print(table)
        return
    for row in rows:
        counts = ", ".join(f"{label.lower()} {count(row)}" for label, count in _columns(rows).items() if count(row))
        out.print(f"{_called(row)}: {counts}.")


def _called(row: Counted) -> str:
    if isinstance(row, LedgerDay):
        return str(row.day)
    return f"Leverans {row.number} ({row.door} {row.name}), {_STATE_OF_DELIVERY[row.state]}"


_WIDEST = 1_000
Counted: TypeAlias = Delivery | LedgerDay


def _columns(rows: Sequence[Counted]) -> Mapping[str, Callable[[Counted], int]]:
    """What came, and each thing that became of any of it: on a narrow screen a column of noughts is in the way."""
    columns: dict[str, Callable[[Counted], int]] = {"Inkom": lambda row: row.received}
    if any(row.repeats for row in rows):
        columns["Upprepade"] = lambda row: row.repeats
    for state, label in STATES.items():
        if any(row.states.get(state) for row in rows):
            columns[label] = partial(_in_state, state)
    return columns


def _in_state(state: State, row: Counted) -> int:
    return row.states.get(state, 0)


def _add_columns(table: Table, labels: Iterable[str]) -> None:
    for label in labels:
        table.add_column(label, justify="right", no_wrap=True)


FIGURES = {
    "held_before": "i registret före",
    "entering": "kommer in",
    "leaving": "lämnar",
    "entering_lately": "kom in utan beslut de senaste sju dagarna",
    "leaving_lately": "lämnade utan beslut de senaste sju dagarna",
    "listed": "i utdraget",
    "entering_earlier_years": "kom in som mest samma vecka tidigare år",
    "leaving_earlier_years": "lämnade som mest samma vecka tidigare år",
}


def _label(system: System, figure: str) -> str:
    """What a figure of the brake says: a number it counted, or a threshold that was crossed and its limit."""
    code = system.reference.find("brake_thresholds", figure, system.clock.today())
    return f"{code.label} – gräns" if code else FIGURES[figure]


_STATE_OF_DELIVERY = {"open": "öppen", "paused": "stoppad", "released": "framsläppt", "rejected": "avvisad"}
