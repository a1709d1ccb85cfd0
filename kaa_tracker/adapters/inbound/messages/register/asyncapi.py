"""The doors through which BER's messages come, as an AsyncAPI 3.0 document; the program never serves it."""

from __future__ import annotations

from inspect import getdoc
from typing import Any

from kaa_tracker.adapters.inbound.messages.register.reading import FORMS
from kaa_tracker.adapters.inbound.messages.register.schemas import schema_file

SUBJECT = "ber.kaa.>"
"""The NATS subjects of the feed, as the program subscribes unless a setting says otherwise."""
PUSH_PATH = "/v1/register-messages"
CLOUD_EVENT = "application/cloudevents+json"

_DESCRIPTION = """\
BER tells who comes into the register, what changes and who leaves, and once a night everybody who is in it.
Messages may come late, twice and in any order: source and id say which is which, and the revision of a person says
where it belongs. Versions of a type may come mixed. What is accepted has been stored; whether it could be read shows
in the quarantine, not in the answer."""


def asyncapi_document() -> dict[str, Any]:
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "The register feed", "version": _version(), "description": _DESCRIPTION},
        "defaultContentType": CLOUD_EVENT,
        "channels": {
            "stream": {
                "address": SUBJECT,
                "description": "A JetStream stream; one message in each, acknowledged once it is stored.",
                "messages": _references("#/components/messages/"),
            },
            "push": {
                "address": PUSH_PATH,
                "description": "HTTPS; one message in a call, an array, or one a line; answered once they are stored.",
                "messages": _references("#/components/messages/"),
            },
        },
        "operations": {
            "takeFromStream": {"action": "receive", **_on("stream")},
            "takePush": {
                "action": "receive",
                **_on("push"),
                "security": [{"$ref": "#/components/securitySchemes/feed_token"}],
                "bindings": {"http": {"method": "POST", "bindingVersion": "0.3.0"}},
            },
        },
        "components": {
            "messages": {name: _message(name) for name in FORMS},
            "securitySchemes": {"feed_token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _version() -> str:
    """The greatest version of a message."""
    return f"{max(int(name.rpartition('.v')[2]) for name in FORMS)}.0.0"


def _on(channel: str) -> dict[str, Any]:
    references = _references(f"#/channels/{channel}/messages/")
    return {"channel": {"$ref": f"#/channels/{channel}"}, "messages": list(references.values())}


def _references(place: str) -> dict[str, dict[str, str]]:
    return {name: {"$ref": place + name} for name in FORMS}


def _message(name: str) -> dict[str, Any]:
    data = FORMS[name].model_fields["data"].annotation
    return {"name": name, "summary": getdoc(data), "payload": {"$ref": schema_file(name)}}
