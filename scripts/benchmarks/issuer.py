"""A provider of identities for as long as a benchmark takes: it signs tokens and shows its key on loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import time
from typing import Any

from joserfc import jwt
from joserfc.jwk import OKPKey

AUDIENCE = "kaa-bench"
_ALGORITHM = "Ed25519"
_HOURS = 12


class Issuer:
    def __init__(self, address: str, key: OKPKey) -> None:
        self.address = address
        self._key = key

    def environment(self) -> dict[str, str]:
        """The settings by which the program believes it."""
        return {
            "KAA_OIDC_ISSUER": self.address,
            "KAA_OIDC_KEYS_URL": f"{self.address}/keys",
            "KAA_OIDC_AUDIENCE": AUDIENCE,
        }

    def token(self, name: str) -> str:
        now = int(time())
        claims = {"iss": self.address, "aud": AUDIENCE, "sub": name, "preferred_username": name}
        header = {"alg": _ALGORITHM, "typ": "at+jwt", "kid": self._key.kid}
        lasting = {**claims, "iat": now - 60, "exp": now + _HOURS * 3600}
        return jwt.encode(header, lasting, self._key, algorithms=[_ALGORITHM])


@contextmanager
def started_issuer() -> Iterator[Issuer]:
    key = OKPKey.generate_key("Ed25519", {"kid": "bench", "use": "sig", "alg": _ALGORITHM})
    keys = json.dumps({"keys": [key.as_dict(private=False)]}).encode()

    class Keys(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(keys)))
            self.end_headers()
            self.wfile.write(keys)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Keys)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Issuer(f"http://127.0.0.1:{server.server_port}", key)
    finally:
        server.shutdown()
        server.server_close()
