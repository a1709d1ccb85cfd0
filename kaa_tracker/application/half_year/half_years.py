"""Everything about the half-year file, as the doors work with it."""

from __future__ import annotations

from typing import NamedTuple

from kaa_tracker.application.half_year.building import Building
from kaa_tracker.application.half_year.checking import Checking
from kaa_tracker.application.half_year.comparing import Comparing
from kaa_tracker.application.half_year.deciding import Deciding
from kaa_tracker.application.half_year.fetching import Fetching
from kaa_tracker.application.half_year.files import HalfYearFiles
from kaa_tracker.application.half_year.sealing import Sealing


class HalfYears(NamedTuple):
    kept: HalfYearFiles
    checking: Checking
    building: Building
    deciding: Deciding
    sealing: Sealing
    comparing: Comparing
    fetching: Fetching
