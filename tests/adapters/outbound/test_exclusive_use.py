"""One process at a time works with an embedded database."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kaa_tracker.adapters.outbound.exclusive_use import InUse, exclusive_use
from kaa_tracker.bootstrap import open_system
from kaa_tracker.settings import Settings
from kaa_tracker.system import CannotOpen

HOLD = """
import sys
from pathlib import Path
from kaa_tracker.adapters.outbound.exclusive_use import exclusive_use
with exclusive_use(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""


@contextmanager
def another_process_holding(folder: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", HOLD, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_process_is_refused_with_a_sentence_that_says_what_to_do(tmp_path: Path) -> None:
    with another_process_holding(tmp_path), pytest.raises(InUse) as refused, exclusive_use(tmp_path):
        pass
    assert str(tmp_path) in str(refused.value)
    assert "kaa" in str(refused.value)


def test_the_program_does_not_open_and_leaves_no_file_behind(tmp_path: Path) -> None:
    with another_process_holding(tmp_path):
        with pytest.raises(CannotOpen) as refused, open_system(Settings(folder=tmp_path)):
            pass
        assert str(tmp_path) in str(refused.value)
        assert {file.name for file in tmp_path.iterdir()} == {"kaa.lock"}


def test_a_process_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    with another_process_holding(tmp_path) as process:
        process.kill()
        process.wait()
        with exclusive_use(tmp_path):
            pass


def test_the_folder_is_free_again_afterwards_even_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), exclusive_use(tmp_path):
        raise ZeroDivisionError
    with exclusive_use(tmp_path):
        pass


def test_one_process_does_not_open_it_twice_either(tmp_path: Path) -> None:
    with exclusive_use(tmp_path), pytest.raises(InUse), exclusive_use(tmp_path):
        pass


def test_folders_do_not_hinder_each_other(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    with exclusive_use(tmp_path / "one"), exclusive_use(tmp_path / "other"):
        pass


def test_only_the_owner_may_read_the_folder_the_program_makes(tmp_path: Path) -> None:
    with open_system(Settings(folder=tmp_path / "var")):
        pass
    assert (tmp_path / "var").stat().st_mode & 0o777 == 0o700
