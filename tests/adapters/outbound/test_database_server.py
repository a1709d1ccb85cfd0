"""Which database servers will do."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from kaa_tracker.adapters.outbound.database import DatabaseFault, refuse_an_old_server


def connection_to(version: int) -> object:
    return SimpleNamespace(info=SimpleNamespace(server_version=version))


def test_a_server_too_old_is_refused_with_what_is_needed() -> None:
    with pytest.raises(DatabaseFault, match="PostgreSQL 14; det som krävs är 15 eller senare"):
        refuse_an_old_server(connection_to(140_011))


@pytest.mark.parametrize("version", [150_000, 180_004])
def test_a_later_one_will_do(version: int) -> None:
    refuse_an_old_server(connection_to(version))
