"""A body is JSON in UTF-8, as it is: what says that it is something else is not read as if it were."""

from __future__ import annotations

import pytest

from tests.adapters.inbound.api.intake.desk import COORDINATOR, Desk, problem


def retried(desk: Desk, **headers: str) -> tuple[int, str]:
    told = {
        "Authorization": f"Bearer {COORDINATOR}",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    answer = desk.call("POST", "/v1/quarantine/retries", content=b"{}", headers=told)
    return answer.status_code, problem(answer)


@pytest.mark.parametrize(
    "media_type", ["application/json", "Application/JSON;charset=UTF-8", 'application/json; charset="utf-8"']
)
def test_json_in_utf_8_is_read(desk: Desk, media_type: str) -> None:
    assert retried(desk, content_type=media_type) == (422, "invalid")


@pytest.mark.parametrize(
    "media_type",
    ["application/json; charset=utf-16", "application/json; Charset=latin-1", "text/json", "application/jsonx"],
)
def test_another_format_is_refused(desk: Desk, media_type: str) -> None:
    assert retried(desk, content_type=media_type) == (415, "not_json")


@pytest.mark.parametrize("encoding", ["gzip", "br", "identity, gzip"])
def test_a_compressed_body_is_refused(desk: Desk, encoding: str) -> None:
    assert retried(desk, content_type="application/json", content_encoding=encoding) == (415, "not_json")
