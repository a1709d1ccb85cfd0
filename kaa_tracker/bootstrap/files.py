"""The city's own files, as the settings name them."""

from __future__ import annotations

from kaa_tracker.adapters.outbound.reference_files import ReferenceFileError, Texts, load_reference, load_texts
from kaa_tracker.domain.reference import Reference
from kaa_tracker.settings import Settings
from kaa_tracker.system import CannotOpen


def reference_of(settings: Settings) -> Reference:
    """Raises ``CannotOpen``."""
    try:
        return load_reference(settings.reference_folder)
    except ReferenceFileError as refused:
        raise CannotOpen(str(refused)) from refused


def texts_of(settings: Settings) -> Texts:
    """Raises ``CannotOpen``."""
    try:
        return load_texts(settings.reference_folder)
    except ReferenceFileError as refused:
        raise CannotOpen(str(refused)) from refused
