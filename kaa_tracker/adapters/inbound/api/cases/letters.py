"""Letter runs: prepared, printed, posted, and undone as one act."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

from fastapi import APIRouter, Depends, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kaa_tracker.adapters.inbound.api.allowing import Allowed
from kaa_tracker.adapters.inbound.api.bodies import body_of, described
from kaa_tracker.adapters.inbound.api.cases.address_file import CSV, address_file
from kaa_tracker.adapters.inbound.api.cases.choosing import check_wanted
from kaa_tracker.adapters.inbound.api.cases.door import CaseDoor
from kaa_tracker.adapters.inbound.api.cases.letter_forms import (
    NewRun,
    Nothing,
    Posted,
    Recipients,
    RecipientShown,
    Runs,
    RunShown,
    Tally,
    facts_of,
)
from kaa_tracker.adapters.inbound.api.cases.orders import Key, command_id_of
from kaa_tracker.adapters.inbound.api.fields import IdInAddress, Limit, PageNumber
from kaa_tracker.adapters.inbound.api.problems import Problem, responses
from kaa_tracker.adapters.inbound.api.signing_in.sign_in import signed_in
from kaa_tracker.application.access.revealing import Revealed
from kaa_tracker.application.letters.reach import WRITE_LETTERS
from kaa_tracker.application.letters.runs import MOST, Fate, LetterRun, Recipient
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.projections.collecting import collector_paused

T = TypeVar("T")
Writes = Annotated[User, Depends(Allowed(WRITE_LETTERS))]

_OF_ONE = ("not_allowed", "no_such_letter_run")
_OF_AN_ACT = (*_OF_ONE, "refused", "not_json", "too_large")


def add_letters(routes: APIRouter, door: CaseDoor) -> None:
    _add_acts(routes, door)
    _add_looking(routes, door)


def _add_acts(routes: APIRouter, door: CaseDoor) -> None:
    @routes.post(
        "/letter-runs",
        tags=["letters"],
        dependencies=[Depends(Allowed(WRITE_LETTERS))],
        status_code=201,
        response_model=RunShown,
        responses=responses("not_allowed", "refused", "not_json", "too_large"),
        openapi_extra=described(NewRun, listed={"listed": {"list": "due", "channel": "letter"}}),
    )
    async def prepare_letter_run(request: Request, key: Key = None) -> Response:
        """Choose whom to write to. The answer says how many letters can go, and by which rules the others cannot.

        Nothing is written in any case. Sent again under the same key it answers the same run."""
        told = await body_of(request, NewRun, door.clock.today())
        run = await run_in_threadpool(_prepared, door, signed_in(request), told, key)
        return JSONResponse(run.model_dump(mode="json"), 201, {"Location": run.href})

    @routes.post(
        "/letter-runs/{run_id}/posting",
        tags=["letters"],
        dependencies=[Depends(Allowed(WRITE_LETTERS))],
        response_model=RunShown,
        responses=responses(*_OF_AN_ACT),
        openapi_extra=described(Posted, today={}, earlier={"on": "2026-11-20"}),
    )
    async def post_letter_run(request: Request, run_id: IdInAddress) -> Response:
        """The letters went: an attempt in every case, dated that day. Whatever could not go any more is listed."""
        told = await body_of(request, Posted, door.clock.today())
        return await run_in_threadpool(_posted, door, signed_in(request), run_id, told.on or door.clock.today())

    @routes.post(
        "/letter-runs/{run_id}/undoing",
        tags=["letters"],
        dependencies=[Depends(Allowed(WRITE_LETTERS))],
        response_model=RunShown,
        responses=responses(*_OF_AN_ACT),
        openapi_extra=described(Nothing, usual={}),
    )
    async def undo_letter_run(request: Request, run_id: IdInAddress) -> Response:
        """The letters never went: every attempt of the run is voided. Those somebody has answered are kept."""
        await body_of(request, Nothing, door.clock.today())
        return await run_in_threadpool(_undone, door, signed_in(request), run_id)


def _add_looking(routes: APIRouter, door: CaseDoor) -> None:
    @routes.get("/letter-runs", tags=["letters"], responses=responses("not_allowed"))
    def letter_runs(user: Writes, limit: Limit = 20, page: PageNumber = 1) -> Runs:
        """The runs of your unit, or all; the latest first."""
        runs, total = door.letters.runs(user, limit=limit, page=page)
        return Runs(total=total, page=page, limit=limit, runs=[_shown(door, run) for run in runs])

    @routes.get("/letter-runs/{run_id}", tags=["letters"], responses=responses(*_OF_ONE))
    def letter_run(run_id: IdInAddress, user: Writes) -> RunShown:
        """One run."""
        return _shown(door, _done(door, door.letters.run(user, run_id)))

    @routes.get("/letter-runs/{run_id}/recipients", tags=["letters"], responses=responses(*_OF_ONE))
    def letter_run_recipients(
        run_id: IdInAddress,
        user: Writes,
        fate: Annotated[list[Fate] | None, Query(description="What became of the letter; any, if left out.")] = None,
        limit: Limit = 20,
        page: PageNumber = 1,
    ) -> Recipients:
        """To whom, one page with names, each with the rule that kept it back."""
        run, fates, now = _done(door, door.letters.run(user, run_id)), fate or [], door.clock.now()
        total = sum(count for turn, count in door.letters.tally(run).items() if not fates or turn.fate in fates)
        letters = door.letters.recipients(user, run, fates, now, limit=limit, page=page)
        return Recipients(total=total, page=page, limit=limit, rows=_rows(door, user, letters))

    @routes.get(
        "/letter-runs/{run_id}/address-file",
        tags=["letters"],
        responses={200: {"content": {CSV: {"schema": {"type": "string"}}}}, **responses(*_OF_ONE, "refused")},
        response_class=Response,
    )
    def letter_run_addresses(run_id: IdInAddress, user: Writes) -> Response:
        """Names and addresses to print, made as you read it and kept nowhere. Whoever is not in it gets no letter."""
        reader, now = door.reader(user, WRITE_LETTERS), door.clock.now()
        found = _done(door, door.letters.addressing.addresses(user, reader, run_id, now))
        name = {"Content-Disposition": f'attachment; filename="letter-run-{run_id}.csv"'}
        return Response(address_file(found), headers=name, media_type=CSV)


def _prepared(door: CaseDoor, user: User, told: NewRun, key: str | None) -> RunShown:
    run_id = uuid5(NAMESPACE_URL, f"letter-run:{command_id_of(user, key, told)}")
    chosen = told.case_ids if told.case_ids is not None else _listed(door, user, told)
    with collector_paused():
        run = door.letters.preparing.prepare(user, run_id, chosen, door.clock.now())
    return _shown(door, _done(door, run))


def _listed(door: CaseDoor, user: User, told: NewRun) -> list[UUID]:
    """Raises the ``Problem`` of a list that is longer than a run, or chosen by a code that there is not."""
    assert told.listed is not None
    reach, wanted = door.reach(user, WRITE_LETTERS), told.listed.wanted()
    check_wanted(door.reference, wanted, "body", "listed")
    rows, total = door.reading.listed(reach, door.clock.today(), wanted, limit=MOST)
    if total > MOST:
        raise _refused(door, Refusal("letter_run_too_large", (str(total), str(MOST))))
    return [row.case_id for row in rows]


def _posted(door: CaseDoor, user: User, run_id: UUID, on: date) -> Response:
    with collector_paused():
        run = door.letters.posting.post(user, run_id, on, door.clock.now())
    door.wake()
    return JSONResponse(_shown(door, _done(door, run)).model_dump(mode="json"))


def _undone(door: CaseDoor, user: User, run_id: UUID) -> Response:
    with collector_paused():
        run = door.letters.undoing.undo(user, run_id, door.clock.now())
    door.wake()
    return JSONResponse(_shown(door, _done(door, run)).model_dump(mode="json"))


def _done(door: CaseDoor, result: T | Refusal | None) -> T:
    """Raises the ``Problem`` of a refusal, and of a run that is not the user's."""
    if result is None:
        raise Problem("no_such_letter_run")
    if isinstance(result, Refusal):
        raise _refused(door, result)
    return result


