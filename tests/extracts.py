"""BER as it is: lives told in messages, and the extract that shows what they have come to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from kaa_tracker.adapters.outbound.reconciliations import SqlReconciliations, create_reconciliations
from kaa_tracker.adapters.outbound.reference_files import load_reference
from kaa_tracker.application.intake.comparing import Comparing
from kaa_tracker.application.intake.extract import ExtractPart, ListedPerson, UnreadablePerson
from kaa_tracker.application.intake.reconciling import Reconciling
from kaa_tracker.application.intake.register import BER, RegisterIntake, RegisterMessage
from kaa_tracker.domain.case.commands import RecordRegisterEntry
from kaa_tracker.domain.case.events import Entry
from kaa_tracker.domain.case.life import Life
from kaa_tracker.domain.case.reconciling import Listed
from kaa_tracker.domain.case.state import replay
from kaa_tracker.domain.case.stated import stated
from kaa_tracker.domain.periods import noon
from kaa_tracker.system import System
from tests.histories import in_order, messages_of
from tests.lives import REGISTER_MOVES, Move, lived

REFERENCE = load_reference()


def told_of(youths: int, random: Random) -> list[RegisterMessage]:
    """Everything BER tells of so many youths, in the order in which it does."""
    lives = []
    for number in range(youths):
        names = random.choices(REGISTER_MOVES, k=random.randrange(8))
        moves = [Move(name, random.choice((0, 1, 5, 15, 40)), random.randrange(12)) for name in names]
        lives.append(lived(number, date(2004, 1, 1) + timedelta(days=number), moves))
    return messages_of(in_order(lives))


def by_person(messages: Iterable[RegisterMessage]) -> dict[str, list[RegisterMessage]]:
    """What was told of each, in BER's order."""
    found: dict[str, list[RegisterMessage]] = {}
    for message in sorted(messages, key=lambda message: message.command.revision):
        found.setdefault(message.register_key, []).append(message)
    return found


def life_of(messages: Iterable[RegisterMessage]) -> Life:
    """What the messages about one youth come to."""
    entries = (
        Entry(number, message.recorded_at, BER, message.message_id, stated(message.command, REFERENCE))
        for number, message in enumerate(messages, 1)
    )
    return Life(replay(entries), REFERENCE.rules)


def is_in(messages: Iterable[RegisterMessage]) -> bool:
    stays = life_of(messages).stays
    return bool(stays) and stays[-1].exit is None


def person_of(messages: Iterable[RegisterMessage]) -> dict[str, Any]:
    """What BER tells of the person."""
    return {name: value for message in messages for name, value in message.person.items()}


def listed(messages: Sequence[RegisterMessage]) -> ListedPerson:
    """The youth whom the messages are about, as BER's extract shows them."""
    details = life_of(messages).details
    entry = [m.command for m in messages if isinstance(m.command, RecordRegisterEntry)][-1]
    shown = replace(
        entry,
        revision=messages[-1].command.revision,
        gender=details.gender,  # type: ignore[arg-type]
        district=details.district_said,
        protection=details.protection,  # type: ignore[arg-type]
    )
    return ListedPerson(messages[0].register_key, Listed(shown), person_of(messages))


def in_register(told: Iterable[RegisterMessage]) -> dict[str, ListedPerson]:
    """Everybody in the register after these messages."""
    return {key: listed(messages) for key, messages in by_person(told).items() if is_in(messages)}


def extract(
    of: date,
    persons: Iterable[ListedPerson],
    *,
    parts: int = 1,
    unreadable: Sequence[UnreadablePerson] = (),
    sent_at: datetime | None = None,
    name: str = "extract",
) -> list[ExtractPart]:
    """The extract of that day, made at noon, in parts of about the same size; the unreadable come last."""
    shown = list(persons)
    return [
        ExtractPart(
            message_id=f"/ber {name}-{of}-{number}",
            source="/ber",
            extract_id=f"{name}-{of}",
            extract_of=of,
            sent_at=sent_at or noon(of),
            part=number,
            parts=parts,
            persons=tuple(shown[number - 1 :: parts]),
            unreadable=tuple(unreadable) if number == parts else (),
            unknown_fields=0,
        )
        for number in range(1, parts + 1)
    ]


def extract_of(of: date, told: Iterable[RegisterMessage], **others: Any) -> list[ExtractPart]:
    """The extract that BER makes when it has told all that."""
    return extract(of, in_register(told).values(), **others)


def reconciling_on(system: System, intake: RegisterIntake | None = None) -> Reconciling:
    """The program's own stores reconciled, with an intake of its own unless one is given."""
    comparing = Comparing(system.store, system.vault, system.reading, system.reference.rules)
    return Reconciling(comparing, intake or system.register_intake(), kept_by(system))


def kept_by(system: System) -> SqlReconciliations:
    with system.reading.connect() as connection:
        engine = connection.engine
    create_reconciliations(engine)
    return SqlReconciliations(engine)
