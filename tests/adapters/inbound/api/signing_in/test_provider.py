"""Keys are taken from where they are said to be, over a way nobody else can walk, and never from elsewhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest

from kaa_tracker.adapters.inbound.api.signing_in.addresses import is_loopback, is_trustworthy
from kaa_tracker.adapters.inbound.api.signing_in.provider import ProviderAway, fetch_keys
from tests.adapters.inbound.api.signing_in.issuing import KEYS, key_set

DESCRIPTION = "/kaa/.well-known/openid-configuration"


class Page(NamedTuple):
    body: bytes = b""
    status: int = 200
    location: str | None = None


class Site:
    """What stands at each path, and which of them were asked for."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.issuer = f"{address}/kaa"
        self.asked: list[str] = []
        self.pages = {"/jwks": Page(key_set())}
        self.describe()

    def describe(self, **members: Any) -> None:
        told = {"issuer": self.issuer, "jwks_uri": f"{self.address}/jwks", **members}
        self.pages[DESCRIPTION] = Page(json.dumps(told).encode())


@contextmanager
def served(pages: Callable[[str], Page]) -> Iterator[str]:
    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = pages(self.path)
            self.send_response(page.status)
            if page.location:
                self.send_header("Location", page.location)
            self.end_headers()
            self.wfile.write(page.body)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def site() -> Iterator[Site]:
    def page(path: str) -> Page:
        made.asked.append(path)
        return made.pages.get(path, Page(status=404))

    with served(page) as address:
        made = Site(address)
        yield made


def test_the_issuers_description_says_where_its_keys_are(site: Site) -> None:
    assert fetch_keys(site.issuer, None).keys() == KEYS.keys()
    assert site.asked == [DESCRIPTION, "/jwks"]


def test_an_address_of_the_keys_makes_the_description_needless(site: Site) -> None:
    assert fetch_keys(site.issuer, f"{site.address}/jwks").keys() == KEYS.keys()
    assert site.asked == ["/jwks"]


@pytest.mark.parametrize(
    "members",
    [
        {"issuer": "https://login.example/kaa"},
        {"issuer": None},
        {"jwks_uri": None},
        {"jwks_uri": ["/jwks"]},
        {"jwks_uri": "http://login.example/jwks"},
        {"jwks_uri": f"data:application/json,{quote(key_set())}"},
        {"jwks_uri": "/jwks"},
    ],
)
def test_a_description_that_cannot_be_trusted_is_none(site: Site, members: dict[str, Any]) -> None:
    site.describe(**members)
    with pytest.raises(ProviderAway):
        fetch_keys(site.issuer, None)
    assert site.asked == [DESCRIPTION]


def test_keys_are_not_read_from_a_file(site: Site, tmp_path: Path) -> None:
    (tmp_path / "jwks").write_bytes(key_set())
    with pytest.raises(ProviderAway):
        fetch_keys(site.issuer, (tmp_path / "jwks").as_uri())


@pytest.mark.parametrize(
    "page",
    [
        Page(b"<html>"),
        Page(b'{"keys": 1}'),
        Page(key_set() + b" " * 300_000),
        Page(key_set(), status=500),
        Page(status=204),
    ],
    ids=["no JSON", "no key set", "too large", "a fault", "nothing"],
)
def test_what_is_no_key_set_is_as_if_the_provider_were_away(site: Site, page: Page) -> None:
    site.pages["/jwks"] = page
    with pytest.raises(ProviderAway):
        fetch_keys(site.issuer, None)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nobody_is_followed_elsewhere(site: Site, status: int) -> None:
    site.pages["/moved"] = Page(status=status, location=f"{site.address}/jwks")
    with pytest.raises(ProviderAway):
        fetch_keys(site.issuer, f"{site.address}/moved")
    assert site.asked == ["/moved"]


def test_a_proxy_of_the_environment_is_not_asked_about_this_machine(site: Site) -> None:
    asking = f"from {fetch_keys.__module__} import fetch_keys; print(*fetch_keys({site.issuer!r}, None))"
    environment = {**os.environ, "http_proxy": "http://127.0.0.1:1", "no_proxy": ""}
    ran = subprocess.run([sys.executable, "-c", asking], env=environment, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == list(KEYS)


def test_a_provider_that_is_not_there_is_away() -> None:
    with served(lambda _: Page()) as address:
        pass
    with pytest.raises(ProviderAway, match="URLError"):
        fetch_keys(address, None)


@pytest.mark.parametrize(
    "address",
    [
        "https://login.example/kaa",
        "https://login.example:8443",
        "http://127.0.0.1:8080",
        "http://localhost/kaa",
        "http://[::1]:9",
    ],
)
def test_an_address_over_tls_or_on_this_machine_is_trustworthy(address: str) -> None:
    assert is_trustworthy(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "login.example",
        "//login.example",
        "http://login.example",
        "http://10.0.0.1",
        "http://127.0.0.1.login.example",
        "http://localhost.login.example",
        "http://user:secret@127.0.0.1",
        "https://user@login.example",
        "https://",
        "https://login.example:moon",
        "https://[::1",
        "https://login.example/#here",
        "https://login.example/\nhost: other",
        "https://login.example/ x",
        "ftp://login.example",
        "file:///etc/passwd",
        "data:,",
    ],
)
def test_any_other_address_is_not(address: str) -> None:
    assert not is_trustworthy(address)


def test_what_is_loopback_is_told_by_the_number_and_not_by_the_look() -> None:
    assert all(map(is_loopback, ("localhost", "127.0.0.1", "127.9.9.9", "::1")))
    assert not any(map(is_loopback, ("", "0.0.0.0", "::", "10.0.0.1", "login.example", "127.0.0.1.example")))
