"""A setting that cannot be used ends the command with a sentence that names it."""

from __future__ import annotations

import pytest

from kaa_tracker.__main__ import read_settings


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("KAA_NATS_SERVERS", "nats://one:4222", "KAA_NATS_SERVERS går inte att läsa. Skriv den som JSON"),
        ("KAA_MAX_LINE_BYTES", "1023", "KAA_MAX_LINE_BYTES går inte att använda"),
        ("KAA_TLS_CERTIFICATE", "certificate.pem", "KAA_TLS_CERTIFICATE och KAA_TLS_KEY hör ihop"),
        ("KAA_TLS_KEY", "key.pem", "KAA_TLS_CERTIFICATE och KAA_TLS_KEY hör ihop"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], setting: str, value: str, said: str
) -> None:
    monkeypatch.setenv(setting, value)
    with pytest.raises(SystemExit) as ended:
        read_settings()
    assert (ended.value.code, said in capsys.readouterr().err) == (2, True)
