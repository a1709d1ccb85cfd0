"""An issuer of tokens that can also make every kind of bad one, and a door that looks at them."""

from __future__ import annotations

import asyncio
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
from fastapi import APIRouter, FastAPI
from joserfc.jwk import ECKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry
from starlette.exceptions import HTTPException
from starlette.requests import Request

from kaa_tracker.adapters.inbound.api.edge import Edge
from kaa_tracker.adapters.inbound.api.guarding import guarded
from kaa_tracker.adapters.inbound.api.problems import of_refusal
from kaa_tracker.adapters.inbound.api.signing_in.sign_in import SignIn, Verifier, signed_in
from kaa_tracker.adapters.inbound.api.signing_in.verifier import TokenVerifier
from kaa_tracker.adapters.inbound.api.signing_in.verifying import KeyFor
from kaa_tracker.adapters.outbound.reference_files import load_reference
from kaa_tracker.application.access.directory import Directory
from kaa_tracker.application.access.tokens import TokenTerms
from kaa_tracker.domain.access.roles import Posting
from tests.directory_in_memory import DirectoryInMemory

NOW = datetime(2026, 8, 20, 3, tzinfo=UTC)
SECOND = int(NOW.timestamp())
NAME = "line.ek"
POSTING = Posting("local_coordinator", "kista")
TERMS = TokenTerms(
    "https://login.example/kaa", "kaa-tracker", "preferred_username", ("ES256", "RS256", "EdDSA"), "at+jwt"
)

KEYS: Mapping[str, Any] = {
    "es": ECKey.generate_key("P-256", {"kid": "es", "use": "sig", "alg": "ES256"}),
    "rs": RSAKey.generate_key(2048, {"kid": "rs", "use": "sig"}),
    "ed": OKPKey.generate_key("Ed25519", {"kid": "ed", "use": "sig", "alg": "EdDSA"}),
}
ALGORITHM = {"es": "ES256", "rs": "RS256", "ed": "EdDSA"}

_JSON = (b"content-type", b"application/json")

HEADER = {"alg": "ES256", "typ": "at+jwt", "kid": "es"}
CLAIMS = {
    "iss": TERMS.issuer,
    "aud": TERMS.audience,
    "sub": "8d2f6c",
    "preferred_username": NAME,
    "iat": SECOND - 60,
    "exp": SECOND + 3600,
}


class ClockAtRest:
    def now(self) -> datetime:
        return NOW

    def today(self) -> date:
        return NOW.date()


def key_set(**keys: Any) -> bytes:
    return json.dumps({"keys": [key.as_dict(private=False) for key in (keys or KEYS).values()]}).encode()


def written(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def token(
    header: Mapping[str, Any] | bytes = HEADER,
    claims: Mapping[str, Any] | bytes = CLAIMS,
    sign: Callable[[bytes], bytes] | None = None,
) -> str:
    """Signed with the key that ``kid`` names, unless ``sign`` says otherwise."""
    parts = [part if isinstance(part, bytes) else json.dumps(part).encode() for part in (header, claims)]
    signed = ".".join(map(written, parts))
    return f"{signed}.{written((sign or by('es'))(signed.encode()))}"


def by(key: str, algorithm: str | None = None) -> Callable[[bytes], bytes]:
    """Signs with the key of that name."""
    return by_key(KEYS[key], algorithm or ALGORITHM[key])


def by_key(key: Any, algorithm: str) -> Callable[[bytes], bytes]:
    return lambda signed: JWSRegistry.algorithms[algorithm].sign(signed, key)


def header(**members: Any) -> dict[str, Any]:
    """The header of a good token, changed; ``None`` takes a member out."""
    return {name: value for name, value in {**HEADER, **members}.items() if value is not None}


def claims(**members: Any) -> dict[str, Any]:
    """The claims of a good token, changed; ``None`` takes a claim out."""
    return {name: value for name, value in {**CLAIMS, **members}.items() if value is not None}


def directory() -> Directory:
    """One user, and one who was removed."""
    made = DirectoryInMemory(load_reference())
    for name in (NAME, "gone.gran"):
        made.add(name, "berit.blom", NOW)
        made.grant(name, POSTING, NOW.date() + timedelta(days=30), "berit.blom", NOW)
    made.remove("gone.gran", "berit.blom", NOW)
    return made


def believing(key_for: KeyFor) -> Verifier:
    """Believes what the keys have signed, at rest."""
    return TokenVerifier(TERMS, key_for, key_for, ClockAtRest())


class Door:
    """An application with one route, behind ``SignIn``."""

    def __init__(self, verifier: Verifier) -> None:
        self.directory = directory()
        self.bodies_read = 0
        sign_in = SignIn(verifier, self.directory, ClockAtRest())
        self.app = FastAPI(openapi_url=None)
        self.app.add_middleware(Edge)
        self.app.add_exception_handler(HTTPException, of_refusal)
        self.app.include_router(self._routes(sign_in))

    def show(self, *tokens: str, path: str = "/v1/me") -> httpx.Response:
        return self.ask([(b"authorization", f"Bearer {shown}".encode()) for shown in tokens], path)

    def ask(self, headers: list[tuple[bytes, bytes]], path: str = "/v1/me") -> httpx.Response:
        async def once() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                return await client.post(path, headers=[*headers, _JSON], content=self._body())

        return asyncio.run(once())

    async def _body(self) -> Any:
        self.bodies_read += 1
        yield b"{}"

    def _routes(self, sign_in: SignIn) -> APIRouter:
        routes = guarded(sign_in, "access_token", 1_000)

        @routes.post("/me")
        async def me(request: Request, asked: dict[str, str]) -> dict[str, Any]:
            user = signed_in(request)
            return {"name": user.name, "postings": user.postings}

        return routes
