"""Messages nobody can read lie in quarantine with their reasons, and cost the others nothing."""

from __future__ import annotations

import json
import random
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from kaa_tracker.adapters.outbound.reference_files import PACKAGED
from kaa_tracker.system import System
from tests.faults.conftest import Counts
from tests.faults.whole_intake.conftest import MakeWork
from tests.faults.whole_intake.holding import Holding, holding, ledger, office
from tests.faults.whole_intake.people import People
from tests.faults.whole_intake.working import Work
from tests.nats_servers import NatsServer
from tests.poison import poison

pytestmark = pytest.mark.slow

_ID_REUSED = ("id_reused", "$.id", "")
_UNKNOWN_DISTRICT = '{ code = "atlantis", label = "Atlantis" }'
_LEAST_SHARE_OF_CLEAN_SPEED = 0.8
_TIMES_MEASURED = 3


class Poisoned(NamedTuple):
    """Bodies, and what is said of them in quarantine: reason, path and detail."""

    bodies: list[bytes]
    told: Counter[tuple[str, str, str]]


def poisoned(people: People, of_each_kind: int) -> Poisoned:
    """So many of every kind, and as many good messages under ids that other good ones have."""
    kinds = poison().keys()
    bad = [poison(f"poisoned-{nth}-{n}")[kind] for nth in range(of_each_kind) for n, kind in enumerate(kinds)]
    reused = [body.replace(b'"revision": ', b'"revision":  ') for body in people.messages[:of_each_kind]]
    told = Counter((one.reason, one.path, one.detail or "") for one in bad)
    return Poisoned([one.body for one in bad] + reused, told + Counter({_ID_REUSED: of_each_kind}))


def in_quarantine(system: System) -> Counter[tuple[str, str, str]]:
    return Counter((one.reason, one.path, one.detail) for one in system.intake.inbox.quarantine(limit=10_000))


def mixed(people: People, poison: Poisoned) -> list[bytes]:
    """Evenly spread; who uses an id a second time comes last."""
    reused = poison.bodies[-poison.told[_ID_REUSED] :]
    first = [*people.messages, *poison.bodies[: -len(reused)]]
    return random.Random(20221130).sample(first, len(first)) + reused


def without(messages: list[bytes], poison: Poisoned) -> list[bytes]:
    """The others in the same order, which costs what it costs: many a message then comes before its person's entry."""
    poisoned = set(poison.bodies)
    return [message for message in messages if message not in poisoned]


def said_of_the_poisoned(log: str) -> set[str]:
    """What the text says of the people in what is refused, or of the messages."""
    return {word for word in ("Prov", "Testsson", "20050503", "poisoned-") if word in log}


def messages_a_second(work: Work, messages: list[bytes]) -> float:
    """From the first that was received to the last that was settled, with all of them waiting from the beginning."""
    work.stream.publish(messages)
    work.start()
    work.catch_up_wholly()
    count, microseconds = work.ask("SELECT count(*), max(settled_at) - min(received_at) FROM inbox_message")
    assert work.terminate() == 0
    assert count == len(messages)
    return float(count / (microseconds / 1_000_000))


def speeds(new_work: Callable[[], Work], *sendings: list[bytes]) -> list[float]:
    """The fastest of each, taken in turn: whatever else a machine does makes all of them slower."""
    measured = [[messages_a_second(new_work(), sent) for sent in sendings] for _ in range(_TIMES_MEASURED)]
    return [max(of_one) for of_one in zip(*measured, strict=True)]


def test_poison_lies_in_quarantine_and_the_rest_has_its_effect(
    make_work: MakeWork,
    nats_server: NatsServer,
    new_database: Callable[[], str],
    people: People,
    expected: Holding,
    counts: Counts,
    is_full: bool,
    tell: Callable[[str], None],
) -> None:
    bad = poisoned(people, counts.poison_of_each_kind)
    work = make_work(nats_server, new_database())
    messages_a_second(work, mixed(people, bad))
    with office(work.folder, work.database_url) as system:
        assert in_quarantine(system) == bad.told
        assert ledger(system).states == {"applied": len(people.messages), "quarantined": len(bad.bodies)}
        assert holding(system) == expected
    work.assert_discreet(people.talked_of_in)
    work.assert_discreet(said_of_the_poisoned)
    if is_full:
        together = mixed(people, bad)
        alone = without(together, bad)
        clean, among_poison = speeds(lambda: make_work(nats_server, new_database()), alone, together)
        tell(f"{len(bad.bodies)} poisoned among {len(people.messages)}: {among_poison:.0f}/s, clean {clean:.0f}/s")
        assert among_poison >= _LEAST_SHARE_OF_CLEAN_SPEED * clean


def test_what_is_mended_leaves_quarantine_for_the_cases(
    make_work: MakeWork, nats_server: NatsServer, tmp_path: Path
) -> None:
    unknown = [poison(f"poisoned-{n}")["an unknown district"].body for n in range(5)]
    work = make_work(nats_server, None)
    work.stream.publish([body.replace(b"20050503TF01", b"20050503TF%02d" % n) for n, body in enumerate(unknown)])
    work.start()
    work.catch_up()
    assert work.terminate() == 0
    work.kaa("intake", "work")
    assert json.loads(work.kaa("quarantine", "list", "--json"))["counts"] == {"unknown_code": len(unknown)}
    assert json.loads(work.kaa("status", "--json"))["events"] == 0

    mended = {"KAA_REFERENCE_FOLDER": str(reference_with_the_district(tmp_path))}
    work.kaa("quarantine", "retry", "--all", "--user", "samordnare-1", "--reason", "mended", **mended)
    assert json.loads(work.kaa("quarantine", "list", "--json"))["counts"] == {}
    with office(work.folder) as system:
        assert ledger(system).states == {"applied": len(unknown)}
        entered = {key for key, kind in holding(system).events if kind == "RegisterEntered"}
    assert len(entered) == len(unknown)
    work.assert_discreet(said_of_the_poisoned)


def reference_with_the_district(folder: Path) -> Path:
    """The shipped reference data and a district more, in a folder of a city's own."""
    mended = folder / "reference"
    shutil.copytree(PACKAGED, mended, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    places = mended / "places.toml"
    text = places.read_text(encoding="utf-8")
    text = text.replace("districts = [\n", f"districts = [\n  {_UNKNOWN_DISTRICT},\n", 1)
    text = text.replace(
        "district_units = [\n", 'district_units = [\n  { district = "atlantis", jobbtorg = "globen" },\n', 1
    )
    places.write_text(text, encoding="utf-8")
    return mended
