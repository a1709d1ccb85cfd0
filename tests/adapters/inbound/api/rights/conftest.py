"""An office with three youths, one of them with a protected identity."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.inbound.api.office import Office, an_office
from tests.adapters.inbound.api.rights.youths import tell
from tests.adapters.inbound.cli.messages import entered


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with an_office(tmp_path) as opened:
        tell(
            opened,
            entered("ber-ada", given_name="Ada", identity_number="20050503TF01"),
            entered("ber-bo", given_name="Botilda", identity_number="20050503TF02", family_name="Bovik"),
            entered("ber-pia", given_name="Pia", identity_number="20050503TF03", protection="confidentiality_marked"),
        )
        yield opened
