"""Numbers that rows are given as they come."""

from __future__ import annotations

from sqlalchemy import BigInteger, Integer

Number = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts up by itself only what it calls an integer."""
