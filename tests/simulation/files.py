"""The two files of a simulation, read for tests."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from kaa_tracker.simulation import Summary

Told = dict[str, Any]


class City:
    def __init__(self, folder: Path, summary: Summary) -> None:
        self.folder = folder
        self.summary = summary

    @property
    def register(self) -> Path:
        return self.folder / "register.ndjson"

    @property
    def outreach(self) -> Path:
        return self.folder / "outreach.ndjson"

    @cached_property
    def messages(self) -> list[Told]:
        return [json.loads(line) for line in self.register.read_text("utf-8").splitlines()]

    @cached_property
    def lines(self) -> list[Told]:
        return [json.loads(line) for line in self.outreach.read_text("utf-8").splitlines()]

    @cached_property
    def messages_of(self) -> Mapping[str, list[Told]]:
        """By BER's key, in revision order."""
        found: dict[str, list[Told]] = defaultdict(list)
        for message in sorted(self.messages, key=lambda message: message["data"]["revision"]):
            found[message["subject"]].append(message)
        return found

    @cached_property
    def lines_of(self) -> Mapping[str, list[Told]]:
        """By BER's key, as logged."""
        keys = {
            message["data"]["person"]["identity_number"]: message["subject"]
            for message in self.messages
            if "identity_number" in message["data"].get("person", {})
        }
        found: dict[str, list[Told]] = defaultdict(list)
        for line in self.lines:
            youth = line["youth"]
            found[youth.get("register_key") or keys[youth["identity_number"]]].append(line)
        return found

    def commands(self, kind: str) -> list[Told]:
        return [line["command"] for line in self.lines if line["command"]["type"] == kind]
