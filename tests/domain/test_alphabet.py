"""Names in the order of a Swedish dictionary."""

from __future__ import annotations

from random import Random
from typing import Literal
from unicodedata import normalize

import pytest

from kaa_tracker.domain.alphabet import alphabetical


@pytest.mark.parametrize(
    "names",
    [
        ["Kista", "Zinkensdamm", "Årsta", "Älvsjö", "Östermalm"],
        ["Skarpnäck", "Skärholmen", "Spånga-Tensta", "Söder", "Södermalm"],
        ["arsta", "Årsta", "ärsta", "Örsta"],
        ["Norra innerstaden", "Norrmalm"],
        ["Liden", "Lidén", "Lidens"],
        ["Hagen", "Håga", "Häga", "Hæge", "Höga", "Høge"],
    ],
)
@pytest.mark.parametrize("written", ["NFC", "NFD"])
def test_names_stand_in_the_order_of_the_swedish_alphabet(names: list[str], written: Literal["NFC", "NFD"]) -> None:
    shuffled = [normalize(written, name) for name in names]
    Random(20221130).shuffle(shuffled)
    assert sorted(shuffled, key=alphabetical) == [normalize(written, name) for name in names]
