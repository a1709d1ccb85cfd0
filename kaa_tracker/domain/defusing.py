"""Texts on their way into a spreadsheet, which takes some of them for formulas and would carry them out."""

from __future__ import annotations

from unicodedata import category, normalize

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def defused(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would take it for a formula: also behind blanks
    and characters that nobody sees, and written in wide letters."""
    if text[:1].isalnum():  # as of most
        return text
    seen = "".join(one for one in normalize("NFKC", text) if category(one) != "Cf")
    is_formula = seen.startswith(_STARTS_A_FORMULA) or seen.lstrip().startswith(_STARTS_A_FORMULA)
    return f"'{text}" if is_formula else text