def _refused(door: CaseDoor, refusal: Refusal) -> Problem:
    return Problem("refused", detail=door.sentences.refusal(refusal), rule=refusal.code, about=list(refusal.about))


def _shown(door: CaseDoor, run: LetterRun) -> RunShown:
    tallies = [
        Tally(fate=turn.fate, count=count, **_rule(door, turn.why)) for turn, count in door.letters.tally(run).items()
    ]
    more = {"file_readable_until": door.letters.addressing.readable_until(run), "position": door.last_position()}
    return RunShown.model_validate({**facts_of(run), **more, "letters": tallies})


def _rows(door: CaseDoor, user: User, letters: Sequence[Recipient]) -> list[RecipientShown]:
    """With names, which are written down in the access log as one page."""
    reader, case_ids = door.reader(user, WRITE_LETTERS), [one.case_id for one in letters]
    names = door.revealing.persons(reader, "list_page", case_ids, door.clock.now()) if letters else {}
    return [_row(door, one, names.get(one.case_id)) for one in letters]


def _row(door: CaseDoor, letter: Recipient, name: Revealed | None) -> RecipientShown:
    return RecipientShown(
        place=letter.place,
        case_id=letter.case_id,
        given_name=name.values["given_name"] if name else None,
        family_name=name.values["family_name"] if name else None,
        fate=letter.fate,
        href=f"/v1/cases/{letter.case_id}",
        **_rule(door, letter.why),
    )


def _rule(door: CaseDoor, why: Refusal | None) -> dict[str, str | None]:
    return {"rule": why.code if why else None, "sentence": door.sentences.refusal(why) if why else None}
