"""Requests of persons, messages to the source and incidents, on SQLite and PostgreSQL; and a person's messages."""

from kaa_tracker.adapters.outbound.rights.case_rows import SqlCaseRows
from kaa_tracker.adapters.outbound.rights.incidents import SqlIncidents
from kaa_tracker.adapters.outbound.rights.requests import SqlPersonRequests
from kaa_tracker.adapters.outbound.rights.source_messages import SqlSourceMessages
from kaa_tracker.adapters.outbound.rights.tables import create_rights
from kaa_tracker.adapters.outbound.rights.traces import SqlInboxTraces

__all__ = ["SqlCaseRows", "SqlInboxTraces", "SqlIncidents", "SqlPersonRequests", "SqlSourceMessages", "create_rights"]
