"""Frozen reports on a terminal: what differs between two, who is behind it, and what was told late."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Column, Table

from kaa_tracker.adapters.inbound.cli.console import out
from kaa_tracker.application.reports.since import Behind, LateRegistrations, Way
from kaa_tracker.domain.periods import local_day
from kaa_tracker.domain.reports.life import ReportLife, ReportState
from kaa_tracker.projections.statistics.numbers import whole
from kaa_tracker.projections.statistics.report.cells import Report
from kaa_tracker.projections.statistics.report.differences import Differences, Place
from kaa_tracker.projections.statistics.report.printed import printed

STATES: dict[ReportState, str] = {"frozen": "fryst", "approved": "godkänd", "published": "publicerad"}
_WAYS: dict[Way, str] = {"in": "tillkommit", "out": "fallit bort", "day": "annan dag"}
_NO_DIFFERENCE = "Ingenting skiljer dem åt."


def print_life(life: ReportLife) -> None:
    frozen = life.frozen
    registered = f", {frozen.diary_number}" if frozen.diary_number else ""
    out.print(
        f"Rapport {life.number}: verksamhetsåret {frozen.year}{registered}, {STATES[life.state]}.", soft_wrap=True
    )
    out.print(f"Fryst {local_day(life.frozen_at)} av {life.frozen_by}, loggens läge {frozen.position}.", soft_wrap=True)
    if life.approved_at:
        out.print(f"Godkänd {local_day(life.approved_at)} av {life.approved_by}.", soft_wrap=True)
    if life.published and life.published_at:
        let_out = f"Publicerad {local_day(life.published_at)} av {life.published_by}"
        out.print(f"{let_out}, inga tal under {life.published.threshold}.", soft_wrap=True)
    out.print(f"SHA-256 {frozen.sha256}", soft_wrap=True)


def print_lives(lives: Sequence[ReportLife]) -> None:
    table = Table("Nr", "År", "Läge", "Diarienummer", "Fryst", "Av", "Godkänd av", "Publicerad av")
    for life in lives:
        table.add_row(
            str(life.number),
            str(life.frozen.year),
            STATES[life.state],
            life.frozen.diary_number or "",
            str(local_day(life.frozen_at)),
            life.frozen_by,
            life.approved_by or "",
            life.published_by or "",
        )
    out.print(table if lives else "Ingen rapport är fryst.")


def print_differences(before: Report, after: Report, found: Differences) -> None:
    if found.is_empty:
        out.print(_NO_DIFFERENCE)
        return
    numbers = (Column("Före", justify="right", no_wrap=True), Column("Nu", justify="right", no_wrap=True))
    table = Table("Tabell", "Rad", "Kolumn", *numbers)
    for one in found.cells:
        drawn = after.tables[one.table]
        row = " ".join(drawn.rows[one.row].labels)
        table.add_row(drawn.title, row, drawn.columns[one.column], printed(one.before), printed(one.after))
    if found.cells:
        out.print(table)
    for place in found.gone:
        out.print(f"Finns inte längre: {_said(before, place)}", soft_wrap=True)
    for place in found.new:
        out.print(f"Ny: {_said(after, place)}", soft_wrap=True)
    for redefined in found.redefined:
        versions = f"version {redefined.before or '–'} → {redefined.after or '–'}"
        out.print(f"Ändrad definition: {redefined.measure}, {versions}", soft_wrap=True)
    if found.reference:
        out.print(f"Andra referensdata: {found.reference.before} → {found.reference.after}", soft_wrap=True)
    if found.division:
        days = (" och ".join(map(str, dates)) for dates in (found.division.before, found.division.after))
        out.print(f"Annan stadsdelsindelning: den {' → den '.join(days)}", soft_wrap=True)


def _said(report: Report, place: Place) -> str:
    table = report.tables[place.table]
    row = " ".join(table.rows[place.row].labels) if place.row is not None else ""
    column = table.columns[place.column] if place.column is not None else ""
    return ", ".join(part for part in (table.title, row, column) if part)


def print_behind(report: Report, found: Sequence[Behind]) -> None:
    for one in found:
        values = ", ".join(f"{code}={value}" for code, value in one.where.items())
        year = report.year if one.period == "year" else report.year - 1
        what = " · ".join(part for part in (report.measures[one.measure].label, str(year), values) if part)
        out.print(f"[bold]{what}[/bold]: {whole(one.before)} → {whole(one.after)}", soft_wrap=True)
        for case in one.moved:
            told = "; ".join(f"{e.kind} ({e.position}, {local_day(e.recorded_at)})" for e in case.events)
            out.print(f"  {case.case_id} {_WAYS[case.how]}: {told}", soft_wrap=True)
        if one.not_shown:
            out.print(f"  {one.not_shown} ej visningsbara")
        if one.unexplained:
            out.print(f"  {one.unexplained:+} förklaras inte av händelser i ärendena")


def print_late(found: LateRegistrations) -> None:
    if not found.shown and not found.not_shown:
        out.print("Inget har registrerats i efterhand.")
        return
    table = Table("Dag", Column("Ärende", no_wrap=True), "Händelse", "Läge", "Registrerad")
    for one in found.shown:
        happened = one.happened
        recorded = str(local_day(happened.recorded_at))
        table.add_row(str(one.day), str(one.case_id), happened.kind, str(happened.position), recorded)
    if found.shown:
        out.print(table)
    if found.not_shown:
        out.print(f"{found.not_shown} ej visningsbara")
