"""The half-year file to Skolverket."""

from __future__ import annotations

from kaa_tracker.adapters.outbound.half_year import (
    SqlHalfYearFiles,
    create_half_year_files,
    load_half_year_forms,
    rendered,
)
from kaa_tracker.adapters.outbound.reference_files import ReferenceFileError
from kaa_tracker.application.access.seeing import Seeing
from kaa_tracker.application.half_year.building import Building
from kaa_tracker.application.half_year.checking import Checking
from kaa_tracker.application.half_year.comparing import Comparing
from kaa_tracker.application.half_year.deciding import Deciding
from kaa_tracker.application.half_year.fetching import Fetching
from kaa_tracker.application.half_year.gathering import Gathering
from kaa_tracker.application.half_year.half_years import HalfYears
from kaa_tracker.application.half_year.reach import WithinReach
from kaa_tracker.application.half_year.sealing import Sealing
from kaa_tracker.bootstrap.ground import Ground
from kaa_tracker.bootstrap.read_side import ReadSide
from kaa_tracker.domain.half_year.form import HalfYearForms
from kaa_tracker.projections.half_year_cases import AnsweredForInPeriod
from kaa_tracker.settings import Settings
from kaa_tracker.system import CannotOpen


def half_years(ground: Ground, side: ReadSide) -> HalfYears:
    """Raises ``CannotOpen``."""
    create_half_year_files(ground.engine)
    store, reference, log = ground.store, ground.reference, ground.access_log
    forms, files = _forms(ground.settings), SqlHalfYearFiles(ground.engine, ground.keys)
    cases = AnsweredForInPeriod(ground.engine)
    gathering = Gathering(store, cases, reference.rules, follow=side.runner.catch_up)
    return HalfYears(
        kept=files,
        checking=Checking(gathering, ground.vault, forms),
        building=Building(store, gathering, ground.revealing, files, forms, reference.municipality),
        deciding=Deciding(gathering, Seeing(store, ground.directory, reference.rules), files, reference),
        sealing=Sealing(gathering, files),
        comparing=Comparing(files, log, WithinReach(store, reference.rules)),
        fetching=Fetching(files, log, rendered),
    )


def _forms(settings: Settings) -> HalfYearForms:
    try:
        return load_half_year_forms(settings.reference_folder)
    except ReferenceFileError as refused:
        raise CannotOpen(str(refused)) from refused
