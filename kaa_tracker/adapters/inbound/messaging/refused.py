"""The feed does not begin, and why."""

from __future__ import annotations


class FeedRefused(Exception):
    """The settings of the servers, or ours, do not keep messages safe; the message says what to change."""
