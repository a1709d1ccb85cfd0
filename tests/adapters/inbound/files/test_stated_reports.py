"""A file that is not in the format is refused with the place and what is allowed there."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it ships no types

from kaa_tracker.adapters.inbound.files.lines import FileRefused
from kaa_tracker.adapters.inbound.files.shapes import faults_of_shape
from kaa_tracker.adapters.inbound.files.stated_reports import LARGEST_FILE, check_report, checked, report_schema
from kaa_tracker.adapters.inbound.files.yaml_tree import read_tree
from kaa_tracker.adapters.outbound.published_figures import published_report
from kaa_tracker.projections.statistics.checking import StatedReport

HEAD = "format: kaa-stated-report.v1\ntitle: En rapport\nperiod: {from: 2021-12-01, to: 2022-11-30}\n"
TABLE = "tables: {t: {title: T, columns: {a: A, b: B}, rows: {r: {label: R, values: {a: 1, b: 2}}}%s}}\n"


def refused(text: str | bytes) -> str:
    with pytest.raises(FileRefused) as told:
        checked(text if isinstance(text, bytes) else text.encode())
    return str(told.value)


def test_the_smallest_report_has_nothing_to_find() -> None:
    assert checked(HEAD.encode()).found == ()
    assert checked(b"\xef\xbb\xbf" + HEAD.encode()).found == ()


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("titel: x", "rad 4, titel: fältet finns inte; tillåtna fält här: format, title, source, period"),
        ("title: x", "rad 4: filen: fältet title står två gånger"),
        ("claims: [{}]", "rad 4, claims[1]: fältet text saknas"),
        ("claims: [{text: x, sum: 1}]", "rad 4, claims[1].sum: fältet finns inte; tillåtna fält här: text, counts"),
        ("claims: x", "rad 4, claims: ska vara en lista"),
        ("measures: {m: {label: M, printed: [1 000]}}", "measures.m.printed[1]: ska vara ett heltal, skrivet utan"),
        ("measures: {m: {label: M, printed: [1.5]}}", "measures.m.printed[1]: ska vara ett heltal"),
        ("measures: {m: {label: M, printed: [010]}}", "measures.m.printed[1]: 010 är ingen tryckt cell"),
        ("measures: {m: {label: M, printed: [true]}}", "measures.m.printed[1]: ska vara ett heltal"),
        ("measures: {m: {label: M, printed: [9999999999999]}}", "measures.m.printed[1]: ska vara ett heltal"),
        ("measures: {m: {label: M, printed: [9999999999999]}}", "högst 1 000 000 000 000"),
        (f"measures: {{m: {{label: M, printed: [{10**31}]}}}}", "rad 4: measures.m.printed[1]: talet har för många"),
        (f"measures: {{m: {{label: M, printed: [-1{'0' * 5000}]}}}}", "tillåtna är 13"),
        ("shares: {s: {label: S, denominator: m, printed: 0.12345678}}", "shares.s.printed: talet har för många"),
        (f"claims: [{{text: x, counts: [{{measure: m, value: {10**31}}}]}}]", "claims[1].counts[1].value: talet har"),
        ("measures: {m: {label: M, printed: [{value: 1, about: ja}]}}", "ska vara true eller false"),
        ("measures: {M: {label: M}}", "measures.M: ska vara ett namn av små bokstäver"),
        ("measures: {m: {label: M, printed: [t.r.a]}}", "t.r.a är ingen tryckt cell"),
        ("previous_year: {m: 1}", "previous_year: m är inget mått här; det finns: inga"),
        ("sums: [{total: m, of: [n]}]", "sums[1]: m är ingen tryckt siffra"),
        ("claims: [{text: x, counts: [{measure: m}]}]", "claims[1].counts[1]: m är inget mått här"),
        ("shares: {s: {label: S, denominator: m, printed: 1}}", "shares.s: m är ingen tryckt siffra"),
        (TABLE % ", total_row: x", "tables.t.total_row: x är ingen rad här; det finns: r"),
        (TABLE % ", total_column: x", "tables.t.total_column: x är ingen kolumn här; det finns: a, b"),
        (TABLE % ", sums: [{of: [a]}]", "tables.t.sums[1]: ange antingen row eller column"),
        (TABLE % ", sums: [{column: a, of: [a, b]}]", "tables.t.sums[1]: of ska ha delarna"),
        (TABLE % ", differences: [{column: a, of: b, minus: c}]", "tables.t.differences[1]: c är ingen kolumn här"),
        ("claims: [&here {text: x}, *here]", "rad 4: filen går inte att läsa som YAML (ankare och alias används inte)"),
        ("claims: !!python/name:os.system x", "rad 4: claims: taggar används inte"),
        ("claims: !own x", "rad 4: claims: taggar används inte"),
        ('source: "\\x1b[31m"', "rad 4: source: texten har tecken som inte syns"),
        ("source: [", "filen går inte att läsa som YAML"),
        ("? [a]\n: b", "ett fältnamn ska vara ett ord"),
        ("---\ntitle: x", "filen går inte att läsa som YAML"),
    ],
)
def test_what_is_not_in_the_format_is_refused_with_its_place(more: str, says: str) -> None:
    assert says in refused(HEAD + more)


@pytest.mark.parametrize(
    ("printed", "says"),
    [
        ("72.5, precision: whole", "72,5 är inte tryckt i hela procent"),
        ("72.3, precision: half", "72,3 är inte tryckt i halva procent"),
        ("72.35", "72,35 är inte tryckt i tiondels procent"),
        ("72.5, precision: exact", "ska vara half eller tenth eller whole"),
        ("-1", "shares.s.printed: ska vara"),
    ],
)
def test_a_share_that_cannot_be_printed_so_is_refused(printed: str, says: str) -> None:
    measures = "measures: {m: {label: M, printed: [3]}}\n"
    assert says in refused(f"{HEAD}{measures}shares: {{s: {{label: S, denominator: m, printed: {printed}}}}}")


def test_every_fault_is_told_at_once_in_the_order_of_the_file() -> None:
    told = refused("format: v0\ntitle: 1\nperiod: {from: 2021-12-1}\n").splitlines()
    assert [line.partition(",")[0] for line in told] == ["rad 1", "rad 2", "rad 3", "rad 3"]


@pytest.mark.parametrize("raw", [b"\xff\xfe", b"\x00", b"[" * 100_000, b"a" * (LARGEST_FILE + 1), b"1", b"null"])
def test_what_is_no_report_at_all_is_refused(raw: bytes) -> None:
    assert refused(raw)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="finns inte"):
        check_report(tmp_path / "missing.yaml")


def test_the_schema_takes_what_is_taken_and_refuses_what_is_refused() -> None:
    schema = report_schema()
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    assert validator.is_valid(read_tree(published_report(2022).decode()).value)
    for wrong in ("titel: x", "claims: [{}]", "measures: {M: {label: M}}", "measures: {m: {label: M, printed: [1.5]}}"):
        assert not validator.is_valid(read_tree(HEAD + wrong).value)


def test_a_file_without_faults_of_shape_is_converted() -> None:
    value = read_tree(published_report(2022).decode()).value
    assert list(faults_of_shape(value, StatedReport)) == []
    msgspec.convert(value, StatedReport)
