"""YAML written by hand, read so that nothing in it means anything but what it looks like.

No dates, no octal or sexagesimal numbers, no `no` that is false, no anchors, no tags: text, whole numbers,
decimals, ``true``, ``false`` and ``null``, in mappings and lists. A key stands once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple, NoReturn

import yaml

from kaa_tracker.adapters.inbound.files.lines import FileRefused

_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,12})")
_DECIMAL = re.compile(r"-?[0-9]{1,12}\.[0-9]{1,6}")
_TOO_LONG = re.compile(r"-?[1-9][0-9]{13,}|-?[0-9]{13,}\.[0-9]+|-?[0-9]+\.[0-9]{7,}")
"""Meant as a number, and by no means to be taken for the text or name it would be otherwise."""

_WORDS: Mapping[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
_OWN_TAGS = {
    f"tag:yaml.org,2002:{name}"
    for name in ("map", "seq", "str", "int", "float", "bool", "null", "timestamp", "merge", "value")
}
"""What YAML itself makes of what is written plainly; of these only the shape is looked at."""

DEEPEST = 30


class Tree(NamedTuple):
    """What a file says, and the line (from 1) of each place in it; ``claims[2].text`` is a place."""

    value: Any
    lines: Mapping[str, int]

    def line(self, place: str) -> int:
        """Of the place, or of what it would stand in."""
        while place not in self.lines and place:
            place = place[: max(place.rfind("."), place.rfind("["), 0)]
        return self.lines.get(place, 1)


def read_tree(text: str) -> Tree:
    """Raises ``FileRefused``; the message says on which line."""
    try:
        node = yaml.compose(text, Loader=_Plain)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        _refuse(mark.line + 1 if mark else 1, f"filen går inte att läsa som YAML ({error.problem})")
    except yaml.YAMLError:
        _refuse(1, "filen går inte att läsa som YAML: den har tecken som inte får stå där")
    except RecursionError:
        _refuse(1, "filen är för djupt kapslad")
    lines: dict[str, int] = {}
    return Tree(None if node is None else _value(node, "", lines, DEEPEST), lines)


class _Plain(yaml.SafeLoader):
    """Without references from one place to another: what is meant is written out."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if getattr(event, "anchor", None) is not None:
            raise yaml.MarkedYAMLError(problem="ankare och alias används inte", problem_mark=event.start_mark)
        return super().compose_node(parent, index)


def _value(node: yaml.Node, place: str, lines: dict[str, int], deeper: int) -> Any:
    lines[place] = line = node.start_mark.line + 1
    if node.tag not in _OWN_TAGS:
        _refuse(line, f"{place}: taggar används inte")
    if deeper == 0:
        _refuse(line, f"{place}: för djupt kapslat")
    match node:
        case yaml.MappingNode():
            return _mapping(node, place, lines, deeper)
        case yaml.SequenceNode():
            parts = enumerate(node.value, 1)
            return [_value(part, f"{place}[{number}]", lines, deeper - 1) for number, part in parts]
        case yaml.ScalarNode():
            return _scalar(node, place)
        case _:
            raise TypeError(f"YAML has no {type(node).__name__}")


def _mapping(node: yaml.MappingNode, place: str, lines: dict[str, int], deeper: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, part in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            _refuse(line, f"{place or 'filen'}: ett fältnamn ska vara ett ord")
        name = _text(key, place)
        if name in found:
            _refuse(line, f"{place or 'filen'}: fältet {name} står två gånger")
        inside = f"{place}.{name}" if place else name
        found[name] = _value(part, inside, lines, deeper - 1)
        lines[inside] = line
    return found


def _scalar(node: yaml.ScalarNode, place: str) -> str | int | float | bool | None:
    said = node.value
    if node.style is not None:
        return _text(node, place)
    if said in _WORDS:
        return _WORDS[said]
    if _WHOLE.fullmatch(said):
        return int(said)
    if _TOO_LONG.fullmatch(said):
        _refuse(
            node.start_mark.line + 1,
            f"{place or 'filen'}: talet har för många siffror; tillåtna är 13, eller 12 före och 6 efter en punkt",
        )
    return float(said) if _DECIMAL.fullmatch(said) else _text(node, place)


def _text(node: yaml.ScalarNode, place: str) -> str:
    """On one line, and without anything that is not seen when it is printed."""
    text = " ".join(node.value.split())
    if not text.isprintable():
        _refuse(node.start_mark.line + 1, f"{place or 'filen'}: texten har tecken som inte syns")
    return text


def _refuse(line: int, what: str) -> NoReturn:
    raise FileRefused(f"rad {line}: {what}")
