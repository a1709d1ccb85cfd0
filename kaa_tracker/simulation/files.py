"""The two files of a simulation, complete or not there at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

REGISTER = "register.ndjson"
OUTREACH = "outreach.ndjson"


@contextmanager
def both_files(folder: Path) -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """Both files open for writing; they take their names when all is written."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = [folder / f"{name}.part" for name in (REGISTER, OUTREACH)]
    try:
        with parts[0].open("wb") as register, parts[1].open("wb") as outreach:
            yield register, outreach
        for part in parts:
            os.replace(part, part.with_suffix(""))
    finally:
        for part in parts:
            part.unlink(missing_ok=True)
