"""Whatever is sent, by whoever: an answer that is described, no fault of ours, and nothing of the request repeated.

More is tried with ``KAA_FUZZ_EXAMPLES=200``.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from typing import Any, NamedTuple

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import FlakyStrategyDefinition, Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.adapters.inbound.api.cases.town import GLOBEN, KISTA, Town
from tests.adapters.inbound.api.every_route import Route, every_route
from tests.adapters.inbound.api.office import PEOPLE, Office, an_office

EXAMPLES = int(os.environ.get("KAA_FUZZ_EXAMPLES", "2"))
TURNS = 3
"""Walks from one request to the next by each role."""


def no_fault_of_ours(ctx: Any, response: Any, case: Any) -> None:
    """That the lists have not come to a position far ahead is no fault."""
    if response.status_code != 503 or not response.json()["type"].endswith(":not_yet"):
        not_a_server_error(ctx, response, case)


CHECKS = [no_fault_of_ours, status_code_conformance, content_type_conformance, response_schema_conformance]
NOT_FOR_PEOPLE = {"/v1/register-messages", "/v1/changes", "/metrics"}
"""The feed has a token of its own; a stream does not end by itself."""
ONE_OF_EACH_ROLE = [who for who in PEOPLE if who not in ("kim", "hugo")]
WRITES = ("lena", "berit")
"""Whose orders about an ordinary case have an effect."""
CANARY = "Kanariefågel-7731"


class Fuzzed(NamedTuple):
    office: Office
    schema: Any
    operations: list[Any]
    routes: list[Route]
    case_ids: list[str]


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fuzzed]:
    with an_office(tmp_path_factory.mktemp("fuzz")) as office:
        town = Town(office)
        youths = [town.youth(GLOBEN), town.youth(KISTA), town.youth(GLOBEN, protected=True)]
        office.days_pass(1)
        schema = schemathesis.openapi.from_dict(deepcopy(office.document))  # it adds links of its own
        schema.app = office.app
        operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
        asked = [one for one in operations if one.path not in NOT_FOR_PEOPLE]
        assert len(operations) == sum(len(methods) for methods in office.document["paths"].values())
        yield Fuzzed(
            office, schema, asked, every_route(office.app, office.document), [str(one.case_id) for one in youths]
        )


@pytest.mark.parametrize("begun", ["/v1/cases", "/v1/cases/{case_id}/contact-attempts"])
def test_what_an_answer_to_a_write_links_to_is_there(fuzzed: Fuzzed, begun: str) -> None:
    document = fuzzed.office.document
    reads = {told["get"]["operationId"]: path for path, told in document["paths"].items() if "get" in told}
    described = document["paths"][begun]["post"]
    [example, *_] = described["requestBody"]["content"]["application/json"]["examples"].values()
    wrote = fuzzed.office.ask("lena", "POST", begun.format(case_id=fuzzed.case_ids[0]), json=example["value"])
    assert wrote.status_code == 201
    links = described["responses"]["201"]["links"].values()
    paths = {reads[link["operationId"]] for link in links if link["operationId"] in reads}
    assert paths
    answers = {path: fuzzed.office.ask("lena", "GET", path.format(**wrote.json())) for path in paths}
    not_lenas = {"/v1/cases/{case_id}/earlier-readers", "/v1/cases/{case_id}/subject-extract"}
    assert {path: answer.status_code for path, answer in answers.items()} == {
        path: 403 if path in not_lenas else 200 for path in paths
    }


@pytest.mark.parametrize("who", ONE_OF_EACH_ROLE)
def test_whatever_is_sent_is_answered_as_described(fuzzed: Fuzzed, who: str) -> None:
    wrong = [fault for operation in fuzzed.operations for fault in _faults(fuzzed, who, operation)]
    assert wrong == []


def _faults(fuzzed: Fuzzed, who: str, operation: Any) -> Iterator[str]:
    """What is wrong with the answers to one operation, sent right and sent wrong."""
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        try:
            _sent(fuzzed, who, operation, mode)
        except Unsatisfiable:
            continue
        except (Failure, FailureGroup) as fault:
            yield f"{operation.label}, {mode.name}: {str(fault)[:600]}"


def _sent(fuzzed: Fuzzed, who: str, operation: Any, mode: GenerationMode) -> None:
    @seed(7)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def sent(case: Any) -> None:
        if "case_id" in (case.path_parameters or {}) and mode is GenerationMode.POSITIVE:
            case.path_parameters["case_id"] = fuzzed.case_ids[len(str(case.body)) % len(fuzzed.case_ids)]
        answer = case.call(headers={"Authorization": f"Bearer {who}"})
        case.validate_response(answer, checks=CHECKS)

    sent()


@pytest.mark.parametrize("who", ONE_OF_EACH_ROLE)
def test_whatever_is_sent_after_one_another_is_answered_as_described(fuzzed: Fuzzed, who: str) -> None:
    """What one answer names, as a case or a letter run, is what later ones are asked about, by the links."""
    followed, wrong = set[str](), list[str]()
    chosen = fuzzed.schema.include(operation_id=sorted(_linked(fuzzed.office.document)))
    chosen.app = fuzzed.office.app

    class Somebody(chosen.as_state_machine()):  # type: ignore[misc]  # made from the description
        def step(self, input: Any) -> Any:
            """What begins is done as in the example, to a case that is there, so that something comes of it."""
            if not input.is_applied:
                _begun(fuzzed, input.case)
            told = super().step(input)
            if input.is_applied and not input.transition.is_inferred:
                followed.add(input.transition.id)
            return told

        def get_call_kwargs(self, case: Any) -> dict[str, Any]:
            return {"headers": {"Authorization": f"Bearer {who}"}}

        def validate_response(self, response: Any, case: Any, **_: Any) -> None:
            try:
                case.validate_response(response, checks=CHECKS)
            except (Failure, FailureGroup) as fault:
                wrong.append(f"{case.operation.label}: {str(fault)[:600]}")

    begin = settings(
        max_examples=4 * EXAMPLES,
        stateful_step_count=8,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    for turn in range(TURNS):
        with suppress(FlakyStrategyDefinition):  # what is answered depends on what was done before
            seed(turn)(Somebody).run(settings=begin)
    assert wrong == []
    assert followed or who not in WRITES


def _linked(document: dict[str, Any]) -> Iterator[str]:
    """Operations whose answers name what another is asked about, and those others."""
    for methods in document["paths"].values():
        for operation in methods.values():
            answers = operation["responses"].values()
            links = [link for answer in answers for link in answer.get("links", {}).values()]
            if links:
                yield operation["operationId"]
            yield from (link["operationId"] for link in links)


def _begun(fuzzed: Fuzzed, case: Any) -> None:
    described = case.operation.definition.raw
    if "case_id" in (case.path_parameters or {}):
        case.path_parameters["case_id"] = fuzzed.case_ids[0]
    for content in described.get("requestBody", {}).get("content", {}).values():
        for example in content.get("examples", {}).values():
            case.body = example["value"]


def test_no_answer_repeats_what_was_sent(fuzzed: Fuzzed) -> None:
    """Each word of a request in turn is one that must not come back, in errors above all."""
    repeated = [
        (who, str(route))
        for route in sorted(fuzzed.routes, key=_reads_first)
        for who in ("lena", "berit", "hanna")
        if route.actions and not route.is_stream
        for answer in _with_canary(fuzzed.office, who, route, fuzzed.case_ids)
        if "anarie" in answer
    ]
    assert repeated == []


def _reads_first(route: Route) -> tuple[bool, bool]:
    """What is told of somebody is shown from then on, and rightly so."""
    return route.method != "GET", route.path == "/v1/cases"


def _with_canary(office: Office, who: str, route: Route, case_ids: list[str]) -> Iterator[str]:
    path = route.path.replace("{case_id}", case_ids[0])
    while "{" in path:
        path = path[: path.index("{")] + "1" + path[path.index("}") + 1 :]
    if route.method == "GET":
        for parameter in route.described.get("parameters", ()):
            if parameter["in"] == "query":
                yield office.ask(who, "GET", path, params={**route.query, parameter["name"]: CANARY}).text
        yield office.ask(who, "GET", path, params={CANARY: CANARY}).text
        return
    for body in route.bodies(office.door.new_case_id(), office.door.new_case_id()):
        for name in (*body, CANARY):
            yield office.ask(who, route.method, path, json={**body, name: CANARY}).text
    yield office.ask(who, route.method, path, json=CANARY).text
    yield office.ask(
        who, route.method, path, content=json.dumps(CANARY)[1:], headers={"content-type": "application/json"}
    ).text
