"""A file handed in is read line by line, in constant memory, without trusting it."""

from __future__ import annotations

import codecs
import os
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaa_tracker.adapters.inbound.files.lines import FileRefused, check_file, read_lines

MEGABYTE = 1 << 20
BOM = b"\xef\xbb\xbf"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "register.ndjson"


def numbered(file: Path, max_bytes: int = 100) -> list[tuple[int, bytes]]:
    return [(line.number, line.raw) for line in read_lines(file, max_bytes)]


class TestAFileIsRefusedWhole:
    def refused(self, file: Path) -> str:
        with pytest.raises(FileRefused) as refused:
            check_file(file)
        assert str(file) in str(refused.value)
        return str(refused.value)

    def test_that_does_not_exist(self, file: Path) -> None:
        assert "finns inte. Kontrollera sökvägen." in self.refused(file)

    def test_that_is_a_folder(self, tmp_path: Path) -> None:
        assert "är ingen vanlig fil" in self.refused(tmp_path)

    @pytest.mark.parametrize("content", [b"", b"\n", b" \r\n\t\n", BOM, BOM + b"\n"])
    def test_that_says_nothing(self, file: Path, content: bytes) -> None:
        file.write_bytes(content)
        assert "är tom" in self.refused(file)

    @pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
    def test_that_is_utf_16(self, file: Path, mark: bytes) -> None:
        file.write_bytes(mark + "{}\n".encode("utf-16-le"))
        assert "är UTF-16" in self.refused(file)

    def test_that_is_no_ordinary_file_for_it_could_not_be_read_twice(self, file: Path) -> None:
        os.mkfifo(file)
        assert "är ingen vanlig fil" in self.refused(file)


@pytest.mark.parametrize(
    ("content", "lines"),
    [(b"one", 1), (b"one\n", 1), (b"one\ntwo", 2), (b"one\n\ntwo\n", 3), (b"one\r\ntwo\r\n", 2)],
)
def test_the_lines_of_a_file_are_counted(file: Path, content: bytes, lines: int) -> None:
    file.write_bytes(content)
    assert check_file(file) == lines


@pytest.mark.parametrize("content", [b'{"name": "Bo"}\n{"name": "\xc5', "Åsa\nÖrjan\n".encode("latin-1")])
def test_bytes_that_are_not_utf_8_are_a_matter_of_their_line(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    assert check_file(file) == 2


def test_blank_lines_are_passed_over_and_still_numbered(file: Path) -> None:
    file.write_bytes(b"\none\n   \n\r\ntwo\n")
    assert numbered(file) == [(2, b"one"), (5, b"two")]


def test_windows_line_ends_are_no_part_of_a_line(file: Path) -> None:
    file.write_bytes(b"one\r\ntwo\r\n")
    assert numbered(file) == [(1, b"one"), (2, b"two")]


def test_a_last_line_without_an_end_is_a_line(file: Path) -> None:
    file.write_bytes(b"one\ntwo")
    assert numbered(file) == [(1, b"one"), (2, b"two")]


def test_a_byte_order_mark_is_no_part_of_the_first_line(file: Path) -> None:
    file.write_bytes(BOM + b"one\n" + BOM + b"two\n")
    assert check_file(file) == 2
    assert numbered(file) == [(1, b"one"), (2, BOM + b"two")]


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
@pytest.mark.parametrize("length", [99, 100])
def test_a_line_up_to_the_limit_is_whole(file: Path, length: int, end: bytes) -> None:
    file.write_bytes(b"x" * length + end)
    assert numbered(file, max_bytes=100) == [(1, b"x" * length)]


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n", b"\nnext\n"])
@pytest.mark.parametrize("length", [101, 102, 103, 104, 1_000_000])
def test_a_longer_line_stays_longer_than_the_limit_and_the_next_one_is_read(
    file: Path, length: int, end: bytes
) -> None:
    file.write_bytes(b"x" * length + end)
    (number, raw), *rest = numbered(file, max_bytes=100)
    assert (number, len(raw) > 100, raw.strip(b"x\r")) == (1, True, b"")
    assert rest == ([(2, b"next")] if b"next" in end else [])


@pytest.mark.parametrize("long", [b"{}" + b" " * 5_000, b" " * 5_000 + b"{}", b"{}" + b" " * 5_000 + b"{}"])
def test_a_line_made_too_long_by_blanks_is_neither_cut_to_fit_nor_passed_over(file: Path, long: bytes) -> None:
    file.write_bytes(long + b"\nnext\n")
    (number, raw), *rest = numbered(file, max_bytes=100)
    assert (number, len(raw) > 100) == (1, True)
    assert rest == [(2, b"next")]


def test_a_line_of_ten_megabytes_takes_no_ten_megabytes_of_memory(file: Path) -> None:
    file.write_bytes(b"x" * (10 * MEGABYTE) + b"\nnext\n")
    tracemalloc.start()
    try:
        assert check_file(file) == 2
        assert [line.number for line in read_lines(file, MEGABYTE)] == [1, 2]
        assert tracemalloc.get_traced_memory()[1] < 5 * MEGABYTE
    finally:
        tracemalloc.stop()


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=60).map(lambda raw: raw.replace(b"x", b"\n")), limit=st.integers(1, 8))
def test_every_line_is_there_in_order_and_within_the_limit_as_it_stood(file: Path, content: bytes, limit: int) -> None:
    file.write_bytes(content)
    stood = {n: raw for n, raw in enumerate(content.removeprefix(BOM).split(b"\n"), 1) if raw.strip()}
    found = dict(numbered(file, limit))
    assert list(found) == sorted(found)
    for number, raw in stood.items():
        if len(raw) <= limit:
            assert found[number] == raw.strip()
        else:
            assert len(found[number]) > limit or found[number] == raw.strip()
    assert set(found) <= set(stood) | {n for n, raw in enumerate(content.split(b"\n"), 1) if len(raw) > limit}
