"""Whose tokens are believed follows from the settings, and no setting believes everybody."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from kaa_tracker.adapters.inbound.api.signing_in.form import NotVerified
from kaa_tracker.adapters.inbound.api.signing_in.kept_keys import KeysUnknown
from kaa_tracker.adapters.inbound.api.signing_in.trust import verifier
from kaa_tracker.adapters.outbound.local_tokens import LocalKey
from kaa_tracker.settings import Settings
from tests.adapters.inbound.api.signing_in.bad_tokens import GOOD
from tests.adapters.inbound.api.signing_in.issuing import NAME, NOW, ClockAtRest, Door

HOURS = timedelta(hours=8)
ISSUER = {"oidc_issuer": "https://login.example/kaa", "oidc_audience": "kaa-tracker"}


@pytest.fixture
def local(tmp_path: Path) -> LocalKey:
    return LocalKey(tmp_path / "token.key")


def test_on_one_machine_our_own_tokens_open_the_door(local: LocalKey) -> None:
    door = Door(verifier(Settings(), local, ClockAtRest()))
    assert door.show(local.sign(NAME, NOW, HOURS)).status_code == 200
    assert door.show(local.sign(NAME, NOW - HOURS, HOURS - timedelta(minutes=1))).status_code == 401
    assert door.show(local.sign("nobody", NOW, HOURS)).status_code == 401
    assert door.show(GOOD).status_code == 401


@pytest.mark.parametrize(
    "settings",
    [
        {"host": "0.0.0.0"},
        {"host": "10.1.2.3"},
        {"host": "kaa.example"},
        {"behind_tls_proxy": True},
    ],
    ids=str,
)
def test_where_others_can_reach_it_they_open_nothing(local: LocalKey, settings: dict[str, object]) -> None:
    believes = verifier(Settings.model_validate(settings), local, ClockAtRest())
    with pytest.raises(NotVerified):
        believes(local.sign(NAME, NOW, HOURS))


def test_where_an_issuer_is_named_they_open_nothing(local: LocalKey) -> None:
    settings = Settings.model_validate({**ISSUER, "oidc_issuer": "http://127.0.0.1:1"})
    with pytest.raises((NotVerified, KeysUnknown)):
        verifier(settings, local, ClockAtRest())(local.sign(NAME, NOW, HOURS))


def test_without_an_issuer_and_a_key_of_our_own_nobody_is_let_in(local: LocalKey) -> None:
    believes = verifier(Settings(), None, ClockAtRest())
    for shown in (local.sign(NAME, NOW, HOURS), GOOD, ""):
        with pytest.raises(NotVerified):
            believes(shown)


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"oidc_audience": None}, "KAA_OIDC_AUDIENCE"),
        ({"oidc_audience": ""}, "KAA_OIDC_AUDIENCE"),
        ({"oidc_algorithms": ()}, "KAA_OIDC_ALGORITHMS"),
        ({"oidc_issuer": "http://login.example/kaa"}, "KAA_OIDC_ISSUER"),
        ({"oidc_issuer": ""}, "KAA_OIDC_ISSUER"),
        ({"oidc_keys_url": "http://login.example/jwks"}, "KAA_OIDC_KEYS_URL"),
    ],
)
def test_settings_that_protect_nothing_are_refused(local: LocalKey, settings: dict[str, object], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        verifier(Settings.model_validate({**ISSUER, **settings}), local, ClockAtRest())


@pytest.mark.parametrize("algorithm", ["none", "HS256", "HS512", "RS1", "es256"])
def test_no_setting_accepts_a_signature_that_anybody_can_make(algorithm: str) -> None:
    with pytest.raises(ValueError, match="oidc_algorithms"):
        Settings.model_validate({"oidc_algorithms": (algorithm,)})


class TestTheLocalKey:
    def test_is_readable_by_its_owner_only(self, tmp_path: Path) -> None:
        LocalKey(tmp_path / "var" / "token.key")
        assert (tmp_path / "var" / "token.key").stat().st_mode & 0o777 == 0o600
        assert (tmp_path / "var").stat().st_mode & 0o777 == 0o700

    def test_is_the_same_at_the_next_start(self, local: LocalKey, tmp_path: Path) -> None:
        believes = verifier(Settings(), LocalKey(tmp_path / "token.key"), ClockAtRest())
        assert believes(local.sign(NAME, NOW, HOURS)).name == NAME

    def test_removed_it_takes_every_token_with_it(self, local: LocalKey, tmp_path: Path) -> None:
        (tmp_path / "token.key").unlink()
        believes = verifier(Settings(), LocalKey(tmp_path / "token.key"), ClockAtRest())
        with pytest.raises(NotVerified):
            believes(local.sign(NAME, NOW, HOURS))

    def test_shows_nothing_but_its_public_half(self, local: LocalKey) -> None:
        assert b'"d"' not in local.key_set()
