"""What persons may ask for, and incidents."""

from __future__ import annotations

from kaa_tracker.adapters.outbound.rights import (
    SqlCaseRows,
    SqlInboxTraces,
    SqlIncidents,
    SqlPersonRequests,
    SqlSourceMessages,
    create_rights,
)
from kaa_tracker.application.rights.answering import Answering
from kaa_tracker.application.rights.extracting import Extracting, Stores
from kaa_tracker.application.rights.recording import Recording
from kaa_tracker.application.rights.rectifying import Rectifying
from kaa_tracker.application.rights.rights import Rights
from kaa_tracker.bootstrap.ground import Ground


def rights(ground: Ground) -> Rights:
    engine, keys, reference = ground.engine, ground.keys, ground.reference
    create_rights(engine)
    requests, messages = SqlPersonRequests(engine, reference), SqlSourceMessages(engine, reference)
    incidents = SqlIncidents(engine, reference)
    traces = SqlInboxTraces(engine, keys.inbox_key, keys.index_key)
    stores = Stores(ground.store, ground.access_log, traces, SqlCaseRows(engine), requests, messages, incidents)
    named = ground.settings.name_employees_in_extracts
    answering = Answering(ground.store, requests, messages, reference.rules)
    return Rights(
        answering=answering,
        rectifying=Rectifying(answering, ground.casework),
        extracting=Extracting(ground.revealing, stores, reference, ground.sentences.event, names_employees=named),
        incidents=incidents,
        recording=Recording(incidents, answering),
    )
