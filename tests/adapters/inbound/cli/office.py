"""The command on a database of its own, run within the test's process."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kaa_tracker.adapters.inbound.cli.app import run
from kaa_tracker.bootstrap import program
from kaa_tracker.settings import Settings

_BY = ("--by", "anna.al")


class Ran(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return self.out + self.err


class Office:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.stores = folder / "office"

    def kaa(self, *arguments: str, **settings: Any) -> Ran:
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
            run(program(Settings(folder=self.stores, **settings)), arguments)
        return Ran(int(ended.value.code or 0), out.getvalue(), err.getvalue())

    def let_in(self, **roles: str) -> None:
        """People by their names, an underscore for the full stop, each with a role."""
        for name, role in roles.items():
            name = name.replace("_", ".")
            for ran in (self.kaa("user", "add", name, *_BY), self.kaa("user", "grant", name, role, *_BY)):
                assert ran.code == 0, ran.err

    def file(self, name: str, *lines: bytes) -> str:
        (self.folder / name).write_bytes(b"".join(lines))
        return str(self.folder / name)

    def events(self) -> int:
        return int(json.loads(self.kaa("status", "--json").out)["events"])
