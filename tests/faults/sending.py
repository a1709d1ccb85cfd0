"""Messages that go out while other things happen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from tests.nats_servers import Stream

_AT_ONCE = 20


@contextmanager
def sending(stream: Stream, sent: Sequence[bytes]) -> Iterator[None]:
    """The messages go out beside what happens within, a few at a time, and are all there in the end."""

    def send() -> None:
        for first in range(0, len(sent), _AT_ONCE):
            stream.publish(sent[first : first + _AT_ONCE])

    with ThreadPoolExecutor(1) as thread:
        done = thread.submit(send)
        yield
        done.result()


def dealt(messages: Sequence[bytes], hands: int) -> list[Sequence[bytes]]:
    """The messages in so many equal parts, the last with what is left over."""
    each = len(messages) // hands
    return [messages[n * each : (n + 1) * each if n < hands - 1 else None] for n in range(hands)]
