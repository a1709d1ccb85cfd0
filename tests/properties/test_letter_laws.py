"""Whatever happens to the youths of a letter run, every letter is accounted for, and each attempt is a letter's."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaa_tracker.application.intake.register import RegisterMessage
from kaa_tracker.domain.case.events import ContactAttempted
from kaa_tracker.domain.case.state import replay
from tests.adapters.inbound.api.letters.acts import fates, path_of, posted, prepared, undone
from tests.adapters.inbound.api.letters.youths import EVERYBODY, left, lost_address, marked, moved, to_kista, youth
from tests.adapters.inbound.api.office import Office, an_office

LAW = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])

KINDS: Mapping[str, Mapping[str, Any]] = {
    "ordinary": {},
    "waiting": {"on": "2022-03-25"},
    "without_address": {"address": None},
    "in_kista": {"district": "rinkeby_kista"},
    "protected": {"protection": "confidentiality_marked"},
}
HAPPENINGS: Mapping[str, Callable[[str], RegisterMessage] | None] = {
    "nothing": None,
    "left": left,
    "lost_address": lost_address,
    "marked": marked,
    "moved": moved,
    "to_kista": to_kista,
}

kinds = st.lists(st.sampled_from(sorted(KINDS)), min_size=len(EVERYBODY), max_size=len(EVERYBODY))
happenings = st.lists(st.sampled_from(sorted(HAPPENINGS)), min_size=len(EVERYBODY), max_size=len(EVERYBODY))


@LAW
@given(
    kinds=kinds, before=happenings, after=happenings, reads_file=st.booleans(), who=st.sampled_from(["lena", "berit"])
)
def test_written_and_listed_are_those_that_were_ready(
    kinds: list[str], before: list[str], after: list[str], reads_file: bool, who: str
) -> None:
    with tempfile.TemporaryDirectory() as folder, an_office(Path(folder)) as office:
        office.feed(
            youth("Ada"), *(youth(name, **KINDS[kind]) for name, kind in zip(EVERYBODY[1:], kinds[1:], strict=True))
        )
        office.days_pass(1)
        run = prepared(office, who=who)
        ready = fates(run)["ready", None]
        assert run["missing"] + fates(run).total() == len(EVERYBODY)
        happen(office, before, revision=2)
        printed = file_lines(office, run, who) if reads_file else ready
        happen(office, after, revision=3)
        told = posted(office, run, who=who)
        written, lapsed = by_fate(told, "written"), by_fate(told, "lapsed")
        assert written + lapsed == ready
        assert written <= printed
        assert attempts(office, run) == written
        again = undone(office, run, who=who)
        assert by_fate(again, "voided") + by_fate(again, "kept") == written
        assert attempts(office, run) == by_fate(again, "kept")


def happen(office: Office, happenings: list[str], revision: int) -> None:
    for name, what in zip(EVERYBODY, happenings, strict=True):
        happening = HAPPENINGS[what]
        if happening is not None:
            message = happening(name)
            command: Any = replace(message.command, revision=revision)
            office.feed(message._replace(message_id=f"ber {name}-{revision}", command=command))


def file_lines(office: Office, run: dict[str, Any], who: str) -> int:
    return len(office.get(who, f"{path_of(run)}/address-file").text.splitlines()) - 1


def by_fate(run: dict[str, Any], fate: str) -> int:
    return sum(count for (its, _), count in fates(run).items() if its == fate)


def attempts(office: Office, run: dict[str, Any]) -> int:
    """Those of the run that stand, one a case at most."""
    standing: Counter[UUID] = Counter()
    for name in EVERYBODY:
        case_id = office.case_of(name)
        case = replay(office.system.store.histories([case_id])[case_id])
        standing[case_id] += sum(str(entry.event.batch_id) == run["run_id"] for entry in case.all(ContactAttempted))
    assert max(standing.values()) <= 1
    return standing.total()
