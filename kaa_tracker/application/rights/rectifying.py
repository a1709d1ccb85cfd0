"""An entry is rectified as any is corrected, what stood there still readable; and the request says that it was."""

from __future__ import annotations

from kaa_tracker.application.casework import Casework, Order
from kaa_tracker.application.handling import Result
from kaa_tracker.application.rights.answering import Answering
from kaa_tracker.application.rights.person_requests import Step, Written
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.case.commands import CorrectEntry, Request
from kaa_tracker.domain.case.events import Actor
from kaa_tracker.domain.case.refusal import Refusal


class Rectifying:
    def __init__(self, answering: Answering, casework: Casework) -> None:
        self._answering = answering
        self._casework = casework

    def correct(self, user: User, number: int, correction: CorrectEntry, written: Written) -> Result | None:
        """How the correction went in the case; ``None`` where there is no such request for the user.

        An interruption between the correction and the note of it is made good by the same once more.
        """
        request = self._answering.request(user, number, written.at)
        if request is None:
            return None
        if request.outcome is not None or request.case_id is None:
            return Refusal("request_closed")
        actor = Actor(user.name, "")  # the role follows from the table of who may do what
        asked = Request(command_id=written.command_id, actor=actor, recorded_at=written.at, command=correction)
        [result] = self._casework.take([Order(request.case_id, asked, user=user)])
        if not isinstance(result, Refusal):
            step = Step("noted", "entry_corrected", written.by, written.at, correction.entry)
            self._answering.add(user, number, step, written.command_id)
        return result
