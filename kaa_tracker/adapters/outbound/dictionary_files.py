"""Reads the data dictionary: ``dictionary.toml`` for fields, ``grounds.toml`` for the columns of tables.

Both list the fields under their ground, holder by holder, so that nothing is decided by default.
"""

from __future__ import annotations

import tomllib
from importlib import resources

import msgspec

from kaa_tracker.domain.dictionary import Dictionary


class DictionaryError(Exception):
    """A dictionary file cannot be used; the message names the file, and the address where there is one."""


def load_field_grounds() -> Dictionary:
    """The grounds of event, entry and vault fields. Raises ``DictionaryError``."""
    return _load("dictionary.toml")


def load_column_grounds() -> Dictionary:
    """The grounds of the database's columns, addressed "table/column". Raises ``DictionaryError``."""
    return _load("grounds.toml")


def _load(name: str) -> Dictionary:
    text = (resources.files("kaa_tracker.data") / name).read_text(encoding="utf-8")
    return read_grounds(text, name)


def read_grounds(text: str, name: str) -> Dictionary:
    """The grounds a file of that ``name`` gives, refusing a field decided on twice."""
    try:
        content = {key: value for key, value in tomllib.loads(text).items() if key not in ("source", "assumed")}
        holders = msgspec.convert(content, dict[str, dict[str, list[str]]])
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise DictionaryError(f"{name}: {error}") from error
    decided: dict[str, str] = {}
    for holder, grounds in holders.items():
        for ground, fields in grounds.items():
            for address in (f"{holder}/{field}" for field in fields):
                if address in decided:
                    raise DictionaryError(f"{name}: {address} is decided on twice")
                decided[address] = ground
    return decided
