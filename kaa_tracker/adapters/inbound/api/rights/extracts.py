"""The extract for a person: for programs, or to read."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header
from starlette.responses import HTMLResponse, JSONResponse, Response

from kaa_tracker.adapters.inbound.api.cases.door import CaseDoor
from kaa_tracker.adapters.inbound.api.fields import IdInAddress
from kaa_tracker.adapters.inbound.api.problems import Problem, responses
from kaa_tracker.adapters.inbound.api.rights.document import document
from kaa_tracker.adapters.inbound.api.rights.extract_form import Extract, as_json
from kaa_tracker.adapters.inbound.api.rights.requests import Answers

HTML = "text/html"
_SHOWN: dict[int | str, dict[str, Any]] = {200: {"content": {f"{HTML}; charset=utf-8": {"schema": {"type": "string"}}}}}


def add_extracts(routes: APIRouter, door: CaseDoor) -> None:
    @routes.get(
        "/cases/{case_id}/subject-extract",
        tags=["rights"],
        response_model=Extract,
        responses={**_SHOWN, **responses("not_allowed", "no_such_case")},
    )
    def subject_extract(
        case_id: IdInAddress,
        user: Answers,
        accept: Annotated[str, Header(description="`text/html` for a document to print.")] = "application/json",
    ) -> Response:
        """Everything held about the person, for the person, as JSON or as a document in Swedish.

        It is written in the access log before it is made. Other youths are not in it; employees only where the
        city has set so. Hand it over as you would a letter with protected contents."""
        now = door.clock.now()
        found = door.seeing.case(user, case_id, now, "answer_persons")
        if found is None:
            raise Problem("no_such_case")
        extract = door.rights.extracting.of_case(found, now)
        if accept.strip().lower().startswith(HTML):
            return HTMLResponse(document(extract, door.reference))
        return JSONResponse(as_json(extract).model_dump(mode="json", by_alias=True))
