"""Every route × every role × every relation to a case: what is answered follows from the table alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

import httpx
import pytest
from fastapi import APIRouter

from kaa_tracker.adapters.inbound.api.app import create_app
from kaa_tracker.application.access.directory import Opening
from kaa_tracker.domain.access.scope import Standing, may, scope
from kaa_tracker.domain.access.standing import standing
from kaa_tracker.domain.case.life import Life
from kaa_tracker.domain.case.state import replay
from tests.adapters.inbound.api.cases.town import GLOBEN, KISTA, Town
from tests.adapters.inbound.api.every_route import Route, every_route, forgotten
from tests.adapters.inbound.api.intake.desk import Desk
from tests.adapters.inbound.api.office import PEOPLE, Office, an_office

MISSING = UUID("0190f1e2-5c7a-7b3c-8d4e-5f6071829399")


FORM_FIRST = ("/v1/cells", "/v1/cases/{case_id}/mergers")
"""Where the example asked with is wrong in itself, which whoever signs in may be told."""


NARROWER = {("dag", "/v1/samples")}
"""Who reads the log sees who read; cases of a sample are opened to auditors only."""


class Answered(NamedTuple):
    route: Route
    relation: str
    expected: str
    answer: httpx.Response


class Matrix:
    """An office with a case in every relation to its people."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.routes = every_route(office.app, office.document)
        town = Town(office)
        own, other, supported, opened = (town.youth(district) for district in (GLOBEN, KISTA, GLOBEN, KISTA))
        protected, named = town.youth(GLOBEN, protected=True), town.youth(GLOBEN, protected=True)
        office.days_pass(1)
        office.post("berit", f"{supported.path}/enrolments", {"support_package_offered": True, "unit": "aim"})
        for who in ("lena", "cia", "berit"):
            town.named(who, named)
        for who in ("lena", "axel"):
            self._open(who, opened.case_id)
        self.cases = {
            "own unit": own.case_id,
            "other unit": other.case_id,
            "supported": supported.case_id,
            "opened": opened.case_id,
            "protected": protected.case_id,
            "named": named.case_id,
            "missing": MISSING,
        }

    def _open(self, who: str, case_id: UUID) -> None:
        now = self.office.clock.now()
        reason = "internal_control" if who == "axel" else "acute"
        kind = "sample" if who == "axel" else "broken_glass"
        until = now + timedelta(days=30)
        self.office.system.directory.open(Opening(0, kind, who, case_id, reason, now, until, None, None))  # type: ignore[arg-type]  # one of the kinds

    def standing(self, case_id: UUID) -> Standing | None:
        """What the log says of a case at this moment; ``None`` for one that is not there."""
        system = self.office.system
        history = system.store.histories([case_id]).get(case_id)
        life = Life(replay(history), system.reference.rules) if history else None
        return standing(life) if life and not life.is_ended else None

    def sees(self, who: str, route: Route, case_id: UUID) -> bool:
        """By the scope alone."""
        today, directory = self.office.clock.today(), self.office.system.directory
        case, user = self.standing(case_id), directory.user(who, today)
        assert user is not None
        opened = case_id in directory.opened_to(who, self.office.clock.now())
        chosen = scope(user, route.actions[0])  # type: ignore[arg-type]  # an action
        return case is not None and chosen.posting_for(case, today, opened=opened) is not None

    def may(self, who: str, route: Route) -> bool:
        user = self.office.system.directory.user(who, self.office.clock.today())
        assert user is not None
        return may(user, route.actions[0]) is not None  # type: ignore[arg-type]  # an action

    def expected(self, who: str, route: Route, case_id: UUID) -> str:
        if not self.may(who, route):
            return "not_allowed"
        return "seen" if self.sees(who, route, case_id) else "no_such_case"

    def another(self, who: str, route: Route, case_id: UUID) -> UUID:
        """For what is about two cases: one they see, if there is one."""
        others = [one for one in self.cases.values() if one != case_id]
        return next((one for one in others if self.sees(who, route, one)), others[0])

    @cache  # noqa: B019  # the matrix lives as long as its tests
    def answered(self, who: str) -> list[Answered]:
        """To everything they can ask about a case."""
        return [
            Answered(route, relation, expected, answer)
            for route in self.routes
            if route.is_about_a_case and route.actions
            for relation, case_id in self.cases.items()
            for expected in [self.expected(who, route, case_id)]
            for answer in self.ask(who, route, case_id)
        ]

    def ask(self, who: str, route: Route, case_id: UUID) -> list[httpx.Response]:
        """With each of the example bodies."""
        if route.method == "GET":
            return [self.office.ask(who, "GET", route.at(case_id), params=route.query)]
        case = self.standing(case_id)
        return [
            self.office.ask(who, route.method, route.at(case_id), json=_at_its_unit(route, body, case))
            for body in route.bodies(case_id, self.another(who, route, case_id))
        ]


