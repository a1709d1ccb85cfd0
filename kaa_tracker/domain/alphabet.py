"""The Swedish alphabet: å, ä and ö stand last, in that order, whatever the machine believes."""

from __future__ import annotations

from unicodedata import combining, normalize

_AFTER_Z = str.maketrans("åäæöø", "{||}}")
"""The three characters that follow z; their Danish and Norwegian likes stand with them."""


def alphabetical(name: str) -> tuple[str, str]:
    """The key to sort a name by: large as small, other accents only where nothing else tells two names apart."""
    placed = normalize("NFC", name).casefold().translate(_AFTER_Z)
    return "".join(letter for letter in normalize("NFD", placed) if not combining(letter)), name
