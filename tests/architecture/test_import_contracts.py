"""Each import contract can fail: a planted violation breaks just that one."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

PLANTED = [
    ("Layers", "domain/periods.py", "import kaa_tracker.projections.contract"),
    ("Layers", "application/handling.py", "import kaa_tracker.projections.contract"),
    ("Layers", "projections/contract.py", "import kaa_tracker.application.ports"),
    ("Layers", "adapters/inbound/files/lines.py", "import kaa_tracker.adapters.outbound.clock"),
    ("Layers", "adapters/outbound/clock.py", "import kaa_tracker.adapters.inbound.files.lines"),
    ("The domain touches", "domain/periods.py", "import random"),
    ("Application and projections", "application/handling.py", "import sqlite3"),
    ("SQLAlchemy stays", "adapters/inbound/files/lines.py", "import sqlalchemy"),
    ("The eventsourcing library", "bootstrap/__init__.py", "import eventsourcing.application"),
    ("FastStream and NATS", "adapters/inbound/files/lines.py", "import faststream"),
    ("FastStream and NATS", "bootstrap/__init__.py", "import nats.errors"),
    ("The web framework", "adapters/inbound/files/lines.py", "import starlette.requests"),
    ("The web framework", "bootstrap/__init__.py", "import fastapi"),
    ("The web framework", "adapters/inbound/cli/app.py", "import uvicorn"),
    ("The synthetic city", "simulation/__init__.py", "import kaa_tracker.domain.case.decisions"),
]


def broken_contracts(folder: Path) -> list[str]:
    linted = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    return [line.partition(" BROKEN")[0] for line in linted.stdout.splitlines() if " BROKEN" in line]


@pytest.fixture
def copy_of_the_program(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "kaa_tracker", tmp_path / "kaa_tracker", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_the_program_keeps_every_import_contract(copy_of_the_program: Path) -> None:
    assert broken_contracts(copy_of_the_program) == []


@pytest.mark.parametrize(("contract", "module", "statement"), PLANTED)
def test_a_planted_import_breaks_its_contract(
    copy_of_the_program: Path, contract: str, module: str, statement: str
) -> None:
    planted = copy_of_the_program / "kaa_tracker" / module
    planted.write_text(planted.read_text(encoding="utf-8") + f"\n{statement}\n", encoding="utf-8")
    assert any(name.startswith(contract) for name in broken_contracts(copy_of_the_program))
