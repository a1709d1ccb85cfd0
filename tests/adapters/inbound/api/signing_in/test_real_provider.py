"""People sign in with a provider that others wrote, and its tokens open the door."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from kaa_tracker.adapters.inbound.api.signing_in.sign_in import Verifier
from kaa_tracker.adapters.inbound.api.signing_in.trust import verifier
from kaa_tracker.settings import Settings
from tests.adapters.inbound.api.signing_in.issuing import NAME, Door
from tests.adapters.inbound.api.signing_in.real_provider import AUDIENCE, Provider


class Clock:
    """That of the wall, which the provider reads as well."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self) -> date:
        return self.now().date()


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    started = Provider(tmp_path_factory.mktemp("provider"))
    yield started
    started.stop()


def believing_in(provider: Provider, **more: object) -> Verifier:
    named = {"oidc_issuer": provider.issuer, "oidc_audience": AUDIENCE, "oidc_refresh_seconds": 1}
    return verifier(Settings.model_validate({**named, **more}), None, Clock())


@pytest.fixture
def door(provider: Provider) -> Door:
    return Door(believing_in(provider))


def test_whoever_signs_in_there_is_let_in_here(provider: Provider, door: Door) -> None:
    answer = door.show(provider.sign_in(NAME)["access_token"])
    assert (answer.status_code, answer.json()["name"]) == (200, NAME)


def test_so_they_are_where_the_address_of_the_keys_is_told(provider: Provider) -> None:
    door = Door(believing_in(provider, oidc_keys_url=f"{provider.issuer}/jwks"))
    assert door.show(provider.sign_in(NAME)["access_token"]).status_code == 200


def test_whoever_is_not_in_the_directory_stays_outside(provider: Provider, door: Door) -> None:
    assert door.show(provider.sign_in("mallory")["access_token"]).status_code == 401


def test_a_token_that_only_tells_the_browser_who_it_is_opens_nothing(provider: Provider, door: Door) -> None:
    tokens = provider.sign_in(NAME)
    assert door.show(tokens["id_token"]).status_code == 401
    assert door.show(tokens["access_token"]).status_code == 200


@pytest.mark.parametrize("resource", ["urn:test:somebody-else", "urn:test:opaque"])
def test_a_token_for_another_service_opens_nothing(provider: Provider, door: Door, resource: str) -> None:
    assert door.show(provider.sign_in(NAME, resource)["access_token"]).status_code == 401


def test_a_token_signed_in_a_way_that_is_not_accepted_opens_nothing(provider: Provider) -> None:
    rsa = provider.sign_in(NAME, "urn:test:rsa")["access_token"]
    accepting = {"oidc_audience": "urn:test:rsa"}
    assert Door(believing_in(provider, **accepting)).show(rsa).status_code == 200
    assert Door(believing_in(provider, **accepting, oidc_algorithms=("ES256",))).show(rsa).status_code == 401


def test_a_provider_that_changes_its_keys_is_followed_and_one_that_is_away_is_not_missed(
    provider: Provider, door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    before = provider.sign_in(NAME)["access_token"]
    assert door.show(before).status_code == 200
    provider.restart()
    after = provider.sign_in(NAME)["access_token"]
    assert _soon(door, after) == 200
    assert door.show(before).status_code == 401
    provider.stop()
    assert door.show(after).status_code == 200
    with caplog.at_level(logging.WARNING):
        assert Door(believing_in(provider)).show(after).status_code == 503
    [line] = [record.msg for record in caplog.records]
    assert isinstance(line, dict)
    assert (line["event"], line["error"]) == ("keys_not_fetched", "URLError")
    provider.restart()


def _soon(door: Door, token: str) -> int:
    """Keys may be asked for once a second."""
    started = datetime.now(UTC)
    while (status := door.show(token).status_code) != 200 and (datetime.now(UTC) - started).seconds < 30:
        pass
    return status
