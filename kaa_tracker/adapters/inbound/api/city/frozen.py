"""Frozen reports: made, compared with each other and with what was told since, approved and let out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kaa_tracker.adapters.inbound.api.allowing import Allowed
from kaa_tracker.adapters.inbound.api.bodies import JSON, body_of, described
from kaa_tracker.adapters.inbound.api.cases.door import CaseDoor
from kaa_tracker.adapters.inbound.api.cases.orders import Key, command_id_of
from kaa_tracker.adapters.inbound.api.cases.waiting import wait_for
from kaa_tracker.adapters.inbound.api.city.frozen_forms import (
    BehindDifferences,
    FrozenList,
    FrozenShown,
    LateShownList,
    ReportToFreeze,
    behind_shown,
    frozen_shown,
    late_shown,
)
from kaa_tracker.adapters.inbound.api.city.reports import COUNT_EXAMPLE, REPORT_ANSWER, REPORT_REF
from kaa_tracker.adapters.inbound.api.fields import NumberInPath
from kaa_tracker.adapters.inbound.api.problems import Problem, responses
from kaa_tracker.adapters.inbound.api.rights.acting import refusal_problem, repeated
from kaa_tracker.adapters.inbound.api.signing_in.sign_in import signed_in
from kaa_tracker.adapters.inbound.opened_cases import opened_cases
from kaa_tracker.application.reports.frozen import AlteredReport, NoSuchReport, NotCaughtUp, ReportsRefused
from kaa_tracker.application.reports.since import Opens
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.reports.life import ReportLife
from kaa_tracker.projections.statistics.report.differences import differences

Counting = Annotated[User, Depends(Allowed("see_statistics"))]
Publishing = Annotated[User, Depends(Allowed("publish_reports"))]
SEES = [Depends(Allowed("see_statistics"))]
To = Annotated[
    int | None, Query(ge=1, le=2**63 - 1, description="The report it follows, if left out.", examples=[4710])
]

ONE = ("not_allowed", "no_such_report", "altered_report")

_DIFFERENCE = {
    "table": "covered",
    "row": "covered",
    "column": "total",
    "before": {**COUNT_EXAMPLE, "value": 3422},
    "after": COUNT_EXAMPLE,
}
_DIFFERENCES = {
    "cells": [_DIFFERENCE],
    "gone": [],
    "new": [],
    "redefined": [],
    "reference": {"before": "14adea1493bb", "after": "1eb97bb3d0b0"},
    "division": {"before": ["2022-11-30", "2022-11-30"], "after": ["2022-11-30", "2021-11-30"]},
}
_DIFFERENCES_ANSWER = {
    "description": "What differs, the report that was frozen first before the other.",
    "content": {JSON: {"schema": {"$ref": REPORT_REF.format(name="Differences")}, "example": _DIFFERENCES}},
}


def add_frozen(routes: APIRouter, door: CaseDoor) -> None:
    _add_freezing(routes, door)
    _add_reading(routes, door)
    _add_comparing(routes, door)
    _add_letting_out(routes, door)


def _add_freezing(routes: APIRouter, door: CaseDoor) -> None:
    @routes.post(
        "/reports/frozen",
        tags=["reports"],
        dependencies=[Depends(Allowed("freeze_reports"))],
        status_code=201,
        response_model=FrozenShown,
        responses={
            **repeated(FrozenShown),
            **responses("not_allowed", "refused", "not_yet", "not_json", "too_large", "altered_report"),
        },
        openapi_extra=described(
            ReportToFreeze,
            registered={"year": 2022, "diary_number": "AMN 2022/0123"},
            unregistered={"year": 2022},
        ),
    )
    async def freeze_report(request: Request, key: Key = None) -> Response:
        """Keep the figures of an operating year as they are now. Later corrections never change them."""
        said, user = await body_of(request, ReportToFreeze, door.clock.today()), signed_in(request)
        name = command_id_of(user, key, said)

        def freeze() -> Response:
            wait_for(door, door.last_position())
            with _told(door):
                if before := door.reports.frozen_under(name):
                    return _answer(before.life, 200)
                now = door.clock.now()
                life = door.reports.freeze(
                    said.year, user.name, now, diary_number=said.diary_number, command_id=name
                ).life
            return _answer(life, 201 if life.frozen_at == now else 200)

        return await run_in_threadpool(freeze)


def _add_reading(routes: APIRouter, door: CaseDoor) -> None:
    @routes.get(
        "/reports/frozen", tags=["reports"], dependencies=SEES, responses=responses("not_allowed", "altered_report")
    )
    def frozen_reports() -> FrozenList:
        """The frozen reports of all years, and what has become of each."""
        with _told(door):
            return FrozenList(rows=[frozen_shown(life) for life in door.reports.all()])

    @routes.get("/reports/frozen/{number}", tags=["reports"], dependencies=SEES, responses=responses(*ONE))
    def frozen_report(number: NumberInPath) -> FrozenShown:
        """One report, without its figures."""
        with _told(door):
            return frozen_shown(door.reports.get(number).life)

    @routes.get(
        "/reports/frozen/{number}/figures",
        tags=["reports"],
        dependencies=SEES,
        responses={200: REPORT_ANSWER, **responses(*ONE)},
        response_class=Response,
    )
    def frozen_figures(number: NumberInPath) -> Response:
        """The figures byte for byte as they were frozen: `sha256` is of these bytes."""
        with _told(door):
            return Response(door.reports.get(number).content, media_type=JSON)

    @routes.get(
        "/reports/frozen/{number}/publication",
        tags=["reports"],
        dependencies=SEES,
        responses={200: REPORT_ANSWER, **responses(*ONE)},
        response_class=Response,
    )
    def publication(number: NumberInPath) -> Response:
        """What was let out of the report, byte for byte; a figure that would tell of too few is not in it."""
        with _told(door):
            content = door.reports.get(number).public_content
        if content is None:
            raise Problem("no_such_report")
        return Response(content, media_type=JSON)


def _add_comparing(routes: APIRouter, door: CaseDoor) -> None:
    @routes.get(
        "/reports/frozen/{number}/differences",
        tags=["reports"],
        dependencies=SEES,
        responses={200: _DIFFERENCES_ANSWER, **responses(*ONE, "refused")},
        response_class=Response,
    )
    def report_differences(number: NumberInPath, to: To = None) -> Response:
        """Every cell that differs between two reports of a year, and what only one of them has."""
        with _told(door):
            before, after = door.reports.compared(number, to)
        return Response(msgspec.json.encode(differences(before.report, after.report)), media_type=JSON)

    @routes.get("/reports/frozen/{number}/behind", tags=["reports"], responses=responses(*ONE, "refused"))
    def behind_differences(number: NumberInPath, user: Counting, to: To = None) -> BehindDifferences:
        """The cases behind each difference, for those whose role opens cells; others are told how many."""
        with _told(door):
            before, after = door.reports.compared(number, to)
            found = door.reports.since.behind(before, after, _opens(door, user))
        return behind_shown(before.number, after.number, found)

    @routes.get("/reports/frozen/{number}/late-registrations", tags=["reports"], responses=responses(*ONE))
    def late_registrations(number: NumberInPath, user: Counting) -> LateShownList:
        """What was told after the report was frozen of days in its periods. It changes nothing in the report."""
        with _told(door):
            return late_shown(door.reports.since.late(door.reports.get(number), _opens(door, user)))


def _add_letting_out(routes: APIRouter, door: CaseDoor) -> None:
    @routes.post(
        "/reports/frozen/{number}/approvals",
        tags=["reports"],
        status_code=201,
        response_model=FrozenShown,
        responses=responses(*ONE, "refused"),
    )
    def approve_report(number: NumberInPath, user: Publishing) -> Response:
        """Stand for the figures; somebody other than who froze them does."""
        return _done(door, lambda: door.reports.approve(number, user.name, door.clock.now()).life)

    @routes.post(
        "/reports/frozen/{number}/publications",
        tags=["reports"],
        status_code=201,
        response_model=FrozenShown,
        responses=responses(*ONE, "refused"),
    )
    def publish_report(number: NumberInPath, user: Publishing) -> Response:
        """Let out what the public may see of an approved report, beside all that was let out before."""
        return _done(door, lambda: door.reports.publish(number, user.name, door.clock.now()).life)


def _done(door: CaseDoor, act: Callable[[], ReportLife]) -> Response:
    with _told(door):
        return _answer(act())


def _answer(life: ReportLife, status: int = 201) -> Response:
    shown = frozen_shown(life)
    return JSONResponse(shown.model_dump(mode="json"), status, {"Location": shown.href})


def _opens(door: CaseDoor, user: User) -> Opens:
    return opened_cases(door.reading, door.reach(user, "open_cells"), door.clock.today())


@contextmanager
def _told(door: CaseDoor) -> Iterator[None]:
    """Raises the ``Problem`` of what is refused, not there or not whole."""
    try:
        yield
    except ReportsRefused as refused:
        raise refusal_problem(door, refused.refusal) from None
    except NoSuchReport:
        raise Problem("no_such_report") from None
    except AlteredReport:
        raise Problem("altered_report") from None
    except NotCaughtUp:
        raise Problem("not_yet") from None
