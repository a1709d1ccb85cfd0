"""The only reader of the environment: every setting is a ``KAA_`` variable."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """How this process runs.

    Without any setting it is the embedded profile: one SQLite file and the keys beside it, in ``folder``.
    """

    model_config = SettingsConfigDict(env_prefix="KAA_", env_ignore_empty=True, frozen=True, extra="forbid")

    folder: Path = Path("var")
    """Where the embedded database, the key store and the master key lie."""

    database_url: SecretStr | None = None
    """``postgresql://user:password@host:port/name`` for production; unset: SQLite in ``folder``."""

    reference_folder: Path | None = None
    """A city's own reference data; unset: the shipped data."""

    max_line_bytes: int = 1_048_576
    """A longer message or line is refused."""

    wait_for_entry_days: int = Field(default=30, ge=1)
    """How long a register message waits for the entry of its person, or a part of an extract for the others."""

    keep_bodies_days: int = Field(default=30, ge=0)
    """How long a register message is kept after it came to its end; what became of it is kept for good."""

    processes: int = Field(default_factory=lambda: min(os.cpu_count() or 1, 8), ge=1, le=64)
    """How many processes a rebuild may use."""

    @property
    def is_embedded(self) -> bool:
        return self.database_url is None
