"""Files of both kinds, brought in line by line: each stands alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from kaa_tracker.adapters.inbound.files.importing import LINES_AT_ONCE, LineResult
from kaa_tracker.adapters.inbound.files.outreach import outreach_importer
from kaa_tracker.adapters.inbound.files.register import register_rehearsal
from kaa_tracker.adapters.inbound.messages.outreach import parse_outreach_line
from kaa_tracker.adapters.inbound.messages.register import read_register_message
from kaa_tracker.application.intake.rejected import Rejected
from kaa_tracker.bootstrap import open_system
from kaa_tracker.settings import Settings
from kaa_tracker.system import System
from tests.application.told import BO, NUMBER, attempt, change, detail, entry, leaving, line, met, opened_by_hand
from tests.deliveries import bring_in
from tests.histories import REFERENCE, lines_of, messages_of, steps
from tests.lives import Step
from tests.written import outreach_line, register_line

ADA = register_line(entry())
BERT = register_line(entry(BO, number=None, identity_number="20040506TF01", identity_kind="temporary"))
TRIED = outreach_line(line(attempt("2022-03-02"), "2022-03-02"))
BAD = b'{"specversion": "1.0"}\n'

_files = count(1)


@pytest.fixture
def system(tmp_path: Path) -> Iterator[System]:
    with open_system(Settings(folder=tmp_path)) as opened:
        yield opened


def brought_in(system: System, *lines: bytes, check: bool = False) -> list[tuple[int, str]]:
    file = written(system, lines)
    return told(register_rehearsal(system).run(file) if check else bring_in(system, file))


def logged(system: System, *lines: bytes, check: bool = False) -> list[tuple[int, str]]:
    return told(outreach_importer(system, check_only=check).run(written(system, lines)))


def written(system: System, lines: tuple[bytes, ...]) -> Path:
    file = system.settings.folder / f"file-{next(_files)}.ndjson"
    file.write_bytes(b"".join(lines))
    return file


def told(results: Iterable[LineResult]) -> list[tuple[int, str]]:
    """Line and effect, or why it had none."""
    return [(result.number, result.code or result.effect) for result in results]


def test_good_lines_have_their_effect_and_bad_ones_a_number_and_a_reason(system: System) -> None:
    assert brought_in(system, ADA, b"nonsense\n", BAD, BERT) == [
        (1, "recorded"),
        (2, "not_json"),
        (3, "missing_field"),
        (4, "recorded"),
    ]
    assert logged(system, TRIED, b"[]\n") == [(1, "recorded"), (2, "wrong_type")]


def test_a_refused_line_is_told_with_the_rule_that_refuses_it(system: System) -> None:
    brought_in(system, ADA)
    early = attempt("2022-03-02", early_reason=None)
    assert logged(system, outreach_line(line(early, "2022-03-02"))) == [(1, "attempt_before_search")]


def test_the_same_file_again_changes_nothing(system: System) -> None:
    met_line = outreach_line(line(opened_by_hand(), "2022-03-01", number="20040506TF07", met=met("20040506TF07")))
    called = outreach_line(line(detail("2022-03-02"), "2022-03-02", value="070-1740606"))
    for effect in ("recorded", "unchanged"):
        assert brought_in(system, register_line(leaving()), ADA) == [(1, effect), (2, effect)]
        assert logged(system, met_line, TRIED, called) == [(1, effect), (2, effect), (3, effect)]
        position = system.store.last_position()
    assert system.store.last_position() == position


def test_a_check_tells_the_same_and_changes_nothing(system: System) -> None:
    lines = [register_line(leaving()), ADA, BAD]
    predicted = brought_in(system, *lines, check=True)
    assert system.store.last_position() == 0
    assert predicted == brought_in(system, *lines) == [(1, "recorded"), (2, "recorded"), (3, "missing_field")]


def test_a_byte_order_mark_blank_lines_and_windows_line_ends_are_no_faults(system: System) -> None:
    windows = [b"\xef\xbb\xbf" + ADA.replace(b"\n", b"\r\n"), b"\r\n", b"  \n", BERT.replace(b"\n", b"\r\n")]
    assert brought_in(system, *windows) == [(1, "recorded"), (4, "recorded")]


def test_nul_bytes_spoil_their_own_line_only(system: System) -> None:
    assert brought_in(system, ADA.replace(b"farsta", b"far\0sta"), BERT) == [(1, "nul_byte"), (2, "recorded")]


def test_a_line_of_ten_megabytes_spoils_itself_only(system: System) -> None:
    long = ADA.replace(b'"Ada"', b'"' + b"a" * 10_000_000 + b'"')
    assert brought_in(system, long, BERT) == [(1, "too_large"), (2, "recorded")]


def test_a_file_cut_in_the_middle_of_a_line_is_taken_up_to_there(system: System) -> None:
    assert brought_in(system, ADA, BERT[:100]) == [(1, "recorded"), (2, "not_json")]


def test_an_exit_finds_its_entry_thousands_of_lines_further_on(system: System) -> None:
    nonsense = [b"{}\n"] * LINES_AT_ONCE
    results = brought_in(system, register_line(leaving()), *nonsense, ADA)
    assert len(results) == LINES_AT_ONCE + 2
    assert dict(results)[LINES_AT_ONCE + 2] == dict(results)[1] == "recorded"


def test_an_exit_of_somebody_nobody_told_of_waits(system: System) -> None:
    gone = register_line(leaving(BO))
    renamed = register_line(change(BO, given_name="Beata"))
    assert brought_in(system, gone, ADA, renamed) == [(1, "waiting"), (2, "recorded"), (3, "waiting")]
    assert system.vault.cases_of_register_keys([BO]) == {}


def test_a_check_tells_what_would_wait(system: System) -> None:
    assert brought_in(system, register_line(leaving(BO)), check=True) == [(1, "no_entry")]


def test_what_waited_has_its_effect_once_the_entry_is_known(system: System) -> None:
    gone = register_line(leaving(BO))
    assert brought_in(system, gone) == [(1, "waiting")]
    assert brought_in(system, BERT) == [(1, "recorded")]
    assert brought_in(system, gone) == [(1, "unchanged")]
    assert system.store.last_position() == 3


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(told_of=steps())
def test_what_is_written_in_the_format_is_read_as_it_was_meant(told_of: list[Step]) -> None:
    now = max(step.request.recorded_at for step in told_of)
    for message in messages_of(told_of):
        read = read_register_message(register_line(message), today=now.date(), reference=REFERENCE)
        assert read == message
    for one in lines_of(told_of):
        read_line = parse_outreach_line(outreach_line(one), now=now)
        assert not isinstance(read_line, Rejected)
        assert (read_line.request.command, read_line.value) == (one.request.command, one.value)


def test_an_official_test_number_reaches_the_vault_in_canonical_form(system: System) -> None:
    spoken = f"{NUMBER[2:8]}-{NUMBER[8:]}".encode()
    assert brought_in(system, ADA.replace(NUMBER.encode(), spoken)) == [(1, "recorded")]
    assert list(system.vault.cases_of_identity_numbers([NUMBER])) == [NUMBER]
