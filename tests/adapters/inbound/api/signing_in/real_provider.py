"""A provider of identities that others wrote (the npm package ``oidc-provider``), on loopback, and a browser."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc.jwk import ECKey, RSAKey

AUDIENCE = "kaa-tracker"
OURS = "urn:test:ours"

_VERSION = "9.13.3"
_SCRIPT = Path(__file__).with_name("provider.mjs")
_REDIRECT = "http://127.0.0.1/signed-in"
_PATIENCE = 60


def packages() -> Path:
    """Its ``node_modules``, fetched once and kept beyond the repository. Skips the test where it cannot be had."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    kept = cache / "kaa_tracker" / f"oidc-provider-{_VERSION}"
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("needs node and npm")
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
            wanted = ("--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=1", f"oidc-provider@{_VERSION}")
            made = Path(folder, "made")
            made.mkdir()
            done = subprocess.run([npm, "install", "--prefix", made, *wanted], capture_output=True, check=False)
            if done.returncode:
                pytest.skip("the npm package oidc-provider cannot be fetched")
            made.rename(kept)
    return kept / "node_modules"


class Provider:
    """A process with keys of its own; ``restart`` gives it new ones at the same address."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        (folder / "provider.mjs").write_text(_SCRIPT.read_text(encoding="utf-8"), encoding="utf-8")
        (folder / "node_modules").symlink_to(packages())
        self._process: subprocess.Popen[str] | None = None
        self.issuer = self._started("0")

    def restart(self) -> None:
        self.stop()
        self._started(str(urlsplit(self.issuer).port))

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate(timeout=_PATIENCE)
            self._process = None

    def sign_in(self, name: str, resource: str = OURS) -> Mapping[str, Any]:
        """What the provider answers a browser in which somebody has signed in: the tokens."""
        verifier = "a-secret-of-the-browser-that-is-long-enough-0123456789"
        challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "client_id": "browser",
            "response_type": "code",
            "scope": "openid",
            "redirect_uri": _REDIRECT,
            "resource": resource,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        with httpx.Client(base_url=self.issuer, trust_env=False, timeout=_PATIENCE) as browser:
            page = _followed(browser, browser.get("/auth", params=asked))
            for filled in ({"prompt": "login", "login": name, "password": "any"}, {"prompt": "consent"}):
                page = _followed(browser, browser.post(_form(page), data=filled))
            code = parse_qs(urlsplit(page.headers["location"]).query)["code"][0]
            exchanged = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier}
            named = {"client_id": "browser", "redirect_uri": _REDIRECT, "resource": resource}
            answer = browser.post("/token", data={**exchanged, **named}).raise_for_status()
        tokens: Mapping[str, Any] = answer.json()
        return tokens

    def _started(self, port: str) -> str:
        keys = self._folder / "keys.json"
        keys.write_text(
            json.dumps({"keys": [_private(ECKey.generate_key("P-256"), "ES256"), _rsa()]}), encoding="utf-8"
        )
        self._process = subprocess.Popen(
            ["node", self._folder / "provider.mjs", port, keys, AUDIENCE],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None
        return next(line.strip() for line in self._process.stdout if line.startswith("http://"))


def _rsa() -> Mapping[str, Any]:
    return _private(RSAKey.generate_key(2048), "RS256")


def _private(key: ECKey | RSAKey, algorithm: str) -> Mapping[str, Any]:
    key.ensure_kid()
    return {**key.as_dict(private=True), "use": "sig", "alg": algorithm}


def _followed(browser: httpx.Client, answer: httpx.Response) -> httpx.Response:
    """The page at the end of the redirects, or the one that leaves the provider."""
    while answer.is_redirect and not answer.headers["location"].startswith(_REDIRECT):
        answer = browser.get(answer.headers["location"])
    return answer


def _form(page: httpx.Response) -> str:
    found = re.search(r'action="([^"]+)"', page.text)
    assert found is not None, page.status_code
    return found.group(1)
