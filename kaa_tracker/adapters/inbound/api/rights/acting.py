"""What the routes of this package have in common: who writes, and what becomes of a refusal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from pydantic import BaseModel
from starlette.responses import JSONResponse, Response

from kaa_tracker.adapters.inbound.api.cases.door import CaseDoor
from kaa_tracker.adapters.inbound.api.cases.orders import command_id_of
from kaa_tracker.adapters.inbound.api.problems import Problem
from kaa_tracker.application.rights.person_requests import Filed, Written
from kaa_tracker.application.rights.refused import RightsRefused
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.case.refusal import Refusal

T = TypeVar("T")

ACT_PROBLEMS = ("not_allowed", "refused", "not_json", "too_large")


@contextmanager
def told(door: CaseDoor, missing: str) -> Iterator[None]:
    """Raises the ``Problem`` of what is refused or ``missing`` within."""
    try:
        yield
    except RightsRefused as refused:
        raise refusal_problem(door, refused.refusal) from None
    except LookupError:
        raise Problem(missing) from None


def refusal_problem(door: CaseDoor, refusal: Refusal) -> Problem:
    return Problem("refused", detail=door.sentences.refusal(refusal), rule=refusal.code, about=list(refusal.about))


def there(found: T | None, missing: str) -> T:
    """Raises the ``Problem`` where there is none."""
    if found is None:
        raise Problem(missing)
    return found


def written(door: CaseDoor, user: User, key: str | None, said: BaseModel) -> Written:
    return Written(user.name, door.clock.now(), command_id_of(user, key, said))


def answer(filed: Filed, shown: BaseModel, href: str) -> Response:
    """201 where something was written, 200 where it stood there before."""
    return JSONResponse(shown.model_dump(mode="json"), 201 if filed.is_new else 200, {"Location": href})


def page_of(found: Sequence[T], limit: int, page: int) -> Sequence[T]:
    return found[(page - 1) * limit : page * limit]


def repeated(form: type[BaseModel]) -> dict[int | str, dict[str, object]]:
    """How a route describes that the same was sent again."""
    return {200: {"model": form, "description": "It had had its effect before."}}
