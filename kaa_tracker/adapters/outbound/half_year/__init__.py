"""The half-year file outside the program: what the agency asks for, where files are kept, and how they are written."""

from kaa_tracker.adapters.outbound.half_year.form_files import load_half_year_forms
from kaa_tracker.adapters.outbound.half_year.rendering import rendered
from kaa_tracker.adapters.outbound.half_year.store import SqlHalfYearFiles
from kaa_tracker.adapters.outbound.half_year.tables import create_half_year_files

__all__ = ["SqlHalfYearFiles", "create_half_year_files", "load_half_year_forms", "rendered"]
