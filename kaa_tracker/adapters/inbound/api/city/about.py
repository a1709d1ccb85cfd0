"""What this interface is, for whoever finds it (the national REST API profile of Digg: ``/api-info``)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from kaa_tracker.adapters.inbound.api.problems import responses

NAME, VERSION = "kaa_tracker", "1.0.0"
RELEASED = date(2026, 11, 23)
"""When this version of the interface came into use."""


class ApiInfo(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, validate_by_name=True)

    api_name: Annotated[str, Field(examples=[NAME])] = NAME
    api_version: Annotated[str, Field(examples=[VERSION])] = VERSION
    api_released: Annotated[date, Field(examples=[RELEASED.isoformat()])] = RELEASED
    api_documentation: Annotated[
        str | None,
        Field(description="Where people find the description.", examples=["https://kaa.example/docs/openapi.json"]),
    ] = None
    api_status: Literal["active"] = "active"


def about(documentation_url: str | None) -> APIRouter:
    routes = APIRouter(tags=["about"], responses=responses("fault"))

    @routes.get("/api-info")
    def api_info() -> ApiInfo:
        """Name, version and status of this interface. Nobody has to sign in for it."""
        return ApiInfo(api_documentation=documentation_url)

    return routes
