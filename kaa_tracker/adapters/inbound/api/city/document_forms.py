"""Ordered documents, as programs read and write them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from kaa_tracker.adapters.inbound.api.fields import Count, Number
from kaa_tracker.application.document_orders.orders import DocumentOrder, Format, OrderState, Wanted, What

_OF = Field(description="The operating year of a draft; otherwise the number of the frozen report.")
_PATH = "/v1/documents"


class DraftWanted(BaseModel):
    """A draft of the annual report of an operating year, from the figures as they are."""

    what: Literal["draft"]
    year: Annotated[int, Field(ge=1990, le=2199)]
    format: Format

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.what, self.year, self.format)


class FrozenWanted(BaseModel):
    """A frozen report, or what of it was published."""

    what: Literal["frozen", "public"]
    report: Number
    format: Format

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.what, self.report, self.format)


class DocumentShown(BaseModel):
    """`done` of `of` pieces are made. `fault` says why it failed: `no_such_report`, `not_published`, `altered`, or the
    kind of an error of the program. `file` is there once the document is ready, as long as it is kept."""

    number: Number
    href: Annotated[str, Field(examples=[f"{_PATH}/7"])]
    file: Annotated[str | None, Field(examples=[f"{_PATH}/7/file"])]
    what: What
    of_what: Annotated[int, _OF]
    format: Format
    state: OrderState
    done: Count
    of: Count
    at: datetime
    ended_at: datetime | None
    size: Annotated[int, Field(ge=0, description="Bytes.")]
    sha256: str
    fault: str


class DocumentsShown(BaseModel):
    rows: list[DocumentShown]


def document_shown(order: DocumentOrder) -> DocumentShown:
    href = f"{_PATH}/{order.number}"
    return DocumentShown(
        number=order.number,
        href=href,
        file=f"{href}/file" if order.state == "ready" else None,
        what=order.wanted.what,
        of_what=order.wanted.subject,
        format=order.wanted.format,
        state=order.state,
        done=order.done,
        of=order.of,
        at=order.at,
        ended_at=order.ended_at,
        size=order.size,
        sha256=order.sha256,
        fault=order.fault,
    )
