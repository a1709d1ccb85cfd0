"""Documents that are ordered, made in the background and fetched when they are ready."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import Field, RootModel
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kaa_tracker.adapters.inbound.api.allowing import Allowed
from kaa_tracker.adapters.inbound.api.bodies import JSON, body_of, described
from kaa_tracker.adapters.inbound.api.cases.door import CaseDoor
from kaa_tracker.adapters.inbound.api.cases.orders import Key, command_id_of
from kaa_tracker.adapters.inbound.api.city.document_forms import (
    DocumentShown,
    DocumentsShown,
    DraftWanted,
    FrozenWanted,
    document_shown,
)
from kaa_tracker.adapters.inbound.api.fields import Limit, NumberInPath
from kaa_tracker.adapters.inbound.api.problems import Problem, responses
from kaa_tracker.adapters.inbound.api.rights.acting import refusal_problem
from kaa_tracker.adapters.inbound.api.signing_in.sign_in import signed_in
from kaa_tracker.adapters.inbound.exports import taking_out
from kaa_tracker.application.document_orders.orders import DocumentOrder
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.reports.decisions import unfit_to_freeze
from kaa_tracker.projections.statistics.report.about import MEDIA_TYPES

Exports = Annotated[User, Depends(Allowed("export_figures"))]
NONE = "no_such_document"

_BEGINNINGS: Mapping[str, Any] = {
    "pdf": "%PDF-1.7",
    "xlsx": "PK",
    "html": "<!doctype html>",
    "csv": "tabell;rad;kolumn",
    "json": {"status": "Utkast"},
}
_FILE = {
    "description": "The document.",
    "content": {
        media: {"schema": {} if media == JSON else {"type": "string"}, "example": _BEGINNINGS[form]}
        for form, media in MEDIA_TYPES.items()
    },
}


class DocumentWanted(RootModel[Annotated[DraftWanted | FrozenWanted, Field(discriminator="what")]]):
    """What document, in which format."""


def add_documents(routes: APIRouter, door: CaseDoor) -> None:
    _add_ordering(routes, door)
    _add_following(routes, door)
    _add_fetching(routes, door)


def _add_ordering(routes: APIRouter, door: CaseDoor) -> None:
    @routes.post(
        "/documents",
        tags=["reports"],
        dependencies=[Depends(Allowed("export_figures"))],
        status_code=202,
        response_model=DocumentShown,
        responses=responses("not_allowed", "refused", "not_json", "too_large"),
        openapi_extra=described(
            DocumentWanted,
            draft={"what": "draft", "year": 2022, "format": "pdf"},
            frozen={"what": "frozen", "report": 3, "format": "xlsx"},
            public={"what": "public", "report": 3, "format": "html"},
        ),
    )
    async def order_document(request: Request, key: Key = None) -> Response:
        """Order a document. It is made in the background; `href` says how far it has come."""
        said, user = await body_of(request, DocumentWanted, door.clock.today()), signed_in(request)
        wanted, name = said.root.wanted, command_id_of(user, key, said)
        unfit = unfit_to_freeze(wanted.subject, None, door.clock.today()) if wanted.what == "draft" else None
        if unfit is not None:
            raise refusal_problem(door, unfit)

        def order() -> Response:
            ordered = door.documents.order(wanted, user.name, door.clock.now(), name)
            door.wake_documents()
            shown = document_shown(ordered)
            return JSONResponse(shown.model_dump(mode="json"), 202, {"Location": shown.href})

        return await run_in_threadpool(order)


def _add_following(routes: APIRouter, door: CaseDoor) -> None:
    @routes.get("/documents", tags=["reports"], responses=responses("not_allowed"))
    def documents(user: Exports, limit: Limit = 20) -> DocumentsShown:
        """What you have ordered, the latest first."""
        return DocumentsShown(rows=[document_shown(one) for one in door.documents.of_user(user.name, limit=limit)])

    @routes.get("/documents/{number}", tags=["reports"], responses=responses("not_allowed", NONE))
    def document(number: NumberInPath, user: Exports) -> DocumentShown:
        """How far a document has come that you have ordered."""
        return document_shown(_theirs(door, number, user))


def _add_fetching(routes: APIRouter, door: CaseDoor) -> None:
    @routes.get(
        "/documents/{number}/file",
        tags=["reports"],
        responses={200: _FILE, **responses("not_allowed", NONE, "document_not_ready")},
        response_class=Response,
    )
    def document_file(number: NumberInPath, user: Exports) -> Response:
        """The document you have ordered. Who fetched it is written down first."""
        order = _theirs(door, number, user)
        content = door.documents.content(number)
        if content is None:
            raise Problem("document_not_ready")
        door.access_log.write(taking_out(order.wanted, user, door.clock.now()))
        headers = {"Content-Disposition": f'attachment; filename="{order.wanted.file_name}"'}
        return Response(content, media_type=MEDIA_TYPES[order.wanted.format], headers=headers)


def _theirs(door: CaseDoor, number: int, user: User) -> DocumentOrder:
    """Raises the ``Problem`` where nobody ordered it, or somebody else did."""
    order = door.documents.get(number)
    if order is None or order.by != user.name:
        raise Problem(NONE)
    return order
