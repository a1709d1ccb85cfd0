"""Whatever is logged, by whom and how badly: nothing of a person is in the output, and every line is JSON."""

from __future__ import annotations

import io
import json
import logging
import sqlite3
import sys
import threading
import warnings
from collections.abc import Iterator
from typing import Any, cast

import pytest
import sqlalchemy.exc
from hypothesis import given
from hypothesis import strategies as st

from kaa_tracker.adapters.inbound.observing.allowed_keys import KEYS, LEFT_OUT, Sentence, only_allowed
from kaa_tracker.adapters.inbound.observing.errors import told_of
from kaa_tracker.adapters.inbound.observing.logs import _Discreet, in_trace, log_to, logger

NAME, NUMBER = "Hemlig-Hemligsson", "20050503TF01"


class Written(io.StringIO):
    """What came out, which Python's own printing goes to as well."""

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[Written]:
    root, out = logging.getLogger(), Written()
    before, level = root.handlers, root.level
    monkeypatch.setattr(sys, "stderr", out)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    log_to(out)
    yield out
    logging.captureWarnings(False)
    root.handlers = before
    root.setLevel(level)
    assert NAME not in out.getvalue()
    assert NUMBER not in out.getvalue()


log = logger("kaa_tracker.somewhere")


def an_error(kind: type[Exception] = ValueError) -> Exception:
    try:
        raise kind(f"{NAME} {NUMBER}")
    except kind as error:
        return error


def test_a_line_says_what_happened_where_and_when(written: Written) -> None:
    log.warning("work_failed", seconds=0.5, **told_of(an_error(OSError)))
    [line] = written.lines
    assert line["time"].endswith("Z")
    assert line["place"].startswith("test_logs.py:")
    told = {key: value for key, value in line.items() if key not in ("time", "place")}
    assert told == {
        "event": "work_failed",
        "level": "warning",
        "logger": "kaa_tracker.somewhere",
        "error": "OSError",
        "seconds": 0.5,
    }


def test_what_is_not_allowed_is_left_out_and_counted(written: Written) -> None:
    before = counted()
    log.info("request", given_name=NAME, user=NUMBER, error=NAME, count=10**11, route=f"/v1/{NUMBER}")
    [line] = written.lines
    assert line["left_out"] == counted() - before == 5
    assert line.keys() == {"event", "level", "logger", "time", "left_out"}


def test_a_sentence_is_no_event(written: Written) -> None:
    log.info(f"{NAME} was found")
    assert [line["event"] for line in written.lines] == ["unnamed"]


def test_words_are_vouched_for_or_not_said(written: Written) -> None:
    log.error("feed_refused", sentence=Sentence("Skapa strömmen."))
    log.error("feed_refused", sentence=NAME)
    assert [line.get("sentence") for line in written.lines] == ["Skapa strömmen.", None]


def test_an_error_with_its_trace_is_told_by_its_kind(written: Written) -> None:
    log.exception("fault", exc_info=an_error())
    log.error("fault", exc_info=True, stack_info=True)
    assert all(line.keys() <= KEYS.keys() for line in written.lines)


@pytest.mark.parametrize(
    "name", ["uvicorn.error", "uvicorn.access", "faststream", "nats.aio.client", "sqlalchemy.engine.Engine", "asyncio"]
)
def test_of_what_a_library_logs_only_the_kind_gets_out(
    written: Written, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody_else_listens(monkeypatch, name)
    library = logging.getLogger(name)
    library.error("encountered %s", NAME)
    library.error(NUMBER, extra={"user": NAME})
    library.error("it broke", exc_info=an_error(KeyError))
    library.error("%d %s", NAME)
    first, _, broke, _ = written.lines
    assert {line["event"] for line in written.lines} == {"library_logged"}
    assert (first["logger"], first["level"]) == (name, "error")
    assert broke["error"] == "KeyError"


def test_an_error_of_the_database_says_nothing_of_what_was_stored(written: Written) -> None:
    statement = sqlalchemy.exc.OperationalError(f"INSERT {NAME}", {"number": NUMBER}, sqlite3.Error(NAME))
    logging.getLogger("sqlalchemy.pool").error("%s", statement, exc_info=statement)
    log.warning("work_failed", **told_of(statement))
    assert {line["error"] for line in written.lines} == {"OperationalError"}


def test_a_record_that_cannot_be_written_is_not_printed_by_python(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody_else_listens(monkeypatch)

    class Unspeakable:
        def __str__(self) -> str:
            raise ValueError(NAME)

    logging.getLogger("nats").error(Unspeakable())
    log.error(cast("str", Unspeakable()))


def test_an_error_that_ends_a_thread_is_a_line(written: Written) -> None:
    def fail() -> None:
        raise ValueError(NAME)

    thread = threading.Thread(target=fail, name=NAME)
    thread.start()
    thread.join()
    assert [(line["event"], line["error"]) for line in written.lines] == [("thread_ended", "ValueError")]


def test_an_error_that_ends_the_process_is_a_line(written: Written) -> None:
    error = an_error()
    sys.excepthook(type(error), error, error.__traceback__)
    assert [(line["event"], line["error"]) for line in written.lines] == [("process_ended", "ValueError")]


def test_a_warning_is_a_line(written: Written) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        log_to(written)
        warnings.warn(f"{NAME} is deprecated", stacklevel=1)
    assert [line["logger"] for line in written.lines] == ["py.warnings"]


def test_a_line_says_of_which_trace_it_is(written: Written) -> None:
    with in_trace("ab" * 16):
        log.warning("work_failed")
        logging.getLogger("nats").error("oh")
    log.warning("work_failed")
    assert [line.get("trace") for line in written.lines] == ["ab" * 16, "ab" * 16, None]


@given(
    st.dictionaries(st.sampled_from([*KEYS, "name", "exc_info"]), st.text() | st.integers() | st.none() | st.binary())
)
def test_whatever_is_given_what_gets_out_is_allowed(given_keys: dict[str, Any]) -> None:
    told = only_allowed(None, "info", dict(given_keys))
    assert all(KEYS[key](value) for key, value in told.items())
    unsaid = [key for key, value in given_keys.items() if key not in KEYS or not KEYS[key](value)]
    assert "left_out" in given_keys or told.get("left_out", 0) == len(unsaid)


def nobody_else_listens(monkeypatch: pytest.MonkeyPatch, name: str | None = None) -> None:
    """The test runner does, at the root and wherever a test has had a library's log caught, and cannot write down
    what is meant to be unspeakable."""
    root = logging.getLogger()
    ours = [handler for handler in root.handlers if isinstance(handler, _Discreet)]
    monkeypatch.setattr(root, "handlers", ours)
    library = logging.getLogger(name)
    while library.parent is not None:
        monkeypatch.setattr(library, "handlers", [])
        monkeypatch.setattr(library, "filters", [])
        monkeypatch.setattr(library, "propagate", True)
        library = library.parent


def counted() -> float:
    [family] = LEFT_OUT.collect()
    return next(sample.value for sample in family.samples if sample.name.endswith("_total"))
