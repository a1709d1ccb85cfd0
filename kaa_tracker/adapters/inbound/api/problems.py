"""Everything that can be wrong with a request, as RFC 9457 problem documents.

None of them repeats a word of the request.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal, NamedTuple

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from kaa_tracker.adapters.inbound.api.reasons import WrongReason
from kaa_tracker.adapters.inbound.messages.rejection import json_path, reason_of

MEDIA_TYPE = "application/problem+json"

_TYPE = "urn:problem-type:kaa:"

_TRY_AGAIN_SECONDS = "5"


class Kind(NamedTuple):
    """The status that goes with a code, and what people are told."""

    status: int
    title: str
    what_to_do: str

    def document(self, code: str, **more: object) -> dict[str, object]:
        """The problem as JSON; ``more`` are members of its own."""
        told = {"type": _TYPE + code, "title": self.title, "status": self.status, "detail": self.what_to_do}
        return {**told, **more}


KINDS: Mapping[str, Kind] = {
    "bad_request": Kind(400, "Begäran går inte att läsa", "Kontrollera begäran mot beskrivningen av gränssnittet."),
    "two_lengths": Kind(
        400,
        "Begärans längd är tvetydig",
        "Ange Content-Length eller Transfer-Encoding, en gång och inte båda. Ingenting har tagits emot.",
    ),
    "no_messages": Kind(400, "Inga meddelanden", "Skicka minst ett meddelande. Ingenting har tagits emot."),
    "not_an_array": Kind(
        400,
        "Meddelandena går inte att skilja åt",
        "Skicka en JSON-lista, eller ett meddelande per rad. Ingenting har tagits emot.",
    ),
    "unauthenticated": Kind(401, "Åtkomst nekad", "Ange en giltig token i huvudet Authorization: Bearer."),
    "not_allowed": Kind(403, "Ingår inte i din roll", "Be den som sköter behörigheter om din roll ska ändras."),
    "not_found": Kind(404, "Finns inte", "Kontrollera adressen mot beskrivningen av gränssnittet."),
    "no_such_case": Kind(404, "Ärendet finns inte", "Sök efter ungdomen, eller öppna ärendet från din lista."),
    "no_such_presence": Kind(
        404, "Frågan gäller inte längre", "Fråga på nytt om ungdomen omfattas, och anteckna inom den tid som anges då."
    ),
    "no_such_opening": Kind(404, "Nödöppningen finns inte", "Hämta listan på nytt och välj ett nummer som finns där."),
    "no_such_entry": Kind(404, "Anteckningen finns inte", "Läs om ärendet och välj en anteckning som finns där."),
    "no_such_measure": Kind(404, "Måttet finns inte", "Hämta /v1/measures och välj ett mått som finns där."),
    "no_such_list": Kind(404, "Kodlistan finns inte", "Hämta /v1/reference och välj en lista som finns där."),
    "no_such_letter_run": Kind(404, "Utskicket finns inte", "Hämta utskicken på nytt och välj ett som finns där."),
    "no_such_request": Kind(404, "Begäran finns inte", "Hämta begärandena på nytt och välj en som finns där."),
    "no_such_message": Kind(404, "Meddelandet finns inte", "Hämta meddelandena på nytt och välj ett som finns där."),
    "no_such_incident": Kind(404, "Incidenten finns inte", "Hämta incidenterna på nytt och välj en som finns där."),
    "no_such_report": Kind(404, "Rapporten finns inte", "Hämta /v1/reports/frozen och välj en rapport som finns där."),
    "no_such_document": Kind(404, "Dokumentet finns inte", "Hämta dokumenten på nytt och välj ett som finns där."),
    "document_not_ready": Kind(
        409,
        "Dokumentet finns inte att hämta",
        "Fråga på nytt hur långt det har kommit; har det gallrats, eller gick det inte att göra, beställ det igen.",
    ),
    "not_in_quarantine": Kind(404, "Inte i karantän", "Hämta karantänen på nytt och välj ett nummer som finns där."),
    "not_paused": Kind(404, "Ingen stoppad leverans", "Hämta leveranserna på nytt och välj en som är stoppad."),
    "wrong_method": Kind(405, "Fel metod", "Använd en av metoderna i huvudet Allow."),
    "already_known": Kind(
        409,
        "Ungdomen har redan ett ärende",
        "Öppna ärendet om href anger det. Fråga annars om ungdomen omfattas: det anger vilken enhet som har ärendet.",
    ),
    "refused": Kind(409, "Går inte att anteckna", "Läs vad regeln säger i detail; rule är regelns kod."),
    "case_changed": Kind(412, "Ärendet har ändrats", "Läs om ärendet och försök igen."),
    "too_slow": Kind(408, "Begäran kom för långsamt", "Skicka den igen; är den stor, i flera mindre."),
    "too_large": Kind(413, "För mycket på en gång", "Dela upp i flera anrop. Ingenting har tagits emot."),
    "unsupported_format": Kind(
        415,
        "Okänt format",
        "Skicka application/cloudevents+json, application/cloudevents-batch+json eller application/x-ndjson, "
        "i UTF-8 och okomprimerat.",
    ),
    "not_json": Kind(415, "Okänt format", "Skicka application/json, i UTF-8 och okomprimerat."),
    "invalid": Kind(422, "Uppgifter saknas eller är felaktiga", "Rätta de uppgifter som anges i errors."),
    "head_too_large": Kind(431, "För mycket i huvudet", "Korta adressen och huvudena. Ingenting har tagits emot."),
    "too_many_streams": Kind(429, "För många öppna strömmar", "Stäng en av dina andra strömmar och försök igen."),
    "altered_report": Kind(
        500, "Rapporten är inte som den frystes", "Det som är sparat har ändrats. Be driften återställa en kopia."
    ),
    "fault": Kind(500, "Fel i programmet", "Försök igen. Anmäl det till driften om felet kvarstår."),
    "unavailable": Kind(
        503, "Tillfälligt avbrott", "Försök igen om en stund. Det gör ingen skada att göra om samma sak."
    ),
    "busy": Kind(503, "För mycket att göra", "Försök igen om några sekunder. Ingenting har tagits emot."),
    "stopping": Kind(503, "Startas om", "Försök igen om några sekunder. Ingenting har tagits emot."),
    "not_yet": Kind(503, "Inte framme än", "Listorna har inte hunnit fram till den positionen. Försök igen strax."),
    "not_ready": Kind(503, "Inte redo", "Se lacks: åtgärda det som saknas, eller vänta om det är tillfälligt."),
}

_OF_STATUS = {400: "bad_request", 404: "not_found", 405: "wrong_method"}
"""What the framework's own refusals are; any other is a fault of the program."""


