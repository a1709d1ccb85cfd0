"""What a report made by hand states, in the format ``kaa-stated-report.v1``: as printed, never mended.

The format is described in ``docs/reference/report-check.md``; these structs are its only definition.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta, field

FORMAT = "kaa-stated-report.v1"

_NAME = "[a-zåäö0-9][a-zåäö0-9_-]{0,59}"
_LARGEST = 10**12

SWEDISH = "swedish"
"""Under which a type says in Swedish what it wants."""

Name: TypeAlias = Annotated[
    str,
    Meta(pattern=rf"^{_NAME}$", extra={SWEDISH: "ett namn av små bokstäver, siffror, _ och -"}),
]
"""What the file calls a table, row, column or measure."""

Reference: TypeAlias = Annotated[
    str,
    Meta(
        pattern=rf"^{_NAME}(\.{_NAME}){{0,2}}$",
        extra={SWEDISH: "en hänvisning: tabell.rad.kolumn, mått eller previous_year.mått"},
    ),
]
"""To a printed figure: ``table.row.column``, ``measure``, or ``previous_year.measure``."""

Text: TypeAlias = Annotated[str, Meta(min_length=1, max_length=2000)]
Day: TypeAlias = Annotated[
    str,
    Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", extra={SWEDISH: "en dag som 2022-11-30"}),
]
"""As printed: that it is in no calendar is for the checks to find."""

Whole: TypeAlias = Annotated[
    int,
    Meta(ge=-_LARGEST, le=_LARGEST, extra={SWEDISH: "ett heltal, skrivet utan mellanrum, högst 1 000 000 000 000"}),
]
_Rate: TypeAlias = Annotated[int, Meta(ge=0, le=10_000)] | Annotated[float, Meta(ge=0, le=10_000)]
_WITH_COMMA = Meta(pattern="^[0-9]{1,4}([.,][0-9])?$", extra={SWEDISH: 'text som "72,5"'})
Percent: TypeAlias = _Rate | Annotated[str, _WITH_COMMA]
"""As printed, with a decimal point or, in quotes, a comma."""

Precision: TypeAlias = Literal["whole", "half", "tenth"]


class Stated(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the file; a misspelt field is an error."""


class Value(Stated, frozen=True, kw_only=True):
    """A number, and how it came here: ``about`` (cirka) is met within a hundredth of it, ``derived`` was worked out
    and not printed, ``assumed`` may be of another measure than the file says."""

    value: Whole
    printed_in: Text | None = field(name="in", default=None)
    about: bool = False
    derived: bool = False
    assumed: bool = False


Cell: TypeAlias = Whole | Value
Printed: TypeAlias = Whole | Reference | Value
"""A number, or the cell of a table where it is printed."""


class PrintedShare(Stated, frozen=True, kw_only=True):
    """A share in per cent. Left out, the precision is whole for ``72`` and tenth for ``72.5``."""

    printed: Percent
    precision: Precision | None = None


class Period(Stated, frozen=True, kw_only=True):
    """Both days included."""

    first: Day = field(name="from")
    last: Day = field(name="to")


class ShareColumn(Stated, frozen=True, kw_only=True):
    """In each row, the share of one column in another."""

    label: Text
    numerator: Name
    denominator: Name


class Row(Stated, frozen=True, kw_only=True):
    """``values`` by column, ``shares`` by share column; what is not printed is left out."""

    label: Text
    values: dict[Name, Cell] = {}
    shares: dict[Name, Percent | PrintedShare] = {}


class SumWithin(Stated, frozen=True, kw_only=True):
    """In every column a row is the sum of others, or in every row a column is."""

    row: Name | None = None
    column: Name | None = None
    of: tuple[Name, ...]


class DifferenceWithin(Stated, frozen=True, kw_only=True):
    """In every row a column is another one, ``minus`` a third."""

    column: Name
    of: Name
    minus: Name


class Table(Stated, frozen=True, kw_only=True):
    """``total_row`` and ``total_column`` are the sums of all the others."""

    title: Text
    columns: dict[Name, Text]
    share_columns: dict[Name, ShareColumn] = {}
    rows: dict[Name, Row]
    total_row: Name | None = None
    total_column: Name | None = None
    sums: tuple[SumWithin, ...] = ()
    differences: tuple[DifferenceWithin, ...] = ()


class Measure(Stated, frozen=True, kw_only=True):
    """What is counted, and every place its number is printed."""

    label: Text
    printed: tuple[Printed, ...] = ()


class Share(PrintedShare, frozen=True, kw_only=True):
    """A share printed beside the tables. Without a printed ``numerator``, some whole number must give it."""

    label: Text
    numerator: Reference | None = None
    denominator: Reference


class Sum(Stated, frozen=True, kw_only=True):
    total: Reference
    of: tuple[Reference, ...]


class Stock(Stated, frozen=True, kw_only=True):
    """Those there at the start of the period: of the year before, the ``held`` and not ``ended``."""

    label: Text
    opening: Reference
    held: Name
    ended: Name


class CountClaim(Stated, frozen=True, kw_only=True):
    """A measure's number in a sentence, and how it has changed since the year before; a decrease is negative."""

    measure: Name
    value: Whole | None = None
    previous: Whole | None = None
    change: Whole | None = None
    about: bool = False
    assumed: bool = False


class ShareClaim(Stated, frozen=True, kw_only=True):
    """A share in a sentence that went ``from`` one per cent ``to`` another; one of the measures is its numerator."""

    numerator: tuple[Name, ...]
    denominator: Name
    before: Percent = field(name="from")
    now: Percent = field(name="to")
    precision: Precision | None = None


class Claim(Stated, frozen=True, kw_only=True):
    """A sentence of the report, and as far as somebody has read it, what it says."""

    text: Text
    counts: tuple[CountClaim, ...] = ()
    shares: tuple[ShareClaim, ...] = ()


class StatedReport(Stated, frozen=True, kw_only=True):
    """A report as printed. ``previous_year`` holds what it says of the year before, by measure."""

    format: Literal["kaa-stated-report.v1"]
    title: Text
    source: Text | None = None
    period: Period
    tables: dict[Name, Table] = {}
    measures: dict[Name, Measure] = {}
    shares: dict[Name, Share] = {}
    sums: tuple[Sum, ...] = ()
    stocks: tuple[Stock, ...] = ()
    previous_year: dict[Name, Printed] = {}
    claims: tuple[Claim, ...] = ()
