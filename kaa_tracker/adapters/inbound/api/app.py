"""The application, and its description for those who write programs against it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from kaa_tracker.adapters.inbound.api.cases.door import CaseDoor
from kaa_tracker.adapters.inbound.api.cases.earlier_readers import add_earlier_readers
from kaa_tracker.adapters.inbound.api.cases.finding import add_finding
from kaa_tracker.adapters.inbound.api.cases.letters import add_letters
from kaa_tracker.adapters.inbound.api.cases.lists import add_lists
from kaa_tracker.adapters.inbound.api.cases.orders import add_orders
from kaa_tracker.adapters.inbound.api.cases.pages import add_pages
from kaa_tracker.adapters.inbound.api.city.about import NAME, VERSION, about
from kaa_tracker.adapters.inbound.api.city.method import method_schemas
from kaa_tracker.adapters.inbound.api.city.reports import report_schemas
from kaa_tracker.adapters.inbound.api.city.routes import add_city
from kaa_tracker.adapters.inbound.api.describing import with_all_schemas, with_examples
from kaa_tracker.adapters.inbound.api.edge import Edge, log_fault
from kaa_tracker.adapters.inbound.api.guarding import guarded
from kaa_tracker.adapters.inbound.api.heading import with_headers
from kaa_tracker.adapters.inbound.api.health import health
from kaa_tracker.adapters.inbound.api.intake.door import IntakeDoor
from kaa_tracker.adapters.inbound.api.intake.ledger import add_ledger
from kaa_tracker.adapters.inbound.api.intake.pushing import pushing
from kaa_tracker.adapters.inbound.api.intake.quarantine import add_quarantine
from kaa_tracker.adapters.inbound.api.limits import Limits
from kaa_tracker.adapters.inbound.api.linking import with_links
from kaa_tracker.adapters.inbound.api.metrics import metrics
from kaa_tracker.adapters.inbound.api.observed import Observed
from kaa_tracker.adapters.inbound.api.operations import add_operations
from kaa_tracker.adapters.inbound.api.parameters import only_known_parameters
from kaa_tracker.adapters.inbound.api.problems import (
    Problem,
    ProblemDocument,
    of_invalid,
    of_refusal,
    respond,
    responses,
)
from kaa_tracker.adapters.inbound.api.rights.routes import add_rights
from kaa_tracker.adapters.inbound.api.tokens import Token
from kaa_tracker.adapters.inbound.api.traffic import Traffic
from kaa_tracker.adapters.inbound.observing.observer import Observer
from kaa_tracker.application.ports import VersionConflict

_MAX_BYTES = 1 << 20
"""Of what a coordinator asks for."""


def create_app(
    door: IntakeDoor,
    cases: CaseDoor | None = None,
    observer: Observer | None = None,
    traffic: Traffic | None = None,
    *,
    documentation_url: str | None = None,
) -> FastAPI:
    """The application; without ``cases`` people are not let in. It describes itself to nobody over the net; see
    ``openapi``.

    Raises ``ValueError`` for tokens that do not protect; the message says what to do.
    """
    observer, traffic = observer or Observer(), traffic or Traffic()
    feed_token, metrics_token = Token(door.feed_token), Token(observer.metrics_token)
    if door.feed_token and door.feed_token == observer.metrics_token:
        raise ValueError("Flödets token och mätvärdenas token är samma. Ange två olika.")
    app = FastAPI(
        title=NAME,
        version=VERSION,
        summary="Follow-up of the municipal activity responsibility (KAA).",
        openapi_url=None,
        dependencies=[Depends(only_known_parameters)],
        responses=responses("two_lengths", "too_slow", "invalid", "head_too_large", "busy", "stopping"),
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
    )
    app.state.traffic = traffic
    app.add_middleware(Limits, traffic=traffic, metrics=observer.metrics)
    app.add_middleware(Edge)
    app.add_middleware(Observed, observer=observer)
    app.add_exception_handler(HTTPException, of_refusal)
    app.add_exception_handler(RequestValidationError, of_invalid)
    app.add_exception_handler(VersionConflict, _of_outage)
    for outage in door.outages:
        app.add_exception_handler(outage, _of_outage)
    coordinator = guarded(door.sign_in, "access_token", _MAX_BYTES)
    add_ledger(coordinator, door)
    add_quarantine(coordinator, door)
    for routes in (pushing(door, feed_token), coordinator, *_for_people(cases), health(door.lacks)):
        app.include_router(routes)
    app.include_router(about(documentation_url))
    app.include_router(metrics(observer.metrics, metrics_token))
    return app


def _for_people(door: CaseDoor | None) -> Iterator[APIRouter]:
    if door is not None:
        people = guarded(door.sign_in, "access_token", _MAX_BYTES)
        add_lists(people, door)
        add_pages(people, door)
        add_earlier_readers(people, door)
        add_orders(people, door)
        add_finding(people, door)
        add_letters(people, door)
        add_city(people, door)
        add_operations(people, door)
        add_rights(people, door)
        yield people


def openapi(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI 3.1 document."""
    document = app.openapi()
    problem = ProblemDocument.model_json_schema(ref_template="#/components/schemas/{model}")
    document["components"]["schemas"] |= {
        **problem.pop("$defs"),
        "Problem": problem,
        **report_schemas(),
        **method_schemas(),
    }
    return with_headers(with_links(with_examples(with_all_schemas(document))))


def _operation_id(route: APIRoute) -> str:
    return route.name


async def _of_outage(_request: Request, outage: Exception) -> JSONResponse:
    log_fault(outage)
    return respond(Problem("unavailable"))
