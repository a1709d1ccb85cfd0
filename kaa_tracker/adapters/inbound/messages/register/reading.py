"""A message of BER as the application takes it, or the first thing wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import ValidationError

from kaa_tracker.adapters.inbound.messages.register.changed import ChangedV1, ChangedV2
from kaa_tracker.adapters.inbound.messages.register.entered import EnteredV1, EnteredV2
from kaa_tracker.adapters.inbound.messages.register.envelope import STEM
from kaa_tracker.adapters.inbound.messages.register.extract import ExtractMessage
from kaa_tracker.adapters.inbound.messages.register.left import LeftV1
from kaa_tracker.adapters.inbound.messages.register.message import Message, PersonMessage, Read
from kaa_tracker.adapters.inbound.messages.rejection import rejected
from kaa_tracker.adapters.inbound.messages.strict_json import MAX_BYTES, read_json
from kaa_tracker.application.intake.rejected import Rejected
from kaa_tracker.domain.reference import Reference

FORMS: Mapping[str, type[Message]] = {
    f"{STEM}.entered.v1": PersonMessage[EnteredV1],
    f"{STEM}.entered.v2": PersonMessage[EnteredV2],
    f"{STEM}.changed.v1": PersonMessage[ChangedV1],
    f"{STEM}.changed.v2": PersonMessage[ChangedV2],
    f"{STEM}.left.v1": PersonMessage[LeftV1],
    f"{STEM}.extract.v1": ExtractMessage,
}
"""The form of each type and version."""

_UNVERSIONED = {name.rpartition(".")[0] for name in FORMS}


def read_register_message(raw: bytes, *, today: date, reference: Reference, max_bytes: int = MAX_BYTES) -> Read:
    """The message in ``raw``, or the first thing wrong with it; never raises for what ``raw`` holds.

    ``today`` is the Swedish day after which nothing can have happened yet.
    """
    document = read_json(raw, max_bytes=max_bytes)
    form = document if isinstance(document, Rejected) else _form_of(document)
    if isinstance(form, Rejected):
        return form
    try:
        message = form.model_validate(document, extra="allow", context={"today": today, "reference": reference})
    except ValidationError as error:
        return rejected(error, form)
    return message.read()


def _form_of(document: Any) -> type[Message] | Rejected:
    if not isinstance(document, dict) or "specversion" not in document:
        return Rejected("not_cloudevents")
    if document["specversion"] != "1.0":
        return Rejected("not_cloudevents", "$.specversion")
    if "type" not in document:
        return Rejected("missing_field", "$.type")
    name = document["type"]
    if not isinstance(name, str):
        return Rejected("wrong_type", "$.type")
    if name in FORMS:
        return FORMS[name]
    return Rejected("unknown_version" if name.rpartition(".")[0] in _UNVERSIONED else "unknown_type", "$.type")
