"""Whether what a file says has the shape it should, told in Swedish with the place and what is allowed there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec
from msgspec import inspect


class Fault(NamedTuple):
    """A place in the file, and what is wrong there."""

    place: str
    what: str


def faults_of_shape(value: Any, kind: type[msgspec.Struct]) -> Iterator[Fault]:
    """Every way in which the value is not of that kind. None: ``msgspec.convert`` takes it."""
    yield from _faults(value, inspect.type_info(kind), "")


def _faults(value: Any, kind: inspect.Type, place: str) -> Iterator[Fault]:
    match kind, value:
        case inspect.StructType(), dict():
            yield from _faults_of_fields(value, kind, place)
        case inspect.DictType(), dict():
            for name, part in value.items():
                yield from _faults(name, kind.key_type, _inside(place, name))
                yield from _faults(part, kind.value_type, _inside(place, name))
        case inspect.VarTupleType(), list():
            for number, part in enumerate(value, 1):
                yield from _faults(part, kind.item_type, f"{place}[{number}]")
        case inspect.UnionType(), _:
            yield from _faults_of_either(value, kind, place)
        case _ if not _is_simply(value, kind):
            yield Fault(place, f"ska vara {_wanted(kind)}")


def _faults_of_fields(value: dict[str, Any], kind: inspect.StructType, place: str) -> Iterator[Fault]:
    fields = {field.encode_name: field for field in kind.fields}
    for name in (name for name in value if name not in fields):
        yield Fault(_inside(place, name), f"fältet finns inte; tillåtna fält här: {', '.join(fields)}")
    for name, field in fields.items():
        if name in value:
            yield from _faults(value[name], field.type, _inside(place, name))
        elif field.required:
            yield Fault(place, f"fältet {name} saknas")


def _faults_of_either(value: Any, kind: inspect.UnionType, place: str) -> Iterator[Fault]:
    """Of a union, the part that the value seems meant to be."""
    composite = inspect.StructType | inspect.DictType if isinstance(value, dict) else inspect.VarTupleType
    meant = next((one for one in kind.types if isinstance(one, composite)), None)
    if meant is not None and isinstance(value, dict | list):
        yield from _faults(value, meant, place)
    elif not any(_is_simply(value, one) for one in kind.types):
        wanted = dict.fromkeys(_wanted(one) for one in kind.types if not isinstance(one, inspect.NoneType))
        yield Fault(place, f"ska vara {' eller '.join(wanted)}")


def _is_simply(value: Any, kind: inspect.Type) -> bool:
    match kind:
        case inspect.Metadata():
            return _is_simply(value, kind.type)
        case inspect.StrType():
            return isinstance(value, str) and _is_text(value, kind)
        case inspect.IntType():
            return type(value) is int and _is_within(value, kind)
        case inspect.FloatType():
            return type(value) is float and _is_within(value, kind)
        case inspect.BoolType():
            return isinstance(value, bool)
        case inspect.LiteralType():
            return value in kind.values
        case inspect.NoneType():
            return value is None
        case _:
            return False


def _is_text(value: str, kind: inspect.StrType) -> bool:
    long_enough = len(value) >= (kind.min_length or 0)
    short_enough = kind.max_length is None or len(value) <= kind.max_length
    return long_enough and short_enough and (kind.pattern is None or re.search(kind.pattern, value) is not None)


def _is_within(value: float, kind: inspect.IntType | inspect.FloatType) -> bool:
    return (kind.ge is None or value >= kind.ge) and (kind.le is None or value <= kind.le)


def _wanted(kind: inspect.Type) -> str:
    match kind:
        case inspect.Metadata(extra={"swedish": said}):
            return str(said)
        case inspect.StrType():
            return f"text, högst {kind.max_length} tecken" if kind.max_length else "text"
        case inspect.IntType(ge=ge, le=le):
            return f"ett heltal från {ge} till {le}, utan mellanrum"
        case inspect.FloatType():
            return "ett tal med decimalpunkt"
        case inspect.BoolType():
            return "true eller false"
        case inspect.LiteralType():
            return " eller ".join(map(str, kind.values))
        case inspect.VarTupleType():
            return "en lista"
        case inspect.StructType():
            return f"en uppsättning fält: {', '.join(field.encode_name for field in kind.fields)}"
        case _:
            return "en uppsättning namn med var sitt värde"


def _inside(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name
