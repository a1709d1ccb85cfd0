"""The address file of a letter run: what a printing program or a spreadsheet takes in."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO
from unicodedata import category, normalize

from kaa_tracker.application.letters.addressing import Printed

CSV = "text/csv; charset=utf-8"
HEADINGS = ("namn", "gatuadress", "postnummer", "postort")
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def address_file(addresses: Iterable[Printed]) -> str:
    """A line a letter, separated by semicolons. A cell that a spreadsheet would take for a formula is given an
    apostrophe."""
    lines = StringIO()
    writer = csv.writer(lines, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS)
    writer.writerows([_cell(text) for text in printed] for printed in addresses)
    return lines.getvalue()


def _cell(text: str) -> str:
    seen = "".join(one for one in normalize("NFKC", text) if category(one) != "Cf")  # nobody sees the others
    is_formula = seen.startswith(_STARTS_A_FORMULA) or seen.lstrip().startswith(_STARTS_A_FORMULA)
    return f"'{text}" if is_formula else text
