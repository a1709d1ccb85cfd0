"""The program logs by codes through its own door: a sentence, or another logger, could say anything."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

PROGRAM = Path(__file__).parents[2] / "kaa_tracker"
LEVELS = {"debug", "info", "warning", "error", "critical", "exception"}
ITS_OWN_DOOR = {"observing/logs.py", "messaging/discretion.py"}
"""Where the logging of Python is set up, and where a library's is made discreet."""


def modules() -> Iterator[tuple[str, ast.Module]]:
    for file in sorted(PROGRAM.rglob("*.py")):
        yield file.relative_to(PROGRAM).as_posix(), ast.parse(file.read_text(encoding="utf-8"))


def faults_of(name: str, module: ast.Module) -> Iterator[str]:
    own = name.endswith(tuple(ITS_OWN_DOOR))
    for node in ast.walk(module):
        if isinstance(node, ast.Import) and not own and "logging" in {one.name for one in node.names}:
            yield f"{name}:{node.lineno} imports logging"
        if isinstance(node, ast.Call) and _is_of_a_log(node.func) and not _says_a_code(node):
            yield f"{name}:{node.lineno} logs no code"


def _is_of_a_log(called: ast.expr) -> bool:
    return (
        isinstance(called, ast.Attribute)
        and called.attr in LEVELS
        and isinstance(called.value, ast.Name | ast.Call)
        and ast.unparse(called.value) in ("log", "logger(__name__)")
    )


def _says_a_code(call: ast.Call) -> bool:
    event = call.args[0] if len(call.args) == 1 else None
    return isinstance(event, ast.Constant) and re.fullmatch("[a-z_]+", str(event.value)) is not None


def test_every_line_of_the_log_is_a_code_with_keys() -> None:
    assert [fault for name, module in modules() for fault in faults_of(name, module)] == []


def test_what_would_say_more_is_found() -> None:
    planted = (
        'import logging\nlog.info(f"{name} was found")\nlog.error("fault", name)\nlog.info("Hej")\nlog.info("hej", a=1)'
    )
    assert len(list(faults_of("planted.py", ast.parse(planted)))) == 4
