"""What about a stream or its consumer could lose a message that BER has been told is safe."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from nats.js.api import ConsumerConfig, StreamConfig

WEEK = 7 * 24 * 3600
_COPIES_ENOUGH = 3

StreamFault: TypeAlias = tuple[Callable[[StreamConfig], bool], str]
ConsumerFault: TypeAlias = tuple[Callable[[ConsumerConfig], bool], str]


def _has_limit(number: float | None) -> bool:
    return number is not None and number > 0


_STREAM_FAULTS: tuple[StreamFault, ...] = (
    (lambda s: s.storage != "file", "den ligger i minnet (ändra storage till file)"),
    (lambda s: s.retention == "interest", "den slänger det som ingen läser just då (ändra retention till limits)"),
    (
        lambda s: s.discard != "new" and (_has_limit(s.max_msgs) or _has_limit(s.max_bytes)),
        "den slänger det äldsta när den är full (ändra discard till new, eller ta bort max_msgs och max_bytes)",
    ),
    (
        lambda s: _has_limit(s.max_msgs_per_subject) and not (s.discard == "new" and s.discard_new_per_subject),
        "den slänger det äldsta i ett ämne (ta bort max_msgs_per_subject)",
    ),
    (lambda s: 0 < (s.max_age or 0) < WEEK, "den slänger det som är yngre än sju dagar (ändra max_age)"),
    (
        lambda s: bool(s.allow_msg_ttl) or _has_limit(s.subject_delete_marker_ttl),
        "den låter avsändaren säga när ett meddelande ska slängas (ändra allow_msg_ttl till false)",
    ),
    (
        lambda s: bool(s.allow_rollup_hdrs),
        "den låter ett meddelande tränga undan dem före sig (ändra allow_rollup_hdrs till false)",
    ),
    (lambda s: bool(s.no_ack), "den kvitterar inte (ändra no_ack till false)"),
    (lambda s: s.persist_mode == "async", "den kvitterar före skrivning (ändra persist_mode till default)"),
)

_CONSUMER_FAULTS: tuple[ConsumerFault, ...] = (
    (lambda c: c.ack_policy != "explicit", "den tar inte emot kvitton ett och ett (ack_policy ska vara explicit)"),
    (lambda c: _has_limit(c.max_deliver), "den ger upp efter några försök (max_deliver ska vara -1)"),
    (lambda c: c.deliver_policy != "all", "den hoppar över det som kom före den (deliver_policy ska vara all)"),
    (lambda c: bool(c.headers_only), "den lämnar ut meddelanden utan innehåll (headers_only ska vara false)"),
    (lambda c: bool(c.deliver_subject), "den skickar ut utan att bli tillfrågad (deliver_subject ska vara tomt)"),
)


def stream_faults(stream: StreamConfig) -> list[str]:
    """In words for people, with what to change; none where the settings are safe."""
    return [words for is_so, words in _STREAM_FAULTS if is_so(stream)]


def gets_messages_of(stream: StreamConfig, subject: str) -> bool:
    """Whether a message can be both in the stream and under ``subject``; a copy of other streams has no subjects."""
    return not stream.subjects or any(_meet(taken.split("."), subject.split(".")) for taken in stream.subjects)


def consumer_faults(consumer: ConsumerConfig, subject: str) -> list[str]:
    """As for a stream; it must also be a consumer of just the messages under ``subject``."""
    return [*(words for is_so, words in _CONSUMER_FAULTS if is_so(consumer)), *_wrong_subject(consumer, subject)]


def outlives_a_server(stream: StreamConfig) -> bool:
    """Whether enough servers keep a copy, so that it matters little when each of them writes to disk."""
    return (stream.num_replicas or 1) >= _COPIES_ENOUGH


def _wrong_subject(consumer: ConsumerConfig, subject: str) -> Iterator[str]:
    if (consumer.filter_subjects or [consumer.filter_subject or ""]) != [subject]:
        yield f"den läser andra ämnen än {subject} (ändra filter_subject)"


def _meet(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether a subject can fit both patterns: ``*`` stands for a part, ``>`` for all the rest."""
    for left, right in zip(one, other, strict=False):
        if ">" in (left, right):
            return True
        if left != right and "*" not in (left, right):
            return False
    return len(one) == len(other)
