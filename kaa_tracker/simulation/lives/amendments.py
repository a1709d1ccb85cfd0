"""Entries stated wrongly and corrected later, or made by mistake and voided: the figures see neither."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from kaa_tracker.simulation.lives.diary import Line
from kaa_tracker.simulation.lives.moments import day_of
from kaa_tracker.simulation.lives.world import World
from kaa_tracker.simulation.plans.plan import YouthPlan

OWN_ENTRIES_DAYS = 12
"""Days within which people amend what they logged themselves; afterwards a central coordinator does."""

AMENDED_CENTRALLY = 0.12
CALLS = ("phone", "sms", "email")
OCCUPATIONS = ("work", "internship", "komvux", "job_seeking", "none")
OUTCOMES = ("studies", "work", "no_occupation")


def amend(world: World, youth: YouthPlan, lines: list[Line]) -> list[Line]:
    """The lines of a youth with as many corrections and voids as are due, in the order of logging."""
    world.amendments.passed(len(lines))
    if not world.amendments.is_due:
        return lines
    amendable = [line for line in lines if _is_amendable(line, lines)]
    added: list[Line] = []
    for line in world.rng.sample(amendable, len(amendable)):
        if not world.amendments.is_due:
            break
        added += _amended(world, youth, line)
        world.amendments.settle()
    return sorted([*lines, *added], key=lambda line: line.recorded)


def _is_amendable(line: Line, lines: Sequence[Line]) -> bool:
    match line.command:
        case {"type": "log-contact-attempt"}:
            return line.search_from is not None and "batch_id" not in line.command
        case {"type": "log-answer"}:
            return True
        case {"type": "record-occupation", "code": code}:
            return code in OCCUPATIONS
        case {"type": "close-enrolment", "outcome": outcome, "enrolment_id": enrolment}:
            has_services = any(
                other.command["type"] == "start-service" and other.command["enrolment_id"] == enrolment
                for other in lines
            )
            return outcome in OUTCOMES and not has_services
        case _:
            return False


def _amended(world: World, youth: YouthPlan, line: Line) -> list[Line]:
    """What one amendment adds; a correction also changes what ``line`` said at first."""
    command = line.command
    match command["type"]:
        case "log-contact-attempt":
            return _amended_attempt(world, youth, line)
        case "log-answer":
            wrong = "youth" if command["by"] == "relative" else "relative"
            return [_corrected(world, line, "by", wrong, "wrong_value")]
        case "record-occupation":
            return [_corrected(world, line, "code", _another(world, OCCUPATIONS, command["code"]), "wrong_value")]
        case _:
            return [_corrected(world, line, "outcome", _another(world, OUTCOMES, command["outcome"]), "wrong_value")]


def _amended_attempt(world: World, youth: YouthPlan, line: Line) -> list[Line]:
    rng = world.rng
    chance = rng.random()
    if chance < 0.3:
        wrong_channel = _another(world, CALLS, line.command["channel"])
        return [_corrected(world, line, "channel", wrong_channel, "wrong_value")]
    if chance < 0.55:
        at = line.happened - timedelta(days=rng.randint(1, 4))
        if day_of(at) >= (line.search_from or 0):
            return [_corrected(world, line, "at", at, "wrong_day")]
    if chance < 0.8 or youth.enrolments:
        return _voided(world, line, line.command, "logged_twice" if chance < 0.9 else "wrong_case")
    contact = {"type": "log-self-contact", "contact_id": world.new_id(), "at": line.happened, "via": "phone"}
    return _voided(world, line, contact, "wrong_case")


def _another(world: World, codes: Sequence[str], right: str) -> str:
    others = [code for code in codes if code != right]
    return others[int(world.rng.random() * len(others))]


def _corrected(world: World, line: Line, field: str, wrong: object, reason: str) -> Line:
    """``line`` says ``wrong`` at first; the correction brings back what it said."""
    right = line.command[field]
    line.command[field] = wrong
    fields = {"type": "correct-entry", "reason": reason, "changes": {field: right}, "made_by": line.command_id}
    return _later(world, line, fields)


def _voided(world: World, line: Line, mistaken: dict[str, Any], reason: str) -> list[Line]:
    """An entry beside ``line`` that should not be there, and its void."""
    command = dict(mistaken)
    if "attempt_id" in command:
        command["attempt_id"] = world.new_id()
    mistake = replace(line, command=command, command_id=world.new_id(), recorded=line.recorded + timedelta(seconds=40))
    void = {"type": "void-entry", "reason": reason, "made_by": mistake.command_id, "with_dependents": True}
    return [mistake, _later(world, mistake, void)]


def _later(world: World, line: Line, command: dict[str, Any]) -> Line:
    """An amendment of ``line``, by who logged it or, after their days, by a central coordinator."""
    rng = world.rng
    actor, days = line.actor, rng.randint(1, OWN_ENTRIES_DAYS)
    if line.actor.role != "protected_case_handler" and rng.random() < AMENDED_CENTRALLY:
        actor, days = world.central_coordinator(rng.randint(0, 1)), rng.randint(20, 60)
    recorded = line.recorded + timedelta(days=days, minutes=rng.randint(0, 59))
    return Line(line.happened, actor, command, world.new_id(), recorded)
