"""Everything that is done for persons about their data, as the doors see it."""

from __future__ import annotations

from typing import NamedTuple

from kaa_tracker.application.rights.answering import Answering
from kaa_tracker.application.rights.extracting import Extracting
from kaa_tracker.application.rights.incidents import Incidents
from kaa_tracker.application.rights.recording import Recording
from kaa_tracker.application.rights.rectifying import Rectifying


class Rights(NamedTuple):
    answering: Answering
    rectifying: Rectifying
    extracting: Extracting
    incidents: Incidents
    recording: Recording
