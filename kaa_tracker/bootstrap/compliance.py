"""What the compliance pages are written from."""

from __future__ import annotations

import msgspec

from kaa_tracker.adapters.outbound.compliance_file import load_statements
from kaa_tracker.adapters.outbound.dictionary_files import load_column_grounds, load_field_grounds
from kaa_tracker.application.compliance.pages import Configuration
from kaa_tracker.bootstrap.files import reference_of
from kaa_tracker.settings import Settings


def compliance(settings: Settings) -> Configuration:
    """The program as these settings set it up. Raises ``CannotOpen``."""
    reference = reference_of(settings)
    figures = {name: value for name, value in settings if isinstance(value, int)}
    return Configuration(
        statements=load_statements(),
        figures={**figures, **msgspec.structs.asdict(reference.rules)},
        fields=load_field_grounds(),
        columns=load_column_grounds(),
        lists={code_list.name: code_list.ground for code_list in reference.code_lists},
    )
