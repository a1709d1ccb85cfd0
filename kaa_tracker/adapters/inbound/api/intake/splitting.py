"""Many messages in one body, told apart without being read.

A message that is no JSON must not take the others with it: it is for the quarantine to say what is
wrong with it. So only quotation marks, brackets and commas are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

BLANK = b" \t\r\n"
"""What JSON allows around a value."""


class CannotSplit(Exception):
    """Where one message ends and the next begins cannot be told."""


class TooMany(Exception):
    """There are more messages than are taken at once."""


def one(body: bytes) -> Iterator[bytes]:
    """The only message there is, unless the body is blank."""
    if message := body.strip(BLANK):
        yield message


def lines(body: bytes) -> Iterator[bytes]:
    """A message a line; blank lines are none."""
    start = 0
    while start < len(body):
        end = body.find(b"\n", start)
        end = len(body) if end < 0 else end
        if message := body[start:end].strip(BLANK):
            yield message
        start = end + 1


_OPENED = re.compile(rb"[ \t\r\n]*+\[")
_TEXT = rb'"(?:[^"\\]++|\\.)*+"'
_BESIDE = re.compile(rb'(?:[^"\[\]{},]++|' + _TEXT + rb")*+[\[\]{},]", re.DOTALL)
_WITHIN = re.compile(rb'(?:[^"\[\]{}]++|' + _TEXT + rb")*+[\[\]{}]", re.DOTALL)
"""Up to the next mark outside texts: beside the elements a comma is one too, within them it is not."""

_OPENING, _CLOSING, _COMMA = b"[{", ord("]"), ord(",")


def elements(body: bytes) -> Iterator[bytes]:
    """The elements of a JSON array, as they stand. Raises ``CannotSplit`` where it is none."""
    opened = _OPENED.match(body)
    if not opened:
        raise CannotSplit
    start, found = opened.end(), False
    for end in _ends(body, start):
        if element := body[start:end].strip(BLANK):
            yield element
        elif found or body[end] == _COMMA:
            raise CannotSplit
        start, found = end + 1, True
    if body[start:].strip(BLANK):
        raise CannotSplit


def _ends(body: bytes, at: int) -> Iterator[int]:
    """Where each element ends: at the comma after it, the last one at the bracket that ends the array."""
    depth = 0
    while marked := (_WITHIN if depth else _BESIDE).match(body, at):
        at = marked.end()
        mark = body[at - 1]
        if mark in _OPENING:
            depth += 1
        elif depth:
            depth -= 1
        elif mark == _CLOSING:
            yield at - 1
            return
        elif mark == _COMMA:
            yield at - 1
        else:
            break
    raise CannotSplit


SPLITTERS: Mapping[str, Callable[[bytes], Iterator[bytes]]] = {
    "application/cloudevents+json": one,
    "application/cloudevents-batch+json": elements,
    "application/x-ndjson": lines,
}
"""By media type."""


def split(media_type: str, body: bytes, at_most: int) -> list[bytes]:
    """The messages of a body of one of the ``SPLITTERS``' types. Raises ``CannotSplit`` and ``TooMany``."""
    messages: list[bytes] = []
    for message in SPLITTERS[media_type](body):
        if len(messages) == at_most:
            raise TooMany
        messages.append(message)
    return messages
