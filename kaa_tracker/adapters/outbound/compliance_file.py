"""Reads what people have decided about the processing from its data file."""

from __future__ import annotations

from importlib import resources

import msgspec

from kaa_tracker.application.compliance.statements import Statements


def load_statements() -> Statements:
    """The shipped statements. Raises ``msgspec.ValidationError`` for a malformed one."""
    text = (resources.files("kaa_tracker.data") / "compliance.sv.toml").read_bytes()
    return msgspec.toml.decode(text, type=Statements)
