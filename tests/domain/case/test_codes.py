"""There is no free text: every coded field of every event is held to its list, also in what a decision adds."""

from __future__ import annotations

import msgspec
import pytest

from kaa_tracker.domain.case import events as e
from kaa_tracker.domain.case.coded import CODED, DETAILED, first_unknown_code
from kaa_tracker.domain.case.policies import POLICIES, day_of
from kaa_tracker.domain.case.stated import FACT_OF
from tests.domain.case import facts as f
from tests.domain.case.story import STOCKHOLM

EVENTS: tuple[e.CaseEvent, ...] = (
    f.entered("2022-03-01"),
    f.changed("2022-03-01", district="bromma", vault_fields=("address",)),
    f.left("2022-03-01"),
    f.opened_by_hand("2022-03-01"),
    f.search_started("2022-03-01"),
    f.attempted("2022-03-01", method="evening", early_reason="school"),
    f.answered("2022-03-01"),
    f.own_contact("2022-03-01", referred_by="school"),
    f.reached("2022-03-01"),
    f.planned("2022-03-01"),
    f.dropped("2022-03-01"),
    f.occupied("2022-03-01", "other_studies", detail="course"),
    f.declined("2022-03-01", "2022-06-01"),
    f.detail_recorded("2022-03-01"),
    f.detail_failed("2022-03-01"),
    f.address_doubted("2022-03-01"),
    f.address_reported("2022-03-01"),
    f.report_closed("2022-03-01"),
    f.enrolled("2022-03-01"),
    f.service_started("2022-03-01"),
    f.service_ended("2022-03-01"),
    f.plan_recorded("2022-03-01", "2022-06-01"),
    f.plan_revised("2022-03-01", "2022-06-01"),
    f.closed("2022-03-01", "other", detail="moved"),
    f.assigned("2022-03-01", "globen"),
    f.access_granted("2022-03-01"),
    f.merged("2022-03-01"),
    f.disclosed("2022-03-01"),
    f.responsibility_ended("2022-03-01"),
    f.disposed("2022-03-01"),
)
AMENDMENTS = (f.voided(1), f.corrected(1, f.attempted("2022-03-01")))

TEXT_FIELDS = [
    (event, field.name)
    for event in (*EVENTS, *AMENDMENTS)
    for field in msgspec.structs.fields(event)
    if isinstance(getattr(event, field.name), str)
]
NOT_A_CODE = {"user", "home_municipality", "rule_version"}
"""Text that is an identity of the directory, a municipality's number, or a version."""


def is_closed_set(event: e.Event, field: str) -> bool:
    """Whether the type of the field itself says which values there are."""
    values = {**msgspec.to_builtins(event), field: "anything else"}
    try:
        msgspec.convert(values, type(event))
    except msgspec.ValidationError:
        return True
    return False


def test_the_tests_know_every_event() -> None:
    assert {type(event) for event in (*EVENTS, *AMENDMENTS)} == set(e.CaseEvent.__args__)


@pytest.mark.parametrize(
    ("event", "field"), TEXT_FIELDS, ids=[f"{type(event).__name__}.{field}" for event, field in TEXT_FIELDS]
)
def test_every_text_of_an_event_is_a_code_from_a_list(event: e.Event, field: str) -> None:
    if field in NOT_A_CODE or is_closed_set(event, field):
        return
    assert field in CODED[type(event)] or field in {"detail"} & set(CODED[type(event)])


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_ordinary_codes_are_known(event: e.Event) -> None:
    assert first_unknown_code(event, STOCKHOLM, day_of(event)) is None


CODED_FIELDS = [
    (event, field) for event in EVENTS for field in CODED.get(type(event), {}) if getattr(event, field) is not None
]


@pytest.mark.parametrize(
    ("event", "field"), CODED_FIELDS, ids=[f"{type(event).__name__}.{field}" for event, field in CODED_FIELDS]
)
def test_a_code_that_is_in_no_list_is_noticed(event: e.Event, field: str) -> None:
    nonsense = ("nonsense",) if isinstance(getattr(event, field), tuple) else "nonsense"
    changed = msgspec.structs.replace(event, **{field: nonsense})
    assert first_unknown_code(changed, STOCKHOLM, day_of(changed)) == (field, CODED[type(event)][field])


def test_a_code_is_not_used_before_or_after_its_days() -> None:
    channels = STOCKHOLM.codes("channels")
    shortened = msgspec.structs.replace(
        channels,
        codes=tuple(
            msgspec.structs.replace(code, valid_from=f.on("2022-03-01"), valid_to=f.on("2022-03-31"))
            for code in channels.codes
        ),
    )
    lists = tuple(shortened if known.name == "channels" else known for known in STOCKHOLM.code_lists)
    reference = msgspec.structs.replace(STOCKHOLM, code_lists=lists)
    for day, fault in [
        ("2022-02-28", ("channel", "channels")),
        ("2022-03-01", None),
        ("2022-03-31", None),
        ("2022-04-01", ("channel", "channels")),
    ]:
        assert first_unknown_code(f.attempted(day), reference, f.on(day)) == fault


def test_other_asks_for_a_detail_wherever_a_list_says_so() -> None:
    asking = {
        name
        for name, codes in ((known.name, known.codes) for known in STOCKHOLM.code_lists)
        if any(code.needs_detail for code in codes)
    }
    assert asking == {list_name for _, list_name in DETAILED.values()}


def test_every_fact_that_can_be_stated_has_its_rules() -> None:
    assert set(FACT_OF.values()) - set(POLICIES) <= {e.CaseDisposed}
