"""The only reader of the environment: every setting is a ``KAA_`` variable."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal, Self, TypeAlias

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_Algorithm: TypeAlias = Literal["ES256", "RS256", "PS256", "EdDSA", "Ed25519"]


class Settings(BaseSettings):
    """How this process runs.

    Without any setting it is the embedded profile: one SQLite file and the keys beside it, in ``folder``.
    """

    model_config = SettingsConfigDict(env_prefix="KAA_", env_ignore_empty=True, frozen=True, extra="forbid")

    folder: Path = Path("var")
    """Where the embedded database, the key store and the master key lie."""

    database_url: SecretStr | None = None
    """``postgresql://user:password@host:port/name`` for production; unset: SQLite in ``folder``."""

    without_row_security: Literal["", "the program alone holds back rows"] = ""
    """Set to "the program alone holds back rows" to do without the row-level security of PostgreSQL, where the
    database user may have no role ``kaa_reader``."""

    reference_folder: Path | None = None
    """A city's own reference data; unset: the shipped data."""

    max_line_bytes: int = Field(default=1_048_576, ge=1_024)
    """A longer message or line is refused."""

    wait_for_entry_days: int = Field(default=30, ge=1)
    """How long a register message waits for the entry of its person, or a part of an extract for the others."""

    keep_bodies_days: int = Field(default=30, ge=0)
    """How long a register message is kept after it came to its end; what became of it is kept for good."""

    keep_access_log_days: int = Field(default=730, ge=1)
    """How long it is kept who was shown what."""

    name_employees_in_extracts: bool = False
    """Whether an extract for the person names whoever worked with the case, beside role and unit."""

    many_cases_a_day: int = Field(default=200, ge=1)
    """Whoever is shown more cases on a day stands out in the access log."""

    letter_file_days: int = Field(default=7, ge=1)
    """How long after a letter run was prepared its addresses can be read."""

    keep_letters_days: int = Field(default=180, ge=14)
    """How long after a letter run was prepared it is kept whom it went to; until then it can be undone."""

    glass_hours: int = Field(default=24, ge=1)
    """How long a case stays open to whoever broke the glass."""

    sample_days: int = Field(default=30, ge=1)
    """How long the cases of a sample stay open to the auditor who drew it."""

    presence_minutes: int = Field(default=60, ge=1)
    """How long another unit's case can be worked with after *Ungdomen är här*: one contact, one transfer request."""

    keep_documents_days: int = Field(default=30, ge=1)
    """How long a report that was ordered as a file can be fetched."""

    city: str = Field(default="Stockholms stad", min_length=1)
    """The municipality, as reports name it."""

    fewest_published: int = Field(default=5, ge=1)
    """A published report tells of no fewer persons than so many; 10 is Skolverket's habit."""

    user: str = ""
    """Who gives the commands, by the name in the directory; ``--user`` goes before it."""

    feed_token: SecretStr | None = None
    """What BER shows to push messages; at least 32 characters. Unset: nobody may."""

    oidc_issuer: str | None = None
    """The provider of identities that people sign in with, as it names itself: ``https://login.example/kaa``.
    Unset: nobody signs in, but on one machine with ``kaa token``."""

    oidc_audience: str | None = None
    """What a token must be issued for: the name the provider has for this program."""

    oidc_keys_url: str | None = None
    """Where the provider shows its keys; unset: where its own description says."""

    oidc_user_claim: str = Field(default="preferred_username", min_length=1)
    """The claim of a token that holds the name somebody has in the directory."""

    oidc_algorithms: tuple[_Algorithm, ...] = ("ES256", "RS256", "PS256", "EdDSA", "Ed25519")
    """How a token may be signed."""

    oidc_token_type: Literal["at+jwt", "JWT"] = "at+jwt"
    """What a token must call itself; ``JWT`` for a provider that does not follow RFC 9068."""

    oidc_refresh_seconds: int = Field(default=10, ge=1)
    """The provider is asked for its keys at most this often."""

    streams_per_user: int = Field(default=3, ge=1)
    """How many streams of changes one user may have open on a server."""

    documentation_url: str | None = None
    """Where people find the description of the interface; told at ``/api-info``."""

    host: str = "127.0.0.1"
    """Where ``kaa serve`` listens."""

    port: int = Field(default=8000, ge=0, le=65535)
    """The port ``kaa serve`` listens on; 0: any free one."""

    tls_certificate: Path | None = None
    """PEM file: the certificate and those that vouch for it."""

    tls_key: Path | None = None
    """PEM file: the key of the certificate."""

    behind_tls_proxy: bool = False
    """Whether a proxy adds TLS to what ``kaa serve`` answers."""

    metrics_token: SecretStr | None = None
    """What the program that collects metrics shows at ``/metrics``; at least 32 characters. Unset: nobody may."""

    otlp_endpoint: str | None = None
    """Where spans of OpenTelemetry are sent, as ``https://collector:4318/v1/traces``; needs the extra ``tracing``."""

    statement_seconds: float = Field(default=10, gt=0)
    """How long a statement that answers somebody may take before it is ended."""

    requests_at_once: int = Field(default=200, ge=1)
    """So many requests are in hand in ``kaa serve``; whoever asks beyond it is told to come again."""

    grace_seconds: int = Field(default=10, ge=0)
    """For how long requests in hand may take when ``kaa serve`` is told to stop."""

    nats_servers: tuple[str, ...] = ()
    """``["tls://one:4222", "tls://two:4222"]``; unset: no messages by NATS."""

    nats_stream: str = "BER"
    """The JetStream stream with the register's messages."""

    nats_durable: str = "kaa-tracker"
    """The name of the consumer on the server; every process of the program shares it."""

    nats_subject: str = "ber.kaa.>"
    """The subjects of the register's messages."""

    nats_credentials: Path | None = None
    """A file with a user's JWT and seed."""

    nats_token: SecretStr | None = None
    """A token for the servers."""

    nats_tls_ca: Path | None = None
    """PEM file: the certificates to trust; unset: those of the system."""

    nats_monitoring_url: str | None = None
    """Where the server that keeps the stream shows how it writes to disk, as ``http://127.0.0.1:8222``."""

    nats_may_lose: str = ""
    """Set to "acknowledged messages may be lost" to take messages from a stream that does not promise to keep them."""

    processes: int = Field(default_factory=lambda: min(os.cpu_count() or 1, 8), ge=1, le=64)
    """How many processes a rebuild may use."""

    @model_validator(mode="after")
    def _has_both_certificate_and_key(self) -> Self:
        if (self.tls_certificate is None) != (self.tls_key is None):
            raise ValueError("KAA_TLS_CERTIFICATE och KAA_TLS_KEY hör ihop. Ange båda, eller ingen av dem.")
        return self

    @property
    def is_embedded(self) -> bool:
        return self.database_url is None
