"""``kaa compliance``: the pages for those who audit, from how the program is set up."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kaa_tracker.adapters.inbound.cli.console import out
from kaa_tracker.system import Program

Folder = Annotated[Path, typer.Argument(file_okay=False, help="Mappen att skriva sidorna i; den skapas om den saknas.")]


def compliance(context: typer.Context, folder: Folder) -> None:
    """Skriv sidorna om efterlevnad: register över behandlingar, grunder, behörigheter, gallring, risker."""
    program: Program = context.obj
    pages = program.compliance_pages()
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
    out.print(f"{len(pages)} sidor skrivna i {folder}.")
