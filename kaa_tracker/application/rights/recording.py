"""Incidents as whoever records them sees them: all of them, and of the cases they name those that are theirs to see."""

from __future__ import annotations

from datetime import datetime

from kaa_tracker.application.rights.answering import Answering
from kaa_tracker.application.rights.incidents import Incident, Incidents, IncidentStep
from kaa_tracker.application.rights.person_requests import Filed
from kaa_tracker.domain.access.roles import User


class Recording:
    def __init__(self, incidents: Incidents, answering: Answering) -> None:
        self._incidents = incidents
        self._answering = answering

    def incident(self, user: User, number: int, now: datetime) -> Incident | None:
        found = self._incidents.get(number)
        return self._in_sight(user, found, now) if found else None

    def incidents(self, user: User, now: datetime, *, open_only: bool = True) -> list[Incident]:
        """In the order of the store."""
        return [self._in_sight(user, one, now) for one in self._incidents.listed(open_only=open_only)]

    def add(self, user: User, number: int, step: IncidentStep, command_id: str) -> Filed | None:
        """``None``, and nothing is written, where a case it names does not exist for the user: others are counted.

        Raises ``RightsRefused`` and ``LookupError``.
        """
        if set(step.case_ids) - self._answering.within(user, "see", step.case_ids, step.at):
            return None
        return self._incidents.add(number, step, command_id)

    def _in_sight(self, user: User, incident: Incident, now: datetime) -> Incident:
        """Without the cases that do not exist for the user; as many are affected as before."""
        seen = self._answering.within(user, "see", incident.case_ids, now)
        hidden = len(incident.case_ids) - len(seen)
        steps = tuple(
            step._replace(case_ids=tuple(one for one in step.case_ids if one in seen)) for step in incident.steps
        )
        shown = tuple(one for one in incident.case_ids if one in seen)
        return incident._replace(steps=steps, case_ids=shown, unnamed=incident.unnamed + hidden)
