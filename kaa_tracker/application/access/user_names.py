"""What somebody who signs in can be called."""

from __future__ import annotations

import re

_USER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9._@-]{1,63}", re.ASCII)


def is_user_name(text: str) -> bool:
    """2 to 64 characters that begin with a letter, so that no personal identity number can be one."""
    return _USER_NAME.fullmatch(text) is not None
