"""Who did what when is kept, and whom letters went to for a time."""

from __future__ import annotations

from kaa_tracker.adapters.inbound.turns import forget_letters
from tests.adapters.inbound.api.letters.acts import path_of, posted, prepared, undone
from tests.adapters.inbound.api.office import Office


def test_it_is_kept_who_did_what_when(office: Office) -> None:
    run = prepared(office)
    office.days_pass(1)
    posted(office, run, who="berit")
    office.days_pass(1)
    told = undone(office, run, who="berit")
    assert (told["prepared_by"], told["posted_by"], told["undone_by"]) == ("lena", "berit", "berit")
    assert [told[at][:10] for at in ("prepared_at", "posted_at", "undone_at")] == [
        "2022-03-29",
        "2022-03-30",
        "2022-03-31",
    ]
    assert office.get("lena", path_of(run)).json() == told


def test_whom_letters_went_to_is_forgotten_in_its_time_and_the_run_is_not(office: Office) -> None:
    run = prepared(office)
    posted(office, run)
    office.clock.at = office.clock.at.replace(month=12)
    assert forget_letters(office.system) == 6
    told = office.get("lena", path_of(run)).json()
    assert (told["state"], told["letters"]) == ("posted", [])
    assert office.post("berit", f"{path_of(run)}/undoing").json()["rule"] == "letter_run_over"
