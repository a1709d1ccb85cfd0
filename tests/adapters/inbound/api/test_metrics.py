"""What is counted is told to whoever has the token for it, and says nothing of anybody."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from kaa_tracker.adapters.inbound.api.app import create_app
from kaa_tracker.adapters.inbound.observing.gauges import Gauges
from kaa_tracker.adapters.inbound.observing.metrics import Metrics
from kaa_tracker.adapters.inbound.observing.observer import Observer
from kaa_tracker.adapters.inbound.observing.operations import Looking, Operations
from kaa_tracker.adapters.inbound.observing.orders import CountedCasework
from tests.adapters.inbound.api.intake.desk import FEED_TOKEN, Desk, problem
from tests.adapters.inbound.api.office import an_office
from tests.application.told import ADA, entry

TOKEN = "metrics-0123456789abcdefghijklmnopqrst"
NUMBER = "20050503TF01"


def asked(app: FastAPI, token: str = TOKEN) -> httpx.Response:
    async def once() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
            return await client.get("/metrics", headers={"Authorization": f"Bearer {token}"})

    return asyncio.run(once())


def told(app: FastAPI) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    families = text_string_to_metric_families(asked(app).text)
    return {(s.name, frozenset(s.labels.items())): s.value for family in families for s in family.samples}


def watched(desk: Desk, **more: str) -> FastAPI:
    desk.app = create_app(desk.door, observer=Observer(metrics_token=SecretStr(more.get("token", TOKEN))))
    return desk.app


@pytest.mark.parametrize("token", ["", FEED_TOKEN, TOKEN[:-1], TOKEN.upper()])
def test_a_token_of_its_own_opens_it_and_no_other(desk: Desk, token: str) -> None:
    answer = asked(watched(desk), token)
    assert (answer.status_code, problem(answer)) == (401, "unauthenticated")
    assert asked(desk.app).headers["content-type"].startswith("text/plain; version=")


def test_without_a_token_set_it_is_closed(desk: Desk) -> None:
    assert asked(desk.app, "").status_code == asked(desk.app).status_code == 401


def test_a_token_that_can_be_guessed_is_refused(desk: Desk) -> None:
    with pytest.raises(ValueError, match="32"):
        watched(desk, token="short")


def test_one_token_for_two_doors_is_refused(desk: Desk) -> None:
    with pytest.raises(ValueError, match="två olika"):
        watched(desk, token=FEED_TOKEN)


def test_requests_are_counted_by_the_template_of_their_route_never_by_what_was_asked_for(desk: Desk) -> None:
    app = watched(desk)
    for path in (f"/v1/quarantine/{NUMBER}", f"/{NUMBER}", f"/v1/{NUMBER}?{NUMBER}"):
        desk.call("GET", path)
    desk.call("GET", "/health/live")
    desk.call(NUMBER, "/health/live")
    assert NUMBER not in asked(app).text
    counts = told(app)
    name = "kaa_request_seconds_count"
    assert counts[name, frozenset({("method", "GET"), ("route", "none"), ("status", "404")})] == 2
    assert counts[name, frozenset({("method", "OTHER"), ("route", "/health/live"), ("status", "405")})] == 1
    assert counts["kaa_sign_in_failures_total", frozenset()] == 1


def test_orders_are_counted_by_what_became_of_them(tmp_path: Path) -> None:
    with an_office(tmp_path) as office:
        office.feed(entry())
        metrics = Metrics()
        counted = CountedCasework(office.system.handler, office.system.vault, metrics)
        office.app = create_app(Desk(sign_in=office.sign_in).door, replace(office.door, casework=counted))
        path = f"/cases/{office.case_of(ADA)}/contact-attempts"
        office.post("berit", path, {"channel": "phone"}, headers={"Idempotency-Key": "the-first-one"})
        office.post("berit", path, {"channel": "phone"}, headers={"Idempotency-Key": "the-first-one"})
        office.post("kim", path, {"channel": "phone"})
    said = metrics.told().decode()
    for line in (
        'kaa_orders_total{command="log-contact-attempt",outcome="recorded"} 1.0',
        'kaa_orders_total{command="log-contact-attempt",outcome="unchanged"} 1.0',
        'kaa_orders_total{command="log-contact-attempt",outcome="refused"} 1.0',
        'kaa_refusals_total{command="log-contact-attempt",rule="unknown_case"} 1.0',
    ):
        assert line in said


def test_how_the_program_stands_is_told_and_no_name_of_a_label_is_of_a_person(tmp_path: Path) -> None:
    metrics = Metrics()
    with an_office(tmp_path) as office:
        office.system.register_intake().take([entry()])
        metrics.also([Gauges(Looking(office.system, lambda: "OSError"))])
        said = metrics.told().decode()
    assert "kaa_up 1.0" in said
    assert "kaa_keys_fit 1.0" in said
    assert "kaa_failing 1.0" in said
    assert re.search(r"^kaa_lag_events [1-9]", said, re.MULTILINE)


def test_where_the_stores_do_not_answer_the_rest_is_told_all_the_same() -> None:
    def fail() -> Operations:
        raise OSError(NUMBER)

    metrics = Metrics()
    metrics.also([Gauges(fail)])
    said = metrics.told().decode()
    assert "kaa_up 0.0" in said
    assert "kaa_lag_events" not in said
    assert NUMBER not in said