def _at_its_unit(route: Route, body: Mapping[str, Any], case: Standing | None) -> Mapping[str, Any]:
    """To assign a case to another unit is another action than the route's; whom to, depends on the unit."""
    if not (case and route.path.endswith("/assignments")):
        return body
    return {**{name: value for name, value in body.items() if name != "user"}, "unit": case.unit}


@pytest.fixture(scope="module")
def matrix(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matrix]:
    with an_office(tmp_path_factory.mktemp("matrix")) as office:
        yield Matrix(office)


@pytest.mark.parametrize("who", PEOPLE)
def test_what_is_answered_about_a_case_follows_from_the_table(matrix: Matrix, who: str) -> None:
    """Not allowed at all: so for whatever case. Otherwise a case that is not theirs is one that is not there."""
    wrong = [
        (str(one.route), one.relation, one.expected, one.answer.status_code)
        for one in matrix.answered(who)
        if _told(one.answer) != one.expected and not _form_first(one.route, one.answer)
    ]
    assert wrong == []


@pytest.mark.parametrize("who", PEOPLE)
def test_a_case_of_others_a_protected_one_and_none_at_all_are_answered_alike(matrix: Matrix, who: str) -> None:
    """To the byte, headers included."""
    answers = defaultdict(set)
    for one in matrix.answered(who):
        if one.expected != "seen":
            answers[str(one.route)].add(_bytes(one.answer))
    assert [route for route, alike in answers.items() if len(alike) != 1] == []


@pytest.mark.parametrize("who", PEOPLE)
def test_what_is_about_no_case_is_answered_to_whoever_the_table_names(matrix: Matrix, who: str) -> None:
    own = matrix.cases["own unit"]
    wrong = [
        str(route)
        for route in matrix.routes
        if route.actions and not route.is_about_a_case
        if not (route.is_stream and matrix.may(who, route)) and (who, route.path) not in NARROWER
        for answer in matrix.ask(who, route, own)
        if (_told(answer) == "not_allowed") == matrix.may(who, route) and not _form_first(route, answer)
    ]
    assert wrong == []


def test_to_hand_a_case_to_another_unit_is_not_for_whoever_assigns_within_theirs(matrix: Matrix) -> None:
    path = f"/cases/{matrix.cases['supported']}/assignments"
    to_kista = {"unit": "kista", "reason": "distributed"}
    assert matrix.office.post("lena", path, to_kista).status_code == 404
    assert matrix.office.post("berit", path, to_kista).status_code == 201


def test_every_route_says_which_action_it_is(matrix: Matrix) -> None:
    assert len(matrix.routes) > 70
    assert forgotten(matrix.routes) == []


def test_a_route_that_says_none_is_noticed(matrix: Matrix) -> None:
    app = create_app(Desk().door, matrix.office.door)
    planted = APIRouter(prefix="/v1")
    planted.get("/cases/{case_id}/secrets")(lambda case_id: case_id)
    app.include_router(planted)
    assert [str(route) for route in forgotten(every_route(app, {"paths": {}}))] == ["GET /v1/cases/{case_id}/secrets"]


def _told(answer: httpx.Response) -> str:
    """``not_allowed`` or ``no_such_case``, or ``seen`` for whatever is told of a case that is there."""
    if answer.status_code not in (403, 404):
        return "seen"
    said = str(answer.json()["type"]).rpartition(":")[2]
    return said if said in ("not_allowed", "no_such_case") else "seen"


def _form_first(route: Route, answer: httpx.Response) -> bool:
    return answer.status_code == 422 and route.path in FORM_FIRST


def _bytes(answer: httpx.Response) -> tuple[int, bytes, tuple[tuple[str, str], ...]]:
    """All of it but what tells one request from the next."""
    headers = [(name, value) for name, value in answer.headers.items() if name != "traceparent"]
    return answer.status_code, answer.content, tuple(headers)
