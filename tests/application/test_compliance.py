"""The pages for those who audit say what the program does, and nothing of it twice."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from kaa_tracker.adapters.outbound.compliance_file import load_statements
from kaa_tracker.application.compliance.pages import pages
from kaa_tracker.bootstrap import compliance
from kaa_tracker.domain.access.roles import ROLES
from kaa_tracker.domain.access.table import ACTIONS, EXTENTS, TABLE
from kaa_tracker.settings import Settings

CONFIGURATION = compliance(Settings())
PAGES = pages(CONFIGURATION)


def test_everything_in_the_access_table_has_a_name() -> None:
    said = load_statements()
    assert set(said.roles) == set(ROLES)
    assert set(said.extents) == set(EXTENTS)
    assert set(said.actions) >= set(ACTIONS)


def test_every_allowed_action_is_on_the_page_of_roles() -> None:
    page = PAGES["behorigheter.md"]
    sections = dict(zip(ROLES, page.split("\n## ")[1:], strict=True))
    for role, row in TABLE.items():
        assert {action for action in ACTIONS if f"(`{action}`)" in sections[role]} == set(row)


def test_a_period_is_the_one_that_is_set() -> None:
    page = pages(compliance(Settings(keep_bodies_days=17)))["gallring.md"]
    assert "17 dagar efter att de fått verkan" in page
    assert "17 dagar efter att de fått verkan" not in PAGES["gallring.md"]


def test_a_period_by_a_figure_that_does_not_exist_is_no_page() -> None:
    said = CONFIGURATION.statements
    of_nothing = replace(said.retention[0], until="{keep_everything_days} dagar")
    with pytest.raises(KeyError):
        pages(CONFIGURATION._replace(statements=replace(said, retention=(of_nothing,))))


def test_every_page_says_who_answers_for_it_and_when_it_is_reviewed() -> None:
    for text in PAGES.values():
        assert "Ansvarig: " in text
        assert "ska granskas igen senast " in text


def test_everything_that_is_stored_is_on_the_page_of_grounds() -> None:
    page = PAGES["uppgifter.md"]
    for address in (*CONFIGURATION.fields, *CONFIGURATION.columns, *CONFIGURATION.lists):
        assert f"`{address}`" in page


def test_likelihoods_and_levels_are_on_their_scales() -> None:
    said = load_statements()
    assert {level.aspect for level in said.klassa} == {"Konfidentialitet", "Riktighet", "Tillgänglighet"}
    assert all(0 <= level.level <= 3 for level in said.klassa)
    assert all(1 <= value <= 4 for risk in said.risks for value in (*risk.before, *risk.after))
    assert all(risk.after <= risk.before for risk in said.risks)
