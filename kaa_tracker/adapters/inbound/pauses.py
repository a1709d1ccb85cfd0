"""Waiting that grows with every failure and ends at once when there is no more to wait for."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator


def growing(shortest: float, longest: float) -> Iterator[float]:
    """Seconds, each twice the one before, up to ``longest``."""
    pause = shortest
    while True:
        yield pause
        pause = min(2 * pause, longest)


async def rest(seconds: float, unless: asyncio.Event) -> bool:
    """Wait; answers whether ``unless`` was set, which ends it."""
    try:
        async with asyncio.timeout(seconds):
            await unless.wait()
    except TimeoutError:
        return False
    return True
