"""What several ask for at the same time is done in one go: one transaction, one wait for the disk, one thread."""

from __future__ import annotations

import asyncio
from asyncio import AbstractEventLoop
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from threading import Lock
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

AT_ONCE = 200
"""What waits beyond that is done in several goes, so that nobody waits long for others."""

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


class _Waiting(NamedTuple):
    asked: Any
    loop: AbstractEventLoop
    answer: asyncio.Future[Any]


_Settled: TypeAlias = tuple[asyncio.Future[Any], Any, Exception | None]


class Together(Generic[Asked, Answer]):
    """Whoever comes while a go is under way is in the next one; each is answered for itself.

    A go begins after everything in it was asked: what it reads is no older than the question. There is one
    at a time, in a thread of the event loop of whoever came first; others may wait in other loops.
    """

    def __init__(self, go: Callable[[Sequence[Asked]], Sequence[Answer]], *, apart: bool = False) -> None:
        """``go`` blocks, and answers in order. With ``apart`` a go that fails is made again for each of its
        questions alone, so that one takes no other with it; else it has failed for all of them."""
        self._go = go
        self._apart = apart
        self._waiting: deque[_Waiting] = deque()
        self._turn = Lock()
        self._is_at_work = False

    async def ask(self, asked: Asked) -> Answer:
        """The answer, when the go is done. Raises what the go raises."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Answer] = loop.create_future()
        with self._turn:
            self._waiting.append(_Waiting(asked, loop, answer))
            begins, self._is_at_work = not self._is_at_work, True
        if begins:
            loop.run_in_executor(None, self._work)
        return await answer

    def _work(self) -> None:
        while some := self._next():
            settled: dict[AbstractEventLoop, list[_Settled]] = defaultdict(list)
            for one, (answer, error) in zip(some, self._gone([one.asked for one in some]), strict=True):
                settled[one.loop].append((one.answer, answer, error))
            for loop, answers in settled.items():
                with suppress(RuntimeError):  # the loop is closed, and nobody waits in it
                    loop.call_soon_threadsafe(_settle, answers)

    def _next(self) -> list[_Waiting]:
        with self._turn:
            some = [self._waiting.popleft() for _ in range(min(len(self._waiting), AT_ONCE))]
            self._is_at_work = bool(some)
            return some

    def _gone(self, asked: Sequence[Asked]) -> Iterator[tuple[Answer | None, Exception | None]]:
        try:
            answers = self._go(asked)
        except Exception as error:  # noqa: BLE001 - it is raised again where the question came from
            if self._apart and len(asked) > 1:
                for one in asked:
                    yield from self._gone([one])
            else:
                yield from ((None, error) for _ in asked)
        else:
            yield from ((answer, None) for answer in answers)


def _settle(settled: Sequence[_Settled]) -> None:
    for waiting, answer, error in settled:
        if waiting.done():  # whoever asked has gone away
            continue
        if error is None:
            waiting.set_result(answer)
        else:
            waiting.set_exception(error)
