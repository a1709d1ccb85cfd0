"""What BER tells of made-up youths: that each came into the register, and one thing more."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from datetime import timedelta
from itertools import islice

from kaa_tracker.application.intake.register import RegisterMessage
from kaa_tracker.domain.identifiers import FIRST_TEST_BIRTH
from tests.lives import FIRST_DAY, REGISTER_MOVES, Life, Move, Step
from tests.written import register_line

_SOURCE = "/ber/kaa"
_MOVES = [name for name in REGISTER_MOVES if name != "enter"]
_YOUTHS_A_BIRTH_DATE = 4
_DAYS_OF_ENTRY = 90
_SHARED_BY_ALL = ("Förnamnetna", "Släktnamnetia", "Påhittsvägen", "Hittepåstad", "berkey", "brevlada", "070-1740")
"""What every invented youth's name, address, key, e-mail or phone begins with."""


class People:
    """``count`` messages, in the order in which BER would send them if nothing ever were late."""

    def __init__(self, count: int) -> None:
        lives = [_life(number) for number in range((count + 1) // 2)]
        self._names = {str(step.request.command_id) for life in lives for step in life.steps}
        self._names |= {life.identity_number for life in lives}
        steps = [step for life in lives for step in life.steps]
        self.messages: Sequence[bytes] = [register_line(_message(step)) for step in islice(steps, count)]

    def shuffled(self) -> list[bytes]:
        """So that of many youths the second message comes before the first; the same order every time."""
        return random.Random(20221130).sample(self.messages, len(self.messages))

    def talked_of_in(self, log: str) -> set[str]:
        """What the text says of these people or their messages."""
        words = set(re.findall(r"[\w-]+", log))
        return words & self._names | {part for part in _SHARED_BY_ALL if part in log}


def _life(number: int) -> Life:
    born = FIRST_TEST_BIRTH + timedelta(days=number // _YOUTHS_A_BIRTH_DATE)
    life = Life(number, born)
    life.day = FIRST_DAY + timedelta(days=number % _DAYS_OF_ENTRY)
    life.go(Move("enter", 0, number))
    life.go(Move(_MOVES[number % len(_MOVES)], 30, number // len(_MOVES)))
    return life


def _message(step: Step) -> RegisterMessage:
    command = step.request.command
    return RegisterMessage(
        message_id=f"{_SOURCE} {step.request.command_id}",
        register_key=Life(step.youth, FIRST_TEST_BIRTH).register_key,
        recorded_at=step.request.recorded_at,
        command=command,  # type: ignore[arg-type]  # a life of register moves asks for nothing else
        person=step.told,
    )
