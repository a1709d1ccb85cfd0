"""Instants as the inbox's tables hold them: microseconds since 1970 in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def stored_instant(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND


def told_instant(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)
