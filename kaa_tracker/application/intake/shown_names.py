"""What senders call themselves and their messages, as people may see it: some are named by a person's number."""

from __future__ import annotations

import re

MASKED = "***"

_MONTH = "(0[1-9]|1[0-2])"
_DAY = "(0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])"
"""Or, in a coordination number, sixty more."""
_IDENTITY_NUMBER = re.compile(
    rf"(?<![0-9])([0-9]{{2}})?[0-9]{{2}}{_MONTH}{_DAY}[-+]?([0-9]{{4}}|TF[0-9]{{2}})(?![0-9])", re.IGNORECASE
)
_OF_A_PERSON = re.compile(r"[@\s]")


def shown_name(text: str | None) -> str | None:
    """``MASKED`` for what holds something like an identity number, a mail address or several words."""
    if text is None or not (_IDENTITY_NUMBER.search(text) or _OF_A_PERSON.search(text)):
        return text
    return MASKED
