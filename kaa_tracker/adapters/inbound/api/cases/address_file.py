"""The address file of a letter run: what a printing program or a spreadsheet takes in."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO

from kaa_tracker.application.letters.addressing import Printed
from kaa_tracker.domain.defusing import defused

CSV = "text/csv; charset=utf-8"
HEADINGS = ("namn", "gatuadress", "postnummer", "postort")


def address_file(addresses: Iterable[Printed]) -> str:
    """A line a letter, separated by semicolons."""
    lines = StringIO()
    writer = csv.writer(lines, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS)
    writer.writerows(map(defused, printed) for printed in addresses)
    return lines.getvalue()