class Wrong(BaseModel):
    """Where something is wrong with a request, and in what way."""

    part: Annotated[Literal["body", "path", "query", "header"], Field(alias="in")]
    path: Annotated[str, Field(examples=["$.numbers[0]"])]
    reason: Annotated[WrongReason, Field(examples=["out_of_range"])]


class ProblemDocument(BaseModel):
    """RFC 9457. Nothing in it repeats what was sent."""

    model_config = ConfigDict(title="Problem")

    type: Annotated[str, Field(examples=[_TYPE + "unauthenticated"])]
    title: str
    status: int
    detail: Annotated[str, Field(description="What to do.")]
    errors: Annotated[list[Wrong], Field(default_factory=list)]
    rule: Annotated[str | None, Field(default=None, description="The code of the rule that refuses.")]
    about: Annotated[list[str], Field(default_factory=list, description="What the rule names, never a value.")]
    known: Annotated[list[str], Field(default_factory=list, description="The codes there are, where one is unknown.")]
    href: Annotated[str | None, Field(default=None, description="Where what is meant can be read.")]
    lacks: Annotated[list[str], Field(default_factory=list, description="What keeps the program from being ready.")]


class Problem(HTTPException):
    """Raised where a request is refused; ``more`` are members of the document besides the standard ones."""

    def __init__(self, code: str, headers: Mapping[str, str] | None = None, **more: object) -> None:
        super().__init__(KINDS[code].status, code, dict(headers or {}))
        self.code = code
        self.more = more


def respond(problem: Problem) -> JSONResponse:
    kind = KINDS[problem.code]
    headers = dict(problem.headers or {})
    if kind.status == 503:
        headers["Retry-After"] = _TRY_AGAIN_SECONDS
    document = kind.document(problem.code, **problem.more)
    return JSONResponse(document, kind.status, headers, media_type=MEDIA_TYPE)


async def of_refusal(_request: Request, refused: Exception) -> JSONResponse:
    """The answer to an ``HTTPException``, ours or the framework's."""
    assert isinstance(refused, HTTPException)
    if isinstance(refused, Problem):
        return respond(refused)
    return respond(Problem(_OF_STATUS.get(refused.status_code, "fault"), refused.headers))


async def of_invalid(_request: Request, invalid: Exception) -> JSONResponse:
    """The answer to a ``RequestValidationError``: where and what kind, never what stood there."""
    assert isinstance(invalid, RequestValidationError)
    return respond(Problem("invalid", errors=[_wrong(one["loc"], one["type"]) for one in invalid.errors()]))


def _wrong(location: Sequence[str | int], kind: str) -> dict[str, Any]:
    """What the framework found wrong, in our words."""
    if kind == "json_invalid":
        location = location[:1]  # the rest is a character of the text, not a name
    if kind == "extra_forbidden":
        location = location[:-1]  # a name the sender made up
    return error(location, reason_of(kind))


def error(location: Sequence[str | int], reason: WrongReason) -> dict[str, Any]:
    """What is wrong at a place: ``body`` and the names to go by, or ``query`` or ``path`` and one name."""
    return {"in": location[0], "path": json_path(location[1:]), "reason": reason}


def responses(*codes: str) -> dict[int | str, dict[str, Any]]:
    """How a route that can answer with these problems describes them."""
    by_status: dict[int | str, dict[str, Any]] = {}
    for code, kind in _sorted(codes):
        described = by_status.setdefault(kind.status, _described(kind))
        described["content"][MEDIA_TYPE]["examples"][code] = {"value": kind.document(code)}
    return by_status


def _sorted(codes: Iterable[str]) -> list[tuple[str, Kind]]:
    return sorted(((code, KINDS[code]) for code in codes), key=lambda one: one[1].status)


def _described(kind: Kind) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": kind.title, "content": {MEDIA_TYPE: {"schema": schema, "examples": {}}}}
