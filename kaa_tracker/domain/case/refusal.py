"""A refusal: the expected answer to a command that a rule does not allow."""

from __future__ import annotations

import msgspec


class Refusal(msgspec.Struct, frozen=True):
    """``code`` is stable and names the rule; ``about`` holds codes, days and entry numbers that
    explain it, never a value of a person."""

    code: str
    about: tuple[str, ...] = ()
